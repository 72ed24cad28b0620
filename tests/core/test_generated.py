"""Whatever the layout, the spelling and the encoding: a reader finds what was written."""

import io

import pytest

from canvass.core.campaign import Contest, Nation
from canvass.core.council_table import read_table
from canvass.core.franchise import Electorate
from canvass.core.layouts import Kind
from canvass.core.register import Register
from canvass.core.suppliers import REGISTERS
from canvass.core.update import Update
from tests.conftest import POLLING_DAY
from tests.registers.generator import FORMS, Form, made

COUNCIL = Electorate(Nation.ENGLAND, Contest.LOCAL, POLLING_DAY)


def reader_of(source: io.BytesIO) -> Register:
    table = read_table(source, *REGISTERS)
    return (Update if table.layout.kind == Kind.UPDATE else Register)(table, COUNCIL)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_elector_is_found_behind_their_own_door(form: Form, encoding: str) -> None:
    body, truths = made(form, 600, seed=len(form.name), encoding=encoding)
    reader = reader_of(io.BytesIO(body))
    entries = {str(entry.roll): entry for entry in reader}

    assert reader.table.layout.name == form.name
    assert set(entries) == {truth.roll for truth in truths}
    doors: dict[object, int] = {}
    for truth in truths:
        entry = entries[truth.roll]
        assert (entry.surname, entry.forenames) == (truth.surname, truth.forenames)
        assert entry.instruction == truth.instruction
        assert entry.is_anonymous == truth.is_anonymous
        if truth.instruction == "D" or truth.home is None:
            assert entry.door is None
        else:
            assert entry.door is not None
            assert doors.setdefault(truth.home, entry.door) == entry.door, truth
    assert len(set(doors.values())) == len(doors)
