"""What kind of election a campaign is for."""

from enum import StrEnum


class Nation(StrEnum):
    """The part of the United Kingdom whose rules apply."""

    ENGLAND = "england"
    NORTHERN_IRELAND = "northern_ireland"
    SCOTLAND = "scotland"
    WALES = "wales"


class Contest(StrEnum):
    """Which franchise applies: for a council or devolved body, or for the UK Parliament."""

    LOCAL = "local"
    PARLIAMENTARY = "parliamentary"
