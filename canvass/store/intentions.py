"""The campaign's own codes for "will you vote for us"."""

from collections.abc import Sequence

from sqlalchemy import String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.doorstep import Intention
from canvass.core.intentions import FIVE, Code
from canvass.store.base import Scoped


class IntentionCode(Scoped):
    """One answer about a vote, in the campaign's words and in its order."""

    __tablename__ = "intention_code"
    __table_args__ = (UniqueConstraint("campaign_id", "sequence"),)

    sequence: Mapped[int]
    short: Mapped[str] = mapped_column(String(3))
    label: Mapped[str] = mapped_column(String(40))
    label_cy: Mapped[str] = mapped_column(String(40), default="")
    strength: Mapped[int | None]
    intention: Mapped[Intention | None]
    party: Mapped[str | None] = mapped_column(String(40))


def codes_in_use(session: Session) -> list[Code]:
    """List the codes the phones ask by; the five strengths where a campaign has none of its own."""
    kept = session.scalars(select(IntentionCode).order_by(IntentionCode.sequence))
    codes = [
        Code(one.short, one.label, one.label_cy, one.strength, one.intention, one.party)
        for one in kept
    ]
    return codes or list(FIVE.codes)


def use_codes(session: Session, codes: Sequence[Code]) -> None:
    """Ask by these codes from now on. What was told by others stays: only its meaning is kept."""
    session.execute(delete(IntentionCode).execution_options(synchronize_session=False))
    for sequence, code in enumerate(codes):
        session.add(IntentionCode(sequence=sequence, **code._asdict()))
