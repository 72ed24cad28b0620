"""Which issues a free-text note may raise: by words that people wrote down, and it says which.

Nothing is learned from data. An issue has words and phrases; a note that holds one of them may be
about it. What is suggested counts for nothing until somebody confirms it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from canvass.core.doorstep import Stance
from canvass.core.spelling import Vocabulary

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SMALL = frozenset(
    {
        "a",
        "an",
        "and",
        "at",
        "for",
        "her",
        "his",
        "in",
        "is",
        "my",
        "of",
        "on",
        "our",
        "the",
        "their",
        "to",
        "up",
        "y",
        "yr",
    }
)
"""Words that may stand once between two words of a phrase: “office on (the) estate”."""

Phrase = tuple[str, ...]
Span = tuple[int, int]


def phrases(told: str) -> tuple[Phrase, ...]:
    """Part a list with commas between into phrases, and each into its words."""
    return tuple(tuple(one.split()) for one in told.split(","))


AGAINST = phrases(
    "against, oppose, opposed, object, no thanks, not in favour, not for it, dont want, "
    "dont support, disaster, hate, stop it, no to, not keen, bad idea, terrible idea, yn erbyn"
)
FOR = phrases(
    "for it, for the, in favour, support, great idea, good idea, like, wants it, loves, welcome, "
    "all for, o blaid"
)


class Rule(NamedTuple):
    """One entry of an issue's words: phrases that must all be in the note, in any order."""

    phrases: tuple[Phrase, ...]

    @property
    def words(self) -> frozenset[str]:
        """All its words."""
        return frozenset(word for phrase in self.phrases for word in phrase)


class IssueWords(NamedTuple):
    """An issue as notes are read for it: its rules, and whether people are for or against it."""

    code: str
    rules: tuple[Rule, ...]
    asks_stance: bool = False


class Suggestion(NamedTuple):
    """An issue that a note may raise, the words of the note that say so, and a stance if any."""

    code: str
    because: tuple[str, ...]
    stance: Stance | None = None


class Said(NamedTuple):
    """A word of a note as it was written, and all words of rules that it may be."""

    written: str
    means: frozenset[str]


def read_rules(words: str) -> tuple[Rule, ...]:
    """Read an issue's words: entries with commas between, a plus where both must be said.

    >>> read_rules("damp, Lift + out of order")
    (Rule(phrases=(('damp',),)), Rule(phrases=(('lift',), ('out', 'of', 'order'))))
    """
    rules = []
    for entry in re.split(r"[,;\n]", words):
        parts = (tuple(plain(word) for word in WORD.findall(part)) for part in entry.split("+"))
        phrases = tuple(part for part in parts if part)
        if phrases:
            rules.append(Rule(phrases))
    return tuple(rules)


class Reader:
    """Reads notes for some issues; what each word may mean is worked out once."""

    def __init__(self, issues: Sequence[IssueWords]) -> None:
        self.issues = issues
        self.needed = [(issue, [(one, one.words) for one in issue.rules]) for issue in issues]
        stances = {word for phrase in (*AGAINST, *FOR) for word in phrase}
        of_rules = {word for _, rules in self.needed for _, words in rules for word in words}
        self.vocabulary = Vocabulary(stances | of_rules)

    def suggest(self, note: str) -> list[Suggestion]:
        """Say which issues a note may raise, those with most words for them first.

        >>> reader = Reader([IssueWords("estate_offices", read_rules("estate office + shut"))])
        >>> reader.suggest("Furious: they closed the post office")
        []
        >>> reader.suggest("they closed the estate office")
        [Suggestion(code='estate_offices', because=('closed', 'estate office'), stance=None)]
        """
        said = self.words_of(note)
        known = frozenset().union(*(word.means for word in said))
        found = []
        for issue, rules in self.needed:
            because = reasons(said, [rule for rule, words in rules if words <= known])
            if because:
                stance = stance_in(said) if issue.asks_stance else None
                found.append(Suggestion(issue.code, because, stance))
        return sorted(found, key=lambda one: -len(one.because))

    def words_of(self, note: str) -> tuple[Said, ...]:
        """Part a note into its words."""
        words = WORD.findall(note.replace("'", "’"))
        return tuple(Said(word, self.vocabulary.meant_by(plain(word))) for word in words)


def plain(word: str) -> str:
    """Give a word in small letters, without its apostrophe and the Welsh article after it."""
    return re.sub(r"['’]r$", "", word.casefold()).replace("'", "").replace("’", "")


def reasons(said: Sequence[Said], rules: Sequence[Rule]) -> tuple[str, ...]:
    """Give the words of a note that some rules found, in their order, none within another."""
    spans: set[Span] = set()
    for rule in rules:
        places = [next(where(said, phrase), None) for phrase in rule.phrases]
        if None not in places:
            spans.update(place for place in places if place is not None)
    outer = {one for one in spans if not any(is_within(one, other) for other in spans)}
    return tuple(" ".join(word.written for word in said[a:b]) for a, b in sorted(outer))


def is_within(one: Span, other: Span) -> bool:
    """Tell whether some words are part of others."""
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def where(said: Sequence[Said], phrase: Phrase) -> Iterator[Span]:
    """Find where a phrase stands in a note: from which word, and up to which."""
    for start in range(len(said)):
        end = end_of(said, start, phrase)
        if end:
            yield start, end


def end_of(said: Sequence[Said], start: int, phrase: Phrase) -> int:
    """Give where a phrase that begins at a word ends; 0 if it does not stand there."""
    here = start
    for place, word in enumerate(phrase):
        if place and here < len(said) and word not in said[here].means:
            here += said[here].written.casefold() in SMALL
        if here >= len(said) or word not in said[here].means:
            return 0
        here += 1
    return here


def stance_in(said: Sequence[Said]) -> Stance | None:
    """Tell whether a note speaks for something or against it; where it does both, nothing.

    “not in favour” is against: what speaks against is looked for first, and not read again.
    """
    spoken = [place for phrase in AGAINST for place in where(said, phrase)]
    left = [
        Said("", frozenset()) if any(a <= place < b for a, b in spoken) else word
        for place, word in enumerate(said)
    ]
    is_for = any(next(where(left, phrase), None) for phrase in FOR)
    if is_for == bool(spoken):
        return None
    return Stance.FOR if is_for else Stance.AGAINST
