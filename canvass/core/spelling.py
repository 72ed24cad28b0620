"""When two words are one: endings, near words, Welsh mutations and a slip of the thumb."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

FIXED = frozenset(
    {
        "always",
        "as",
        "building",
        "bus",
        "business",
        "ceiling",
        "does",
        "during",
        "evening",
        "evicted",
        "feeling",
        "gas",
        "has",
        "his",
        "housing",
        "is",
        "living",
        "meeting",
        "morning",
        "nothing",
        "plus",
        "something",
        "this",
        "united",
        "us",
        "was",
        "yes",
    }
)
"""Words whose ending is none."""

NEAR: tuple[tuple[str, ...], ...] = (
    ("shut", "close", "closed", "closing", "closure", "shutting"),
    ("broken", "broke", "bust", "knackered"),
    ("repair", "mend", "repare"),
    ("homeless", "homelessness"),
    ("developer", "devs"),
    ("council", "cncl", "cllr", "cnl"),
    ("street", "st"),
    ("gardens", "gdns", "garden"),
    ("accommodation", "accom", "accomodation"),
    ("apartment", "flat"),
    ("oxford", "oxf", "ox"),
    ("pedestrianisation", "pedestrianise", "ped"),
    ("mould", "mold", "mouldy"),
    ("wont", "doesnt", "dont", "didnt", "cant", "isnt", "not", "never"),
    ("month", "months", "mths"),
)
"""Words that a note may use for one another, the first of each in place of all."""

MUTATIONS = (
    ("ll", ("l",)),
    ("rh", ("r",)),
    ("p", ("b", "mh", "ph")),
    ("t", ("d", "nh", "th")),
    ("c", ("g", "ngh", "ch")),
    ("b", ("f", "m")),
    ("d", ("dd", "n")),
    ("g", ("", "ng")),
    ("m", ("f",)),
)
"""How the beginning of a Welsh word changes after some others."""

NO_SLIPS = frozenset({"hopeless", "hotel", "offie", "region", "repaid", "despair", "deported"})
"""Words of their own, though one letter makes them one of a rule."""

LONG_ENOUGH, LONG_ENOUGH_TO_CHANGE, LEFT_OF_A_STEM = 6, 8, 4


@cache
def stem(word: str) -> str:
    """Give what a plain word is compared by: without a simple ending, a near word by its first.

    >>> [stem(word) for word in ("repairs", "leaking", "closed", "bodies", "housing", "gas")]
    ['repair', 'leak', 'shut', 'body', 'housing', 'gas']
    """
    return CANONICAL.get(word) or CANONICAL.get(bare(word)) or bare(word)


def bare(word: str) -> str:
    """Take a simple English ending off."""
    if word in FIXED or len(word) < LEFT_OF_A_STEM:
        return word
    if word.endswith("ies") and len(word) > LEFT_OF_A_STEM:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        left = word.removesuffix(ending)
        if left != word and len(left) >= LEFT_OF_A_STEM:
            return left[:-1] if left[-1] == left[-2] and left[-1] not in "ls" else left
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


CANONICAL = {bare(word): bare(group[0]) for group in NEAR for word in group} | {
    word: bare(group[0]) for group in NEAR for word in group
}


class Vocabulary:
    """Words to be found again, however somebody wrote them.

    >>> found = Vocabulary({"homeless", "hostel", "digartref", "repair", "ga"})
    >>> [sorted(found.meant_by(word)) for word in ("homless", "repairs", "ddigartref")]
    [['homeless'], ['repair'], ['digartref']]
    >>> [sorted(found.meant_by(word)) for word in ("hotel", "a")]
    [[], []]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.exact: dict[str, set[str]] = defaultdict(set)
        self.by_letter: dict[str, set[str]] = defaultdict(set)
        self.known: dict[str, frozenset[str]] = {}
        for word in sorted(words):
            for form in (word, stem(word), *mutated(word)):
                self.exact[form].add(word)
            self.by_letter[word[:1]].add(word)

    def meant_by(self, said: str) -> frozenset[str]:
        """Give the words that a plain word of a note may be."""
        if said not in self.known:
            found = self.exact.get(said, set()) | self.exact.get(stem(said), set())
            near = () if found else self.by_letter.get(said[:1], ())
            slips = {
                word for word in near if is_slip(said, word) or is_slip(stem(said), stem(word))
            }
            self.known[said] = frozenset(found | slips)
        return self.known[said]


@cache
def mutated(word: str) -> frozenset[str]:
    """Give a word as it may begin in Welsh; short ones would be too many others."""
    if len(word) <= LEFT_OF_A_STEM:
        return frozenset()
    for first, others in MUTATIONS:
        if word.startswith(first):
            return frozenset(other + word.removeprefix(first) for other in others)
    return frozenset()


def is_slip(said: str, meant: str) -> bool:
    """Tell whether a long word is another but for one letter, or for two that changed places."""
    short, long = sorted((said, meant), key=len)
    if len(long) < LONG_ENOUGH or len(long) - len(short) > 1:
        return False
    if said in NO_SLIPS or said[:1] != meant[:1]:
        return False
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    rest = same + 2 if short[same : same + 2] == long[same : same + 2][::-1] else same + 1
    is_change = rest == same + 1
    return short[rest:] == long[rest:] and not (is_change and len(long) < LONG_ENOUGH_TO_CHANGE)
