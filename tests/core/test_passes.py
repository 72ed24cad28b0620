import json
from uuid import uuid4

import pytest

from canvass.core.passes import BadPassError, plain_code, read_asking, read_joining, written_code


def joining(**values: object) -> bytes:
    told = {"code": "4KTP7-9M2QX", "name": "Sam", "device": str(uuid4()), "undertaking": "1"}
    return json.dumps(told | values).encode()


def test_a_code_is_read_as_people_type_it() -> None:
    for told in ("4KTP7-9M2QX", "4ktp7 9m2qx", "  4ktp79m2qx\n", "4-K-T-P-7-9-M-2-Q-X"):
        assert plain_code(told) == "4KTP79M2QX"
    assert plain_code("OIL") == "011"
    assert plain_code(written_code("4KTP79M2QX")) == "4KTP79M2QX"


def test_a_name_is_tidied_and_asked_for() -> None:
    assert read_joining(joining(name="  Sam   Fenwick ")).name == "Sam Fenwick"
    for name in ("", "   ", "Sam\x00", "\u202eSam"):
        with pytest.raises(BadPassError, match="what we should call you"):
            read_joining(joining(name=name))


def test_other_words_than_the_pages_are_not_agreed_to() -> None:
    with pytest.raises(BadPassError, match="words above have changed"):
        read_joining(joining(undertaking="0"))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", joining(device="x"), joining(name=1)])
def test_what_is_no_request_is_refused_in_a_sentence(body: bytes) -> None:
    for read in (read_joining, read_asking):
        if read is read_asking and body.startswith(b'{"code"'):
            continue
        with pytest.raises(BadPassError, match="did not arrive whole"):
            read(body)
