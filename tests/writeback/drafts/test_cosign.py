"""A supervisor's signature beside the clinician's."""

import pytest
from sqlalchemy import select

from ingest.errors import Forbidden
from vault import Principal, Role
from vault.tables import outbox
from writeback.desk import Desk
from writeback.drafts.document import draft_from_json, draft_to_json
from writeback.drafts.draft import Draft, SignedNote
from writeback.ehr.fhir import to_fhir
from writeback.errors import AttestationMissing, ContentChanged, NotSigned, NotToCosign
from writeback.renderings.markdown import to_markdown

CLINICIAN = Principal(Role.CLINICIAN, "dr-rivera")
SUPERVISOR = Principal(Role.SUPERVISOR, "dr-okafor")


def cosigned(desk: Desk, draft: Draft, **more) -> SignedNote:
    given = {"attested": True, "shown_sha256": None, **more}
    return desk.drafts.cosign(SUPERVISOR, draft.draft_id, **given)


def test_it_stands_in_every_rendering_and_goes_out_again(desk: Desk, draft: Draft) -> None:
    signed = desk.drafts.sign(CLINICIAN, draft.draft_id, attested=True)
    both = cosigned(desk, draft, shown_sha256=signed.signature.content_sha256)
    assert both.cosignature is not None and both.cosignature.by == "dr-okafor"
    assert both.signature == signed.signature
    assert draft_from_json(draft_to_json(both)) == both
    assert "Co-signed by dr-okafor on" in to_markdown(both)
    entry, _ = desk.drafts.get(CLINICIAN, draft.draft_id)
    bundle = to_fhir(both, entry)
    by_kind = {e["resource"]["resourceType"]: e["resource"] for e in bundle["entry"]}
    assert [a["mode"] for a in by_kind["Composition"]["attester"]] == ["legal", "professional"]
    verifiers = [
        agent["who"]["identifier"]["value"]
        for agent in by_kind["Provenance"]["agent"]
        if agent["type"]["coding"][0]["code"] == "verifier"
    ]
    assert verifiers == ["dr-rivera", "dr-okafor"]
    queued = desk.vault.rows(select(outbox.c.idempotency_key))
    assert len(queued) == 2


def test_two_persons_sign_each_once(desk: Desk, draft: Draft) -> None:
    with pytest.raises(NotSigned):
        cosigned(desk, draft)
    desk.drafts.sign(CLINICIAN, draft.draft_id, attested=True)
    with pytest.raises(Forbidden):
        desk.drafts.cosign(CLINICIAN, draft.draft_id, attested=True, shown_sha256=None)
    with pytest.raises(AttestationMissing):
        cosigned(desk, draft, attested=False)
    with pytest.raises(ContentChanged):
        cosigned(desk, draft, shown_sha256="0" * 64)
    cosigned(desk, draft)
    with pytest.raises(NotToCosign):
        cosigned(desk, draft)


def test_nobody_cosigns_what_they_signed(desk: Desk, draft: Draft) -> None:
    desk.drafts.sign(SUPERVISOR, draft.draft_id, attested=True)
    with pytest.raises(NotToCosign):
        cosigned(desk, draft)


def test_an_addendum_keeps_the_cosignature(desk: Desk, draft: Draft) -> None:
    desk.drafts.sign(CLINICIAN, draft.draft_id, attested=True)
    both = cosigned(desk, draft)
    longer = desk.drafts.add_addendum(CLINICIAN, draft.draft_id, "Called the client.")
    assert longer.cosignature == both.cosignature
