"""The tools: what each is told to attack, and what it found, read from what it wrote."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen
from xml.etree import ElementTree as ET

from tests.attack.site import Target

ROOT = Path(__file__).parent.parent.parent
HERE = Path(__file__).parent
VENVS = ROOT / ".venv-attack"
MINUTES = 4
"""How long a tool may take; what it has not tried by then is said."""


class NotRunError(Exception):
    """A tool could not do its work here; the message says why."""


class Finding(NamedTuple):
    """One thing a tool found: by which rule of its own, and where."""

    rule: str
    place: str


class Tool(NamedTuple):
    """A tool: the environment it lives in, what it looks at, how it is run, how it is read."""

    name: str
    venv: str
    looks_at: str
    run: Callable[[Path, Target, Path], Iterator[Finding]]


def started(words: list[str], folder: Path, wrong: tuple[int, ...] = ()) -> str:
    """Run a program to its end, and give what it said.

    Raises:
        NotRunError: it is not there, took too long, or ended in a way that means it did not work.
    """
    try:
        ran = subprocess.run(  # noqa: S603  words of ours
            words, cwd=folder, capture_output=True, text=True, timeout=MINUTES * 60, check=False
        )
    except FileNotFoundError:
        raise NotRunError("it could not be installed") from None
    except subprocess.TimeoutExpired:
        raise NotRunError(f"it did not end within {MINUTES} minutes") from None
    if ran.returncode in wrong:
        said = (ran.stderr or ran.stdout).strip().splitlines()
        raise NotRunError(said[-1][:200] if said else f"it ended with {ran.returncode}")
    return ran.stdout + ran.stderr


def headers(target: Target) -> list[str]:
    """Give what a browser of ours sends, and who is signed in."""
    return [f"Cookie: {target.cookie}", "Sec-Fetch-Site: same-origin"]


def schemathesis(tool: Path, target: Target, folder: Path) -> Iterator[Finding]:
    """Send what the description allows and what it does not, and see whether it was true."""
    report = folder / "schemathesis.xml"
    told = [word for one in (*headers(target), "Accept: application/json") for word in ("-H", one)]
    words = [str(tool), "run", f"{target.campaign}/openapi.json", *told, "-n", "40"]
    said = started([*words, "--report-junit-path", str(report), "--no-color"], folder)
    if not report.exists():
        raise NotRunError(said.strip().splitlines()[-1][:200])
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  our own tool's report
        for failure in case.iter("failure"):
            for rule in sorted(
                set(re.findall(r"ST\d{3}", f"{failure.get('message')}{failure.text}"))
            ):
                yield Finding(rule, str(case.get("name")))


def bandit(tool: Path, _target: Target, folder: Path) -> Iterator[Finding]:
    """Read our code for what is often done wrong."""
    report = folder / "bandit.json"
    started([str(tool), "-q", "-r", "canvass", "-f", "json", "-o", str(report)], ROOT)
    for one in read(report)["results"]:
        yield Finding(one["test_id"], one["filename"])


def semgrep(tool: Path, _target: Target, folder: Path) -> Iterator[Finding]:
    """Read code, scripts and templates by our own rules."""
    report = folder / "semgrep.json"
    quiet = ["--metrics=off", "--disable-version-check", "--quiet", "--exclude", "vendor"]
    words = [str(tool), "scan", *quiet, "--config", str(HERE / "rules.yml")]
    started([*words, "--json", "--output", str(report), "canvass", "templates"], ROOT)
    told = read(report)
    if told["errors"]:
        raise NotRunError(str(told["errors"][0])[:200])
    for one in told["results"]:
        yield Finding(one["check_id"].split(".")[-1], one["path"])


def pip_audit(tool: Path, _target: Target, folder: Path) -> Iterator[Finding]:
    """Ask whether a release we use is known to be broken; a skip counts as not run."""
    report = folder / "pip-audit.json"
    words = [str(tool), "--strict", "--disable-pip", "-r", "requirements.lock"]
    started([*words, "-f", "json", "-o", str(report)], ROOT)
    if not report.exists():
        yield from known_of_newest((ROOT / "requirements.lock").read_text("utf-8"))
        return
    for one in read(report)["dependencies"]:
        for fault in one["vulns"]:
            yield Finding(fault["id"], f"{one['name']} {one['version']}")


def known_of_newest(lock: str) -> list[Finding]:
    """Ask an index that does not answer about releases about projects: it knows of their newest.

    Raises:
        NotRunError: some release is not the newest, or nobody answers: of that nothing is known.
    """
    found, unknown = [], []
    pins = re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE)
    for name, version in pins:
        told = project(name)
        if told.get("info", {}).get("version") == version and "vulnerabilities" in told:
            found += [Finding(one["id"], f"{name} {version}") for one in told["vulnerabilities"]]
        else:
            unknown.append(f"{name} {version}")
    if unknown:
        faults = ", ".join(f"{one.rule} in {one.place}" for one in found) or "nothing"
        raise NotRunError(
            f"no advisories could be asked for about {len(unknown)} of {len(pins)} releases "
            f"({', '.join(unknown)}); known of the others: {faults}"
        )
    return found


def project(name: str) -> Any:  # noqa: ANN401  the index's own JSON
    """Give what the index says of a project; nothing if it does not answer."""
    try:
        with urlopen(f"https://pypi.org/pypi/{name}/json", timeout=20) as reply:
            return json.load(reply)
    except (OSError, ValueError):
        return {}


def wapiti(tool: Path, target: Target, folder: Path) -> Iterator[Finding]:
    """Walk the pages as an organiser, and try every form and parameter."""
    report = folder / "wapiti.json"
    told = [word for one in headers(target) for word in ("-H", one)]
    words = [str(tool), "-u", f"{target.campaign}/", "--scope", "folder", *told]
    limits = ["-d", "2", "--max-links-per-page", "12", "--max-scan-time", "50"]
    limits += ["--max-attack-time", "25", "--store-session", str(folder / "wapiti")]
    modules = ["-m", "sql,xss,permanentxss,file,redirect,crlf", "--flush-session", "--no-bugreport"]
    said = started([*words, *limits, *modules, "-f", "json", "-o", str(report)], folder)
    if not report.exists():
        raise NotRunError(said.strip().splitlines()[-1][:200])
    told_of = read(report)
    for group in ("vulnerabilities", "anomalies"):
        for rule, found in told_of[group].items():
            for one in found:
                yield Finding(
                    rule, f"{one['method']} {one['path']} {one['parameter'] or ''}".strip()
                )


def sqlmap(tool: Path, target: Target, folder: Path) -> Iterator[Finding]:
    """Try to speak SQL through what is looked up by what somebody typed."""
    form = "email=a%40example.org&password=b"
    asked = (
        ["-u", f"{target.url}/sign-in", "--data", form, "--ignore-code", "400"],
        ["-u", f"{target.campaign}/casework/?show=open"],
        ["-u", f"{target.campaign}/casework/doors/?street=Lupus&number=1"],
    )
    common = ["--batch", "--level", "1", "--technique", "BE", "--flush-session", "--threads", "3"]
    told = ["--headers", "\n".join(headers(target)), "--output-dir", str(folder / "sqlmap")]
    for words in asked:
        said = started([str(tool), *words, *common, *told], folder)
        if "all tested parameters do not appear to be injectable" in said:
            continue
        if "is vulnerable" in said or "injection point" in said:
            yield Finding("injection", words[1].removeprefix(target.url))
        else:
            critical = re.findall(r"\[CRITICAL\] (.*)", said)
            raise NotRunError(critical[-1][:200] if critical else "it tested nothing")


def read(report: Path) -> Any:  # noqa: ANN401  a tool's own JSON
    """Read a report."""
    return json.loads(report.read_text("utf-8"))


TOOLS = (
    Tool("schemathesis", "general", "what speaks JSON, by its description", schemathesis),
    Tool("bandit", "general", "canvass/", bandit),
    Tool("pip-audit", "general", "requirements.lock", pip_audit),
    Tool("semgrep", "semgrep", "canvass/ and templates/, by rules.yml", semgrep),
    Tool("wapiti", "wapiti", "pages as an organiser, 25 s a module", wapiti),
    Tool("sqlmap", "general", "the sign-in form, casework, doors", sqlmap),
)
