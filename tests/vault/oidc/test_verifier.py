"""Tokens of an outside issuer: every check, one at a time, by a clock of the test's own."""

import base64
import hmac
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from vault import Issuer, IssuerUnreachable, NotAuthenticated, Principal, Role
from vault.oidc import OidcOptions, OidcVerifier, Provider

ISSUER = "https://id.example"
RSA = RSAKey.generate_key(2048, {"kid": "r"})
EC = ECKey.generate_key("P-256", {"kid": "e"})
LATER = RSAKey.generate_key(2048, {"kid": "later"})
FORGER = RSAKey.generate_key(2048, {"kid": "r"})
OPTIONS = OidcOptions(ISSUER, "scribe")
AT = 1_700_000_000
CLAIMS = {
    "iss": ISSUER,
    "aud": "scribe",
    "sub": "dr-a",
    "role": "clinician",
    "tenant": "north",
    "iat": AT,
    "exp": AT + 600,
}


class ScriptedProvider(Provider):
    """Publishes `published`, or is down where that is None."""

    def __init__(self, *keys: RSAKey | ECKey) -> None:
        self.published: list[RSAKey | ECKey] | None = list(keys)
        self.answer = self._publish
        self.asked = 0

    def keys(self) -> Mapping[str, Any]:
        self.asked += 1
        return self.answer()

    def _publish(self) -> Mapping[str, Any]:
        if self.published is None:
            raise IssuerUnreachable("down")
        return {"keys": [key.as_dict(private=False) for key in self.published]}


class Clock:
    def __init__(self) -> None:
        self.at = float(AT)

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider() -> ScriptedProvider:
    return ScriptedProvider(RSA, EC)


@pytest.fixture
def verifier(provider: ScriptedProvider, clock: Clock, tmp_path: Path) -> OidcVerifier:
    return OidcVerifier(OPTIONS, provider, tmp_path, clock)


def signed(
    key: RSAKey | ECKey | OctKey = RSA,
    *,
    alg: str = "RS256",
    header: Mapping[str, object] | None = None,
    **changes: object,
) -> str:
    """A claim of None is left out."""
    claims = {name: held for name, held in (CLAIMS | changes).items() if held is not None}
    named = {"alg": alg, "kid": key.kid, **(header or {})}
    return jwt.encode(
        {name: held for name, held in named.items() if held is not None},
        claims,
        key,
        algorithms=[alg],
    )


def test_a_good_token_names_its_bearer(verifier: OidcVerifier) -> None:
    assert verifier.verify(signed()) == Principal(Role.CLINICIAN, "dr-a", "north")
    assert verifier.verify(signed(EC, alg="ES256")).subject == "dr-a"
    assert verifier.verify(signed(aud=["other", "scribe"])).tenant == "north"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://id.example/"},
        {"iss": None},
        {"aud": "other"},
        {"aud": []},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 257},
        {"sub": "dr\na"},
        {"tenant": None},
        {"tenant": ["north"]},
        {"tenant": "x" * 65},
        {"role": None},
        {"role": "system"},
        {"role": ["root"]},
        {"role": ["admin", "clinician"]},
        {"iat": None},
        {"iat": AT + 61},
        {"iat": "now"},
        {"nbf": AT + 61},
        {"exp": None},
        {"exp": AT - 60},
        {"exp": float("inf")},
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(
    verifier: OidcVerifier, changes: dict[str, object]
) -> None:
    with pytest.raises(NotAuthenticated):
        verifier.verify(signed(**changes))


def test_the_issuers_clock_may_differ_a_little(verifier: OidcVerifier) -> None:
    for changes in ({"exp": AT - 59}, {"nbf": AT + 60}, {"iat": AT + 60}):
        assert verifier.verify(signed(**changes)).subject == "dr-a"


def test_algorithms_are_pinned(verifier: OidcVerifier) -> None:
    payload = signed().split(".")[1]

    def encoded(content: bytes) -> str:
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    def part(content: dict[str, str]) -> str:
        return encoded(json.dumps(content).encode())

    by_hmac = f"{part({'alg': 'HS256', 'kid': 'r'})}.{payload}"
    public = RSA.as_pem(private=False)
    with_public_key = hmac.digest(public, by_hmac.encode(), "sha256")
    forged = [
        f"{by_hmac}.{encoded(with_public_key)}",
        f"{part({'alg': 'none', 'kid': 'r'})}.{payload}.",
        f"{part({'alg': 'NONE', 'kid': 'r'})}.{payload}.",
        signed(FORGER),
        signed(EC, alg="ES256", header={"kid": "r"}),
        signed(header={"typ": "logout+jwt"}),
        signed() + "A",
        signed().replace(payload, payload[:-4]),
        "a.b.c",
        "",
        "é.é.é",
    ]
    for token in forged:
        with pytest.raises(NotAuthenticated):
            verifier.verify(token)


@pytest.mark.filterwarnings("ignore:Key size")
def test_what_the_issuer_publishes_must_be_a_public_key_to_sign_with(
    verifier: OidcVerifier, provider: ScriptedProvider
) -> None:
    shared = OctKey.generate_key(256, {"kid": "shared"})
    short = RSAKey.generate_key(1024, {"kid": "short"})
    for_encryption = RSAKey.import_key(LATER.as_dict(private=False) | {"use": "enc"})
    listed = [key.as_dict() for key in (shared, short, for_encryption)]
    good = EC.as_dict(private=False)
    provider.answer = lambda: {"keys": [*listed, {"kty": "new"}, 7, good]}
    assert verifier.verify(signed(EC, alg="ES256"))
    for token in (
        signed(shared, alg="HS256"),
        signed(short),
        signed(LATER),
    ):
        with pytest.raises(NotAuthenticated):
            verifier.verify(token)


def test_a_new_key_is_fetched_and_the_old_one_forgotten(
    verifier: OidcVerifier, provider: ScriptedProvider, clock: Clock
) -> None:
    verifier.verify(signed())
    provider.published = [LATER]
    clock.at += OPTIONS.refetch_pause_s
    assert verifier.verify(signed(LATER))
    with pytest.raises(NotAuthenticated):
        verifier.verify(signed())
    assert provider.asked == 2


def test_unknown_keys_do_not_make_us_flood_the_issuer(
    verifier: OidcVerifier, provider: ScriptedProvider, clock: Clock
) -> None:
    for second in range(25):
        clock.at = AT + second
        with pytest.raises(NotAuthenticated):
            verifier.verify(signed(LATER))
    assert provider.asked == 3
    assert verifier.verify(signed())


def test_known_keys_go_on_while_the_issuer_is_down(
    verifier: OidcVerifier, provider: ScriptedProvider, clock: Clock, tmp_path: Path
) -> None:
    verifier.verify(signed())
    provider.published = None
    clock.at += OPTIONS.keys_fresh_s
    assert verifier.verify(signed(exp=AT + 10**6))
    restarted = OidcVerifier(OPTIONS, provider, tmp_path, clock)
    assert restarted.verify(signed(exp=AT + 10**6))
    clock.at = AT + OPTIONS.keys_kept_s
    for held in (verifier, restarted):
        with pytest.raises(NotAuthenticated):
            held.verify(signed(exp=AT + 10**6))


def test_before_the_issuer_was_ever_heard_it_is_the_issuer_that_fails(
    provider: ScriptedProvider, clock: Clock, tmp_path: Path
) -> None:
    provider.published = None
    verifier = OidcVerifier(OPTIONS, provider, tmp_path, clock)
    with pytest.raises(IssuerUnreachable):
        verifier.verify(signed())
    (tmp_path / "oidc_keys.json").write_text('{"issuer": "https://id.example", "jwks": 7}')
    with pytest.raises(IssuerUnreachable):
        OidcVerifier(OPTIONS, provider, tmp_path, clock).verify(signed())


def test_kept_keys_of_another_issuer_are_not_taken(
    verifier: OidcVerifier, provider: ScriptedProvider, clock: Clock, tmp_path: Path
) -> None:
    verifier.verify(signed())
    provider.published = None
    other = OidcOptions("https://other.example", "scribe")
    with pytest.raises(IssuerUnreachable):
        OidcVerifier(other, provider, tmp_path, clock).verify(signed(iss=other.issuer))


def test_who_holds_a_known_key_does_not_wait_for_the_issuer(
    verifier: OidcVerifier, provider: ScriptedProvider, clock: Clock
) -> None:
    verifier.verify(signed())
    clock.at += OPTIONS.keys_fresh_s
    asking, answer = threading.Event(), threading.Event()
    published = provider.keys()

    def slow() -> Mapping[str, Any]:
        asking.set()
        assert answer.wait(10)
        return published

    provider.answer = slow
    late = signed(exp=AT + 10**6)
    first = threading.Thread(target=verifier.verify, args=(late,))
    first.start()
    try:
        assert asking.wait(10)
        assert verifier.verify(late).subject == "dr-a"
    finally:
        answer.set()
        first.join()


def test_claims_are_named_by_the_practice(
    provider: ScriptedProvider, clock: Clock, tmp_path: Path
) -> None:
    options = OidcOptions(
        ISSUER,
        "scribe",
        role_claim="realm_access.roles",
        subject_claim="https://practice.example/staff_id",
        tenant_claim="",
    )
    token = signed(
        realm_access={"roles": ["offline_access", "supervisor"]},
        **{"https://practice.example/staff_id": "s-7"},
    )
    found = OidcVerifier(options, provider, tmp_path, clock).verify(token)
    assert found == Principal(Role.SUPERVISOR, "s-7", "default")


@pytest.mark.parametrize(
    "issuer", ["http://id.example", "id.example", "ftp://id.example", "https://", ""]
)
def test_an_issuer_must_be_safe_to_ask(issuer: str) -> None:
    with pytest.raises(ValueError, match="https"):
        OidcOptions(issuer, "scribe")


def test_each_issuers_tokens_are_verified_by_it_alone(
    verifier: OidcVerifier, tmp_path: Path
) -> None:
    issuer = Issuer(tmp_path, outside=verifier)
    own = Principal(Role.BRIDGE, "b")
    assert issuer.verify(issuer.mint(own, 60)) == own
    assert issuer.verify(signed()).subject == "dr-a"
    for token in (signed(iss="inglenook", aud="inglenook"), signed(iss="https://third.example")):
        with pytest.raises(NotAuthenticated):
            issuer.verify(token)
    with pytest.raises(NotAuthenticated):
        Issuer(tmp_path).verify(signed())
