import pytest

from canvass.core.sealing import BadParcelError, encoded, lock, opener, public_key, unlock
from tests.parcels import sealed

SECRET, OTHER = "s" * 32, "t" * 32
KEY = public_key(SECRET)


def test_what_a_phone_sealed_for_this_server_opens_here() -> None:
    assert opener(SECRET)("one", sealed(KEY, "one", b"hello")) == b"hello"


def test_it_opens_nowhere_else_and_under_no_other_id() -> None:
    parcel = sealed(KEY, "one", b"hello")
    for secret, parcel_id in ((OTHER, "one"), (SECRET, "two")):
        with pytest.raises(BadParcelError):
            opener(secret)(parcel_id, parcel)


@pytest.mark.parametrize("told", ["", "A", "not base64!", "AAAA", encoded(b"\x04" + b"\x00" * 90)])
def test_nonsense_is_refused_with_a_sentence(told: str) -> None:
    with pytest.raises(BadParcelError, match="not sealed for this server"):
        opener(SECRET)("one", told)


def test_one_changed_letter_spoils_a_parcel() -> None:
    parcel = sealed(KEY, "one", b"hello")
    for place in (70, len(parcel) // 2, len(parcel) - 3):
        changed = parcel[:place] + ("B" if parcel[place] == "A" else "A") + parcel[place + 1 :]
        with pytest.raises(BadParcelError):
            opener(SECRET)("one", changed)


def test_every_server_with_one_secret_has_one_key() -> None:
    assert public_key(SECRET) == public_key(SECRET)
    assert public_key(SECRET) != public_key(OTHER)


def test_a_locked_field_opens_under_its_secret_only_and_looks_different_each_time() -> None:
    locked = lock(SECRET, "07700 900123")
    assert unlock(SECRET, locked) == "07700 900123"
    assert locked != lock(SECRET, "07700 900123")
    with pytest.raises(BadParcelError):
        unlock(OTHER, locked)
