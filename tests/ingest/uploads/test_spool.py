"""Uploads wait encrypted."""

import io
import os
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.uploads.spool import Spool


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.binary(max_size=100), max_size=8),
    reads=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 200)), max_size=8),
)
def test_reads_what_was_added(
    tmp_path: Path, parts: list[bytes], reads: list[tuple[int, int]]
) -> None:
    plain = io.BytesIO(b"".join(parts))
    with Spool(tmp_path) as spool:
        for part in parts:
            spool.add(part)
        for place, length in reads:
            assert spool.seek(place) == plain.seek(place)
            assert spool.read(length) == plain.read(length)
            assert spool.tell() == plain.tell() or spool.read(1) == b""
        assert spool.seek(0, io.SEEK_END) == len(plain.getvalue())


def test_nothing_lies_in_the_folder_or_in_the_clear(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.add(b"spoken words " * 1000)
        assert list(tmp_path.iterdir()) == []
        spool._file.flush()
        rests = os.pread(spool._file.fileno(), 13_000, 0)
        assert len(rests) == 13_000
        assert b"spoken" not in rests
