"""A campaign whose server may be killed."""

from pathlib import Path

import pytest

from tests.faults.site import Site


@pytest.fixture
def site(tmp_path: Path, empty_sqlite: bytes) -> Site:
    (tmp_path / "canvass.db").write_bytes(empty_sqlite)
    return Site(tmp_path)
