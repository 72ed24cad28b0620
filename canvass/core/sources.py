"""How answers were come by: this campaign's own conversations, and what was brought."""

from enum import StrEnum


class Source(StrEnum):
    """Where an answer comes from."""

    DOORSTEP = "doorstep"
    EARLIER = "earlier"
    EARLIER_CALLS = "earlier_calls"
    SURVEY = "survey"
    TELEPHONE = "telephone"


OURS = (Source.DOORSTEP, Source.TELEPHONE)
"""This campaign's own conversations: reports count these together, unless one is asked for."""

BROUGHT = (Source.SURVEY, Source.EARLIER, Source.EARLIER_CALLS)
"""What came with a file: no conversation of ours, and in no report but one of that source."""

FILE_WORDS = {
    Source.EARLIER: "another tool or list, told at the door",
    Source.EARLIER_CALLS: "another tool’s telephone calls",
    Source.SURVEY: "a survey",
}
"""What a file that is brought may be."""

SOURCE_WORDS = {
    Source.DOORSTEP: "at the door",
    Source.TELEPHONE: "by telephone",
    Source.SURVEY: "from surveys",
    Source.EARLIER: "from other tools",
    Source.EARLIER_CALLS: "from other tools’ telephone calls",
}
