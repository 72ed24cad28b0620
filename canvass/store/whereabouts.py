"""Where the register's postcodes and properties lie, as open data says; it assigns nothing."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import String, UniqueConstraint, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from canvass.core.whereabouts import Spot, Wanted, wanted_for
from canvass.store.base import Scoped, campaign_of, new_id
from canvass.store.boundaries import ward_codes
from canvass.store.places import Household

AT_ONCE = 500


class Whereabouts(Scoped):
    """Where a postcode or UPRN of the register lies, in degrees, and the ward's code if told."""

    __tablename__ = "whereabouts"
    __table_args__ = (UniqueConstraint("campaign_id", "key"),)

    key: Mapped[str] = mapped_column(String(12))
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    ward_code: Mapped[str] = mapped_column(String(12), default="")


class Placed(NamedTuple):
    """How many postcodes and UPRNs of the register have a place, of how many."""

    postcodes: int
    of_postcodes: int
    uprns: int
    of_uprns: int

    def __str__(self) -> str:
        told = [
            f"{count:,} of {of:,} {noun}"
            for count, of, noun in (
                (self.postcodes, self.of_postcodes, "postcodes"),
                (self.uprns, self.of_uprns, "UPRNs"),
            )
            if of
        ]
        return f"{' and '.join(told)} of the register have their place." if told else ""


def wanted(session: Session) -> Wanted:
    """Give the postcodes and UPRNs of the register."""
    postcodes, uprns = (
        session.scalars(select(column).where(column != "").distinct()).all()
        for column in (Household.postcode, Household.uprn)
    )
    return wanted_for(postcodes, uprns)


def keep_whereabouts(session: Session, spots: Sequence[Spot]) -> None:
    """Keep where postcodes and UPRNs lie, each once; a ward of ours is not lost to another year's.

    What a later file says stands, but for a code that is none of the campaign's wards where an
    earlier file told one that is.
    """
    ours = ward_codes(session)
    before = spots_known(session)
    campaign_id = campaign_of(session)
    for start in range(0, len(spots), AT_ONCE):
        some = spots[start : start + AT_ONCE]
        keys = [one.key for one in some]
        gone = delete(Whereabouts).where(Whereabouts.key.in_(keys))
        session.execute(gone.execution_options(synchronize_session=False))
        rows = [
            {"campaign_id": campaign_id, "id": new_id(), **merged(one, before, ours)._asdict()}
            for one in some
        ]
        session.execute(insert(Whereabouts), rows)
    session.expire_all()


def merged(new: Spot, before: dict[str, Spot], ours: Collection[str]) -> Spot:
    """Add to what a file says of a place what an earlier one said better."""
    old = before.get(new.key)
    if old is None:
        return new
    if new.ward_code not in ours and (old.ward_code in ours or not new.ward_code):
        new = new._replace(ward_code=old.ward_code)
    if new.longitude is None:
        new = new._replace(longitude=old.longitude, latitude=old.latitude)
    return new


def spots_known(session: Session) -> dict[str, Spot]:
    """Give what is known of each postcode and UPRN."""
    query = select(
        Whereabouts.key, Whereabouts.longitude, Whereabouts.latitude, Whereabouts.ward_code
    )
    return {row[0]: Spot._make(row) for row in session.execute(query)}


def placed(session: Session) -> Placed:
    """Count how much of the register has a place."""
    looked_for, known = wanted(session), spots_known(session)
    postcodes, uprns = looked_for.postcodes.values(), looked_for.uprns.values()
    return Placed(
        sum(one in known for one in postcodes),
        len(postcodes),
        sum(one in known for one in uprns),
        len(uprns),
    )
