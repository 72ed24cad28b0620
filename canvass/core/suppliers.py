"""The columns of each supplier's files, as they are known from files that were sent."""

from canvass.core.layouts import Kind, Layout

XPRESS = {
    "district": "Elector Number Prefix",
    "number": "Elector Number",
    "suffix": "?Elector Number Suffix",
    "markers": "Elector Markers",
    "day": "Elector DOB",
    "postcode": "?PostCode|Post Code",
    "uprn": "?UPRN",
}
HALAROSE = {
    "district": "PD",
    "number": "ENO",
    "status": "?Status",
    "forenames": "First Names|First Name|Forename",
    "initials": "?Initials",
    "surname": "Surname",
    "after": "?Suffix",
    "day": "Date of Attainment",
    "markers": "Franchise Flag",
    "postcode": "?Postcode",
    "uprn": "?UPRN",
}
DEMOCRACY_COUNTS = {
    "district": "PDCode",
    "number": "RollNo",
    "surname": "ElectorSurname",
    "forenames": "ElectorForename",
    "initials": "?ElectorMiddleName",
    "day": "?DOB|AttainersDOB|DateOfAttainment",
    "markers": "FranchiseMarker",
    "postcode": "?PostCode",
    "uprn": "?UPRN",
}
MARKED = "Marked|Mark|Voted|Has Voted|Marked Register"
LAYOUTS = (
    Layout(
        "xpress-update",
        "Xpress monthly update",
        Kind.UPDATE,
        {
            "district": "?DistrictRef",
            "number": "ElectorNumber",
            "markers": "MarkersRegisterText",
            "day": "?ElectorDOB",
            "surname": "ElectorSurname",
            "forenames": "ElectorForename",
            "postcode": "?PropertyPostCode",
            "uprn": "?UPRN",
            "created": "ElectorCreatedMonth",
            "changed": "?ElectorChangedMonth",
            "deleted": "ElectorDeletedMonth",
        },
        "PropertyAddress",
    ),
    Layout(
        "halarose-update",
        "Halarose monthly update",
        Kind.UPDATE,
        HALAROSE | {"status": "Status", "month": "Register Code|Clerical Error"},
        "Address",
    ),
    Layout(
        "democracy-counts-update",
        "Democracy Counts update",
        Kind.UPDATE,
        DEMOCRACY_COUNTS | {"status": "ChangeTypeID"},
        "RegisteredAddress",
    ),
    Layout(
        "halarose-marked",
        "Halarose register with marks",
        Kind.MARKED,
        {
            "district": "PD",
            "number": "ENO",
            "forenames": "First Names|First Name|Forename",
            "surname": "Surname",
            "postcode": "?Postcode",
            "mark": MARKED,
        },
        "?Address",
    ),
    Layout(
        "marked",
        "marked register",
        Kind.MARKED,
        {
            "district": "PD|PDCode|PD Letters|Elector Number Prefix|Elector No Prefix",
            "number": "ENO|Elector Number|Elector No|RollNo|Roll Number|Published ENo",
            "suffix": "?Suffix|Elector Number Suffix|Elector No Suffix|Supplementary",
            "surname": "?Surname|Elector Surname|ElectorSurname",
            "forenames": "?Forename|Forenames|First Name|First Names|Elector Forename",
            "postcode": "?PostCode",
            "mark": MARKED,
        },
        "?Address",
    ),
    Layout(
        "xpress-full",
        "Xpress full register",
        Kind.FULL,
        XPRESS | {"surname": "Elector Surname", "forenames": "Elector Forename"},
        "Address",
    ),
    Layout(
        "xpress-full-13",
        "Xpress full register with the name in one column",
        Kind.FULL,
        XPRESS | {"surname": "Elector Name|Elector Surname Elector Forename"},
        "Address",
    ),
    Layout("halarose-full", "Halarose full register", Kind.FULL, HALAROSE, "Address"),
    Layout(
        "democracy-counts-full",
        "Democracy Counts full register",
        Kind.FULL,
        DEMOCRACY_COUNTS,
        "RegisteredAddress",
    ),
    Layout(
        "ttw-full",
        "upload of the Green Party’s app",
        Kind.FULL,
        {
            "district": "Elector No Prefix",
            "number": "Elector No",
            "suffix": "?Elector No Suffix",
            "surname": "Surname",
            "forenames": "Forename",
            "initials": "?Middle Names",
            "markers": "?Franchise Flag|Elector Markers|Markers",
            "day": "?Date of Attainment",
            "postcode": "?PostCode",
            "uprn": "?UPRN",
        },
        "Address",
    ),
    Layout(
        "halarose-absent",
        "Halarose absent voters list",
        Kind.ABSENT,
        {
            "district": "PD_Letters",
            "number": "Published_ENo",
            "suffix": "Supplementary",
            "surname": "Surname",
            "status": "Absent_Status",
        },
    ),
)
REGISTERS = (Kind.FULL, Kind.UPDATE)
"""The kinds of file that change the register of electors."""

NAMES = tuple(layout.name for layout in LAYOUTS if layout.kind in REGISTERS)
