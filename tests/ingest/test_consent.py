"""Who must have agreed to what, where, and until when."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.consent import Consent, Party, Scope
from ingest.jurisdiction import PartyRule, party_rule
from vault import ConsentId

NOW = datetime(2026, 5, 1, tzinfo=UTC)
BUT_DRAFT = frozenset(Scope) - {Scope.DRAFT}


def party(role: str, scopes: frozenset[Scope] | None = None) -> Party:
    return Party(role, "verbal", NOW, scopes)


def consent(*parties: Party, jurisdiction: str | None = None, **changes: object) -> Consent:
    held: dict[str, object] = {
        "consent_id": ConsentId("con-1"),
        "tenant": "north",
        "client_ref": "c",
        "parties": parties,
        "scopes": frozenset(Scope),
        "jurisdiction": jurisdiction,
        "part2": False,
        "expires_at": None,
        "recorded_at": NOW,
        "revoked_at": None,
    }
    return Consent(**(held | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("US-CA", PartyRule.ALL_PARTY),
        ("us-wa", PartyRule.ALL_PARTY),
        ("US-NY", PartyRule.ONE_PARTY),
        (" us_tx ", PartyRule.ONE_PARTY),
        ("US", PartyRule.ALL_PARTY),
        ("US-ZZ", PartyRule.ALL_PARTY),
        ("NY", PartyRule.ALL_PARTY),  # a code of a country too, or none at all
        ("DE", PartyRule.ALL_PARTY),
        ("somewhere", PartyRule.ALL_PARTY),
        (None, PartyRule.ALL_PARTY),
    ],
)
def test_what_is_not_known_to_be_lenient_is_strict(code: str | None, rule: PartyRule) -> None:
    assert party_rule(code) is rule


@pytest.mark.parametrize(
    ("roles", "jurisdiction", "covered"),
    [
        (("clinician", "client"), "US-CA", True),
        (("client",), "US-CA", True),  # who runs the recording agrees by running it
        (("clinician",), "US-CA", False),
        (("Therapist", "supervisor"), "US-CA", False),
        (("clinician",), None, False),
        (("clinician",), "US-NY", True),
        (("clinician", "parent"), "US-CA", True),
    ],
)
def test_the_clinician_alone_is_enough_only_under_a_one_party_rule(
    roles: tuple[str, ...], jurisdiction: str | None, covered: bool
) -> None:
    held = consent(*map(party, roles), jurisdiction=jurisdiction)
    assert held.in_force(Scope.RECORD, NOW) is covered


@pytest.mark.parametrize("jurisdiction", ["US-CA", "US-NY"])
def test_whoever_is_named_and_said_no_rules_it_out_everywhere(jurisdiction: str) -> None:
    held = consent(
        party("clinician"), party("client"), party("partner", BUT_DRAFT), jurisdiction=jurisdiction
    )
    assert held.in_force_now(NOW) == BUT_DRAFT
    assert "did not agree to draft" in str(held.refusal(Scope.DRAFT, NOW))
    silent = consent(party("client"), party("partner", frozenset()), jurisdiction=jurisdiction)
    assert silent.in_force_now(NOW) == frozenset()


def test_why_not() -> None:
    later = NOW + timedelta(hours=1)
    held = consent(party("client"), expires_at=later, withdrawn={Scope.DRAFT: NOW})
    assert held.refusal(Scope.RECORD, NOW) is None
    assert "expired" in str(held.refusal(Scope.RECORD, later))
    assert "withdrawn" in str(held.refusal(Scope.DRAFT, NOW))
    assert "revoked" in str(consent(revoked_at=NOW).refusal(Scope.RECORD, NOW))
    assert "cover" in str(consent(scopes=frozenset()).refusal(Scope.RECORD, NOW))
