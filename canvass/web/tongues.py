"""English or Welsh on the pages that a code leads to, for people who are not signed in yet.

The Welsh is a first draft, to be checked by a speaker before anyone is given it.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from flask import request

from canvass.core.passes import BadPassError
from canvass.store.passes import NO_USE, OPENS_TELLING, OPENS_WALK

View = TypeVar("View", bound=Callable[..., object])

TONGUES = {"en": "en-GB", "cy": "cy"}

JOIN_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Knock with us", "Dewch i gnocio"),
    "skip": ("Skip to the content", "Neidio i’r cynnwys"),
    "other": ("Cymraeg", "English"),
    "draft": ("", "Drafft cyntaf yw’r Gymraeg hon."),
    "no_script": (
        "This page needs JavaScript. Ask your organiser for the walk on paper.",
        "Mae angen JavaScript ar y dudalen hon. Gofynnwch i’ch trefnydd am y daith ar bapur.",
    ),
    "before_giver": ("", "Mae "),
    "after_giver": (" has given you a walk for ", " wedi rhoi taith ichi dros "),
    "doors": ("doors", "drws"),
    "hours": ("hours until the walk goes back", "awr nes i’r daith fynd yn ôl"),
    "undertake": ("What you undertake", "Yr hyn rydych yn ei addo"),
    "do_law": (
        (
            "You will see names and addresses from the register of electors. The law lets a "
            "campaign use them for this election and nothing else."
        ),
        (
            "Byddwch yn gweld enwau a chyfeiriadau o’r gofrestr etholwyr. Mae’r gyfraith yn "
            "gadael i ymgyrch eu defnyddio ar gyfer yr etholiad hwn, a dim byd arall."
        ),
    ),
    "do_copy": (
        "Copy none of it, photograph none of it, and show it to nobody.",
        "Peidiwch â chopïo dim ohono, na thynnu llun ohono, na’i ddangos i neb.",
    ),
    "do_write": (
        "Write down only what people would be glad to read, and stop where they ask you to.",
        (
            "Ysgrifennwch dim ond yr hyn y byddai pobl yn falch o’i ddarllen, a stopiwch lle "
            "maent yn gofyn ichi."
        ),
    ),
    "do_back": (
        "When the walk goes back, the names leave your phone. What you tapped is sent.",
        (
            "Pan aiff y daith yn ôl, mae’r enwau’n gadael eich ffôn. Mae’r hyn a dapioch yn "
            "cael ei anfon."
        ),
    ),
    "start_here": ("Start the walk", "Dechrau’r daith"),
    "code": ("The code you were shown", "Y cod a ddangoswyd ichi"),
    "name": ("What should we call you?", "Beth ddylem eich galw?"),
    "pin": ("A PIN for this phone: six digits or more", "PIN i’r ffôn hwn: chwe digid neu fwy"),
    "start": ("I undertake this: start", "Rwy’n addo hyn: dechrau"),
    "no_account": (
        "No account, no e-mail. The code works once.",
        "Dim cyfrif, dim e-bost. Mae’r cod yn gweithio unwaith.",
    ),
    "unreachable": (
        "This needs signal. Go where there is some, then try again.",
        "Mae angen signal. Ewch i le sydd â pheth, yna rhowch gynnig arall.",
    ),
    "tell_title": ("Tell with us", "Dewch i rifo"),
    "tell_start": ("Start telling", "Dechrau rhifo"),
    "tell_no_script": (
        "This page needs JavaScript. Ask the committee room for a teller’s pad on paper.",
        (
            "Mae angen JavaScript ar y dudalen hon. Gofynnwch i’r ystafell bwyllgor am bad "
            "rhifo ar bapur."
        ),
    ),
}
"""What the pages say, in English and in Welsh."""

CHANGED = "The words above have changed. Load this page again and read them."
NAMELESS = "Say what we should call you."
TELLS = "This phone tells. Who tells may not hold a list: use another one."
REFUSALS = {
    NO_USE: "Defnyddiwyd y cod hwn, neu mae ei amser ar ben. Gofynnwch am un newydd: mae pob un yn "
    "gweithio i un ffôn.",
    OPENS_TELLING: "Cod i rifwyr yw hwn. Gofynnwch i’ch trefnydd am god taith.",
    OPENS_WALK: "Cod i daith o ddrws i ddrws yw hwn. Gofynnwch i’ch trefnydd am god rhifwr.",
    CHANGED: "Mae’r geiriau uchod wedi newid. Llwythwch y dudalen eto a’u darllen.",
    NAMELESS: "Dywedwch beth ddylem eich galw.",
    TELLS: "Mae’r ffôn hwn yn rhifo. Ni chaiff rhifwr ddal rhestr: defnyddiwch un arall.",
}
"""Why a phone cannot be let in, in Welsh; whatever else it is comes down to trying again."""

TRY_AGAIN = "Ni chyrhaeddodd hynny’n gyfan. Rhowch gynnig arall."


def tongue() -> str:
    """Give the language somebody asked for by a link, else the one their browser prefers."""
    asked = request.args.get("lang", "")
    return asked if asked in TONGUES else request.accept_languages.best_match(TONGUES, "en")


def tongue_words() -> dict[str, object]:
    """Give a page its words, and the way to the other language."""
    spoken = tongue()
    place = list(TONGUES).index(spoken)
    return {
        "say": {name: pair[place] for name, pair in JOIN_WORDS.items()},
        "locale": TONGUES[spoken],
        "other": "en" if spoken == "cy" else "cy",
        # what was not asked for is not remembered: a phone may know better
        "chosen": spoken if spoken == "cy" or "lang" in request.args else "",
    }


def in_their_tongue(refusal: BadPassError) -> BadPassError:
    """Put a refusal into the language of whoever is refused."""
    if tongue() == "en":
        return refusal
    return BadPassError(REFUSALS.get(str(refusal), TRY_AGAIN))


def told_in_tongue(view: View) -> View:
    """Let a view refuse in the language of whoever is refused."""

    @wraps(view)
    def told(*args: object, **values: object) -> object:
        try:
            return view(*args, **values)
        except BadPassError as refusal:
            raise in_their_tongue(refusal) from refusal

    return cast("View", told)
