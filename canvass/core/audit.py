"""The audit log: who did or read what; `core.chain` seals each entry by all before it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Deed(StrEnum):
    """One kind of thing that is written into the log. Keep the list alphabetical."""

    ADDRESS_MENDED = "address_mended"
    ADDRESS_UNDONE = "address_undone"
    ASKED_SEEN = "asked_seen"
    BACK_APPROVED = "back_approved"
    BACK_HANDED = "back_handed"
    BACK_MAILED = "back_mailed"
    BACK_TAKEN = "back_taken"
    CAMPAIGN_ERASED = "campaign_erased"
    CASE_SEEN = "case_seen"
    CASES_SEEN = "cases_seen"
    CODE_SHOWN = "code_shown"
    DATA_ERASED = "data_erased"
    DAY_SET = "day_set"
    DECISIONS_SEEN = "decisions_seen"
    DOOR_SEEN = "door_seen"
    ELECTOR_CORRECTED = "elector_corrected"
    ELECTOR_ERASED = "elector_erased"
    ELECTOR_SEEN = "elector_seen"
    ELECTOR_STOPPED = "elector_stopped"
    ELECTOR_TOLD = "elector_told"
    EXPORT_APPROVED = "export_approved"
    EXPORT_ASKED = "export_asked"
    EXPORT_ENDED = "export_ended"
    EXPORT_TAKEN = "export_taken"
    FACTOR_ASKED = "factor_asked"
    FACTOR_DROPPED = "factor_dropped"
    FACTOR_SET = "factor_set"
    FILE_BROUGHT = "file_brought"
    FILE_SEEN = "file_seen"
    FILE_TAKEN_IN = "file_taken_in"
    FILE_UNDONE = "file_undone"
    GLASS_BROKEN = "glass_broken"
    GLASS_MENDED = "glass_mended"
    INVITED = "invited"
    LEAK_TRACED = "leak_traced"
    LETTER_PRINTED = "letter_printed"
    LET_IN = "let_in"
    LIFTS_SEEN = "lifts_seen"
    LIST_SEEN = "list_seen"
    LIST_TAKEN = "list_taken"
    LOG_SEEN = "log_seen"
    NOTES_SEEN = "notes_seen"
    NUMBERS_SEEN = "numbers_seen"
    PACKS_MADE = "packs_made"
    PACKS_TAKEN = "packs_taken"
    PAIR_SEEN = "pair_seen"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_DROPPED = "passkey_dropped"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  the name of a deed
    PERSON_PAUSED = "person_paused"
    PERSON_RESUMED = "person_resumed"
    PERSON_UNDONE = "person_undone"
    PURPOSES_SET = "purposes_set"
    READING_ALARMED = "reading_alarmed"
    READING_EXPLAINED = "reading_explained"
    REPORT_OPENED = "report_opened"
    REPORT_SHARED = "report_shared"
    REPORT_TAKEN = "report_taken"
    ROLE_ACCEPTED = "role_accepted"
    ROLE_GIVEN = "role_given"
    SHEET_SEEN = "sheet_seen"
    SHEETS_PRINTED = "sheets_printed"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_ENDED = "sign_in_ended"
    SIGN_IN_LOCKED = "sign_in_locked"
    STOP_LIFTED = "stop_lifted"
    WALK_GIVEN = "walk_given"
    WALK_SENT = "walk_sent"
    WALK_TAKEN_BACK = "walk_taken_back"


DEED_WORDS: dict[Deed, str] = {
    Deed.ADDRESS_MENDED: "mended an address",
    Deed.ADDRESS_UNDONE: "undid the mending of an address",
    Deed.ASKED_SEEN: "saw who asked for something at the door",
    Deed.BACK_APPROVED: "approved that somebody comes back without their second factor",
    Deed.BACK_HANDED: "handed somebody a way back in",
    Deed.BACK_MAILED: "asked by e-mail for a way back in",
    Deed.BACK_TAKEN: "set a new password by a way back in",
    Deed.CAMPAIGN_ERASED: "destroyed the campaign’s data",
    Deed.CASE_SEEN: "saw a case",
    Deed.CASES_SEEN: "saw the list of cases",
    Deed.CODE_SHOWN: "showed a code that lets a phone in",
    Deed.DATA_ERASED: "erased",
    Deed.DAY_SET: "said until when data is kept",
    Deed.DECISIONS_SEEN: "saw of whom people told different things",
    Deed.DOOR_SEEN: "saw who lives at a door",
    Deed.ELECTOR_CORRECTED: "took back what an elector says is wrong",
    Deed.ELECTOR_ERASED: "erased an elector",
    Deed.ELECTOR_SEEN: "saw all answers of an elector",
    Deed.ELECTOR_STOPPED: "recorded a stop notice",
    Deed.ELECTOR_TOLD: "made out everything held about an elector",
    Deed.EXPORT_APPROVED: "approved an export",
    Deed.EXPORT_ASKED: "asked for an export",
    Deed.EXPORT_ENDED: "refused or dropped an export",
    Deed.EXPORT_TAKEN: "took an export as a file",
    Deed.FACTOR_ASKED: "said who must sign in with a second factor",
    Deed.FACTOR_DROPPED: "signs in without a second factor from now on",
    Deed.FACTOR_SET: "signs in with a second factor from now on",
    Deed.FILE_BROUGHT: "brought a file that waits to be looked at",
    Deed.FILE_SEEN: "saw whom a file would change",
    Deed.FILE_TAKEN_IN: "took a file in",
    Deed.FILE_UNDONE: "undid an import",
    Deed.GLASS_BROKEN: "opened electors’ data as the host, for an hour",
    Deed.GLASS_MENDED: "closed electors’ data as the host",
    Deed.INVITED: "made an invitation",
    Deed.LEAK_TRACED: "looked for whose list a file is",
    Deed.LETTER_PRINTED: "printed a letter about a case",
    Deed.LET_IN: "was let in by a code",
    Deed.LIFTS_SEEN: "saw the list of lifts",
    Deed.LIST_SEEN: "saw the knock-up list",
    Deed.LIST_TAKEN: "took the knock-up list as a file",
    Deed.LOG_SEEN: "looked up in this log who saw somebody’s data",
    Deed.NOTES_SEEN: "saw notes from the doorstep",
    Deed.NUMBERS_SEEN: "saw whose the latest numbers told are",
    Deed.PACKS_MADE: "had packs drawn",
    Deed.PACKS_TAKEN: "took a pack from the disk",
    Deed.PAIR_SEEN: "saw two who may be one person",
    Deed.PASSKEY_ADDED: "added a passkey",
    Deed.PASSKEY_DROPPED: "removed a passkey",
    Deed.PASSWORD_CHANGED: "changed their password",
    Deed.PERSON_PAUSED: "paused somebody",
    Deed.PERSON_RESUMED: "let somebody go on after a pause",
    Deed.PERSON_UNDONE: "undid everything by somebody",
    Deed.PURPOSES_SET: "said on what basis data is held",
    Deed.READING_ALARMED: "read more than their work explains",
    Deed.READING_EXPLAINED: "said why somebody read so much",
    Deed.REPORT_OPENED: "opened an issue report",
    Deed.REPORT_SHARED: "made a link to an issue report",
    Deed.REPORT_TAKEN: "took an issue report as a file",
    Deed.ROLE_ACCEPTED: "accepted an invitation",
    Deed.ROLE_GIVEN: "gave somebody a role",
    Deed.SHEET_SEEN: "saw a sheet and its lines",
    Deed.SHEETS_PRINTED: "printed sheets",
    Deed.SIGNED_IN: "signed in",
    Deed.SIGNED_OUT: "signed out",
    Deed.SIGN_IN_ENDED: "ended a sign-in of their own",
    Deed.SIGN_IN_LOCKED: "was locked out after wrong passwords",
    Deed.STOP_LIFTED: "ended a stop notice",
    Deed.WALK_GIVEN: "gave a walk out",
    Deed.WALK_SENT: "had a walk’s doors sent to a phone",
    Deed.WALK_TAKEN_BACK: "took a walk back",
}

READS = frozenset(
    {
        Deed.ASKED_SEEN,
        Deed.CASES_SEEN,
        Deed.CASE_SEEN,
        Deed.DECISIONS_SEEN,
        Deed.DOOR_SEEN,
        Deed.ELECTOR_SEEN,
        Deed.FILE_SEEN,
        Deed.LIFTS_SEEN,
        Deed.LIST_SEEN,
        Deed.NOTES_SEEN,
        Deed.NUMBERS_SEEN,
        Deed.PAIR_SEEN,
        Deed.SHEET_SEEN,
        Deed.WALK_SENT,
    }
)
"""Deeds that change nothing: the same again within some minutes is no second entry."""


class Subject(StrEnum):
    """What a deed was about."""

    CASE = "case"
    DOOR = "door"
    ELECTOR = "elector"
    FILE = "file"
    NOTHING = ""
    PERSON = "person"
    ROUND = "round"
    SHEET = "sheet"
    WALK = "walk"
    WARD = "ward"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to be written: who did what, when, and about whom.

    `user_id` is absent where it was done at the server's own keyboard. `words` say what the deed
    leaves open ("organiser", "CSV") and never name an elector.
    """

    deed: Deed
    at: datetime
    user_id: UUID | None = None
    subject: Subject = Subject.NOTHING
    subject_id: UUID | None = None
    words: str = ""
