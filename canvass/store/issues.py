"""The catalogue of issues that electors raise."""

from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.starting_words import starting_words
from canvass.store.base import Scoped, points_to

STARTING_ISSUES = (
    ("housing", "Housing repairs", "Atgyweirio tai"),
    ("homelessness", "Homelessness", "Digartrefedd"),
    ("estate_offices", "Estate offices", "Swyddfeydd ystadau"),
    ("oxford_street", "Oxford Street pedestrianisation", "Cerddwyr yn Oxford Street"),
    ("developers", "Developers", "Datblygwyr"),
    ("windrush", "Windrush", "Windrush"),
    ("economy", "Cost of living", "Costau byw"),
    ("other", "Another issue", "Mater arall"),
)
"""Code, label and a first draft of the Welsh; from the Westminster campaign of 2018."""

ASK_STANCE = frozenset({"oxford_street", "developers"})
"""Those that people are for or against."""


class Issue(Scoped):
    """Something electors raise at the door, in the campaign's own words.

    `asks_stance`: people are for it or against it, and the phone asks which. `theme` groups issues
    in the council's view; what is merged counts as another issue. `words` are those by which notes
    are matched to it (`core.notes` says how they are written).
    """

    __tablename__ = "issue"
    __table_args__ = (
        UniqueConstraint("campaign_id", "code"),
        points_to("issue", "merged_into_id"),
    )

    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(80))
    label_cy: Mapped[str] = mapped_column(String(80), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    in_use: Mapped[bool] = mapped_column(default=True)
    asks_stance: Mapped[bool] = mapped_column(default=False)
    theme: Mapped[str] = mapped_column(String(40), default="")
    merged_into_id: Mapped[UUID | None]
    words: Mapped[str] = mapped_column(Text, default="")
    words_cy: Mapped[str] = mapped_column(Text, default="")


def issues_in_use(session: Session) -> list[Issue]:
    """List the issues that can be chosen at the door, in the campaign's order."""
    query = select(Issue).where(Issue.in_use).order_by(Issue.sequence, Issue.code)
    return list(session.scalars(query))


def issue_ids(session: Session) -> dict[str, UUID]:
    """Give the id of every issue by the code that phones send, a merged one's own."""
    return dict(session.execute(select(Issue.code, Issue.id)).all())


def counting_as(session: Session) -> dict[UUID, UUID]:
    """Give, for each issue that was merged, the one it counts as."""
    query = select(Issue.id, Issue.merged_into_id).where(Issue.merged_into_id.is_not(None))
    return {id_: into for id_, into in session.execute(query) if into is not None}


def add_starting_issues(session: Session) -> None:
    """Give a new campaign the issues to start from."""
    for sequence, (code, label, welsh) in enumerate(STARTING_ISSUES):
        issue = Issue(code=code, label=label, label_cy=welsh, sequence=sequence)
        issue.asks_stance = code in ASK_STANCE
        issue.words, issue.words_cy = starting_words(code)
        session.add(issue)
