"""Desks on polling day: results typed back from sheets, lists read, the board watched."""

import json
import re
from collections import Counter
from contextlib import suppress
from queue import Empty, Queue
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from tests.faults.sender import Answer, ask
from tests.faults.site import SLUG
from tests.faults.story import Story

DAY = f"/c/{SLUG}/polling-day"
KEYS = "vwwooolnd"
LISTS = 0.05


class Desk:
    """Somebody who is signed in; `surprises` are answers that nobody should have been given."""

    def __init__(self, cookie: str, port: int, story: Story) -> None:
        self.cookie = cookie
        self.port = port
        self.story = story
        self.chance = Random(cookie)  # noqa: S311  no secret
        self.surprises: list[str] = []

    def read(self, path: str, what: str, tag: str = "") -> Answer | None:
        """Ask for a page, and note how long it took where it came."""
        began = self.story.seconds
        headers = {"Cookie": self.cookie, "If-None-Match": tag}
        answer = ask(self.port, "GET", path, headers)
        if answer is not None and answer.status in (200, 304):
            self.story.note(what, self.story.seconds - began)
        elif not self.story.is_trouble and not (answer and what == "board" and is_shed(answer)):
            self.surprises.append(f"{path}: {answer}"[:300])
        return answer

    def send(self, path: str, **form: str) -> bool:
        """Send a form; tell whether it was kept."""
        began = self.story.seconds
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        answer = ask(self.port, "POST", path, headers, urlencode(form).encode())
        if answer is not None and answer.status == 302:
            self.story.note("form", self.story.seconds - began)
            return True
        if not self.story.is_trouble:
            self.surprises.append(f"{path} {form}: {answer}"[:300])
        return False

    def insist(self, path: str, **form: str) -> None:
        """Send a form until it is kept, or the story is stopped."""
        while not self.send(path, **form) and not self.story.stopped.is_set():
            self.story.stopped.wait(0.2)


def is_shed(answer: Answer) -> bool:
    """Tell whether a board was told to come again, since telling and lists go first."""
    return answer.status == 503 and b"busy with telling" in answer.body


class Knocker(Desk):
    """Reads a ward's list, takes a sheet out, knocks, and has the results typed.

    `told` holds what was typed of each sheet: a key for the number of each line.
    """

    def __init__(self, cookie: str, port: int, story: Story) -> None:
        super().__init__(cookie, port, story)
        self.told: dict[str, dict[int, str]] = {}

    def work(self, sheets: Queue[str]) -> None:
        """Knock until the polls close; every sheet that was taken is typed to its end."""
        while not self.story.is_over:
            ward = self.chance.choice(self.story.borough.wards)
            self.read_list(ward)
            with suppress(Empty):
                self.knock(sheets.get_nowait())
            self.story.wait(self.chance.uniform(0.5, 1.5) / 15)

    def read_list(self, ward: UUID) -> None:
        """Read a ward's knock-up list."""
        answer = self.read(f"/c/{SLUG}/knockup/wards/{ward}.json", "list")
        if answer is not None and answer.status == 200:
            json.loads(answer.body)

    def knock(self, code: str) -> None:
        """Take a sheet out, and type what came of its lines in two parts."""
        sheet = f"{DAY}/sheets/{code}"
        self.insist(f"{sheet}/hand", what="out", holder="Sam and Ines")
        page = self.read(sheet, "sheet")
        if page is None or page.status != 200:
            return
        lines = [int(one) for one in re.findall(rb'name="line-(\d+)"', page.body)]
        called = {line: self.chance.choice(KEYS) for line in lines if self.chance.random() < 0.8}
        self.told[code] = called
        for part in (list(called.items())[::2], list(called.items())[1::2]):
            typed = "\n".join(f"{line} {key}" for line, key in part)
            self.insist(f"{sheet}/results", typed=typed)
            self.story.wait(1 / 60)
        self.insist(f"{sheet}/hand", what="back")


class Organiser(Desk):
    """Starts rounds; their sheets lie ready to be taken."""

    def __init__(self, cookie: str, port: int, story: Story) -> None:
        super().__init__(cookie, port, story)
        self.laid_out: set[bytes] = set()

    def start_round(self, ward: UUID, sheets: Queue[str]) -> None:
        """Start a round of a ward, and lay out its sheets."""
        self.insist(f"{DAY}/rounds/", area=f"ward:{ward}", kind="knockup", hold_out="0")
        for code in self.new_sheets():
            sheets.put(code)

    def new_sheets(self) -> list[str]:
        """Read the codes of the sheets of every round that was not laid out yet."""
        page = self.body(f"{DAY}/rounds/")
        rounds = set(re.findall(rb'href="(\S*/polling-day/rounds/[0-9a-f-]{36})"', page))
        fresh, self.laid_out = rounds - self.laid_out, rounds | self.laid_out
        return [
            code.decode()
            for one in fresh
            for code in re.findall(rb'polling-day/sheets/([0-9A-Z]{5})"', self.body(one.decode()))
        ]

    def body(self, path: str) -> bytes:
        """Ask for a page until it comes, or the story is stopped."""
        while not self.story.stopped.is_set():
            answer = self.read(path, "rounds")
            if answer is not None and answer.status == 200:
                return answer.body
            self.story.stopped.wait(0.2)
        return b""


class Watcher(Desk):
    """Has the board on a wall, which asks for itself again; counts how it was answered.

    Now and then they read a ward's list as well.
    """

    def __init__(self, cookie: str, port: int, story: Story) -> None:
        super().__init__(cookie, port, story)
        self.seen: Counter[str] = Counter()

    def watch(self, every: float) -> None:
        """Ask for the board again and again, as its script does."""
        tag = ""
        self.story.stopped.wait(self.chance.uniform(0, every))
        while not self.story.is_over:
            answer = self.read(f"{DAY}/", "board", tag)
            self.seen[str(answer.status) if answer else "none"] += 1
            tag = answer.tag if answer and answer.tag else tag
            if self.chance.random() < LISTS:
                ward = self.chance.choice(self.story.borough.wards)
                self.read(f"/c/{SLUG}/knockup/wards/{ward}.json", "list")
            self.story.stopped.wait(every)
