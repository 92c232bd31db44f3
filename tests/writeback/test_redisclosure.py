"""Every copy of a record under 42 CFR Part 2 says that it must not be passed on."""

import base64
import io
import json
from dataclasses import replace

import pypdf
import pytest

from writeback.drafts.draft import Draft
from writeback.drafts.shelf import Entry
from writeback.redisclosure import NOTICE
from writeback.renderings.format import DraftFormat, rendered


def told(draft: Draft, entry: Entry, form: DraftFormat) -> str:
    body, _ = rendered(draft, entry, form)
    if form is DraftFormat.PDF:
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages]
        assert len({NOTICE in page for page in pages}) == 1, "on every page or on none"
        return pages[0]
    if form is DraftFormat.FHIR:
        held = [one["resource"] for one in json.loads(body)["entry"]]
        (document,) = [one for one in held if one["resourceType"] == "DocumentReference"]
        codes = {label["code"] for label in document["meta"]["security"]}
        note = base64.b64decode(document["content"][0]["attachment"]["data"]).decode()
        assert ("NORDSCLCD" in codes) == (NOTICE in note)
        return note
    return body.decode()


@pytest.mark.parametrize("form", DraftFormat)
def test_the_notice_goes_with_every_form(unsigned: Draft, entry: Entry, form: DraftFormat) -> None:
    assert NOTICE in told(unsigned, replace(entry, part2=True), form)
    assert NOTICE not in told(unsigned, entry, form)
