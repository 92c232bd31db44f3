"""Against a certified OpenID provider that the test starts."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from access_practice import Practice, free_port, running
from oidc_issuer import CLIENT_ID, RealIssuer

from gpu.scripted import ScriptedWorker
from inglenook import wiring
from vault import IssuerUnreachable, NotAuthenticated, Principal, Role
from vault.oidc import OidcOptions, OidcVerifier, Provider

pytestmark = pytest.mark.e2e

API = "https://scribe.example/api"
BY_ELLIPTIC_CURVE = "https://scribe.example/elliptic"
CLAIMS = {
    "bridge-1": {"role": "bridge", "tenant": "north"},
    "bridge-2": {"role": "bridge", "tenant": "south"},
    "nobody": {"tenant": "north"},
    "dr-a": {"role": "clinician", "tenant": "north"},
    "visitor": {"tenant": "north"},
}


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def issuer(port: int) -> Iterator[RealIssuer]:
    held = RealIssuer(CLAIMS, redirect_to=f"http://127.0.0.1:{port}")
    held.start()
    yield held
    held.stop()


@pytest.fixture(scope="module")
def practice(
    issuer: RealIssuer, port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Practice]:
    folder = tmp_path_factory.mktemp("practice")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "make_worker", lambda settings: ScriptedWorker())
        patch.chdir(folder)
        settings = {"oidc_issuer": issuer.url, "oidc_audience": API, "oidc_client_id": CLIENT_ID}
        with running(folder, port=port, **settings) as held:
            yield held


def test_its_tokens_open_what_their_claims_name(practice: Practice, issuer: RealIssuer) -> None:
    case = practice.opened()
    for client, status in (("bridge-1", 200), ("bridge-2", 404), ("nobody", 401)):
        with practice.rest(issuer.token(client, API)) as rest:
            assert rest.get(f"/v1/sessions/{case.session_id}").status_code == status, client
    with practice.rest(issuer.token("bridge-1", "https://other.example/api")) as rest:
        assert rest.get(f"/v1/sessions/{case.session_id}").status_code == 401
    with practice.rest(practice.token("bridge-1")) as rest:
        assert rest.get(f"/v1/sessions/{case.session_id}").status_code == 200, "our own still do"


@pytest.fixture
def own_issuer() -> Iterator[RealIssuer]:
    held = RealIssuer(CLAIMS)
    held.start()
    yield held
    held.stop()


def test_keys_are_rotated_and_the_issuer_goes_down(own_issuer: RealIssuer, tmp_path: Path) -> None:
    issuer = own_issuer

    def verifier(audience: str, folder: Path = tmp_path) -> OidcVerifier:
        options = OidcOptions(issuer.url, audience, refetch_pause_s=0)
        return OidcVerifier(options, Provider(options), folder)

    held = verifier(API)
    bridge = Principal(Role.BRIDGE, "bridge-1", "north")
    old = issuer.token("bridge-1", API)
    assert held.verify(old) == bridge
    elliptic = issuer.token("bridge-1", BY_ELLIPTIC_CURVE)
    assert verifier(BY_ELLIPTIC_CURVE).verify(elliptic) == bridge
    issuer.rotate("second")
    new = issuer.token("bridge-1", API)
    assert held.verify(new) == bridge
    with pytest.raises(NotAuthenticated):
        held.verify(old)
    issuer.stop()
    assert held.verify(new) == bridge
    assert verifier(API).verify(new) == bridge, "a restart knows the keys still"
    with pytest.raises(IssuerUnreachable):
        verifier(API, tmp_path / "elsewhere").verify(new)


def signed_in(browser: httpx.Client, practice: Practice, name: str, onward: str) -> httpx.Response:
    """Go the whole way as a browser does: our page, the issuer's two forms, and back."""
    answer = browser.get(f"{practice.url}/sign-in/start", params={"next": onward})
    for prompt in ({"prompt": "login", "login": name, "password": "x"}, {"prompt": "consent"}):
        action = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
        assert action is not None, answer.text
        answer = browser.post(str(answer.url.join(action[1])), data=prompt)
    return answer


def test_people_sign_in_with_a_code_and_its_proof(practice: Practice) -> None:
    onward = "/review?state=signed"
    with httpx.Client(follow_redirects=True, trust_env=False, timeout=60) as browser:
        page = browser.get(f"{practice.url}/review")
        assert page.status_code == 401
        assert "/sign-in/start?next=/review" in page.text
        back = signed_in(browser, practice, "dr-a", onward)
        assert back.status_code == 200, back.text
        assert back.headers["refresh"] == f"0; url={onward}"
        assert browser.get(f"{practice.url}{onward}").status_code == 200
        assert browser.get(f"{practice.url}/v1/drafts").json() == {"drafts": []}
        again = browser.get(str(back.url))
        assert again.status_code == 401, "the way back goes once"


def test_who_has_no_role_here_is_not_signed_in(practice: Practice) -> None:
    with httpx.Client(follow_redirects=True, trust_env=False, timeout=60) as browser:
        back = signed_in(browser, practice, "visitor", "/review")
        assert back.status_code == 401
        assert browser.get(f"{practice.url}/review").status_code == 401


def test_a_way_back_that_was_not_begun_here_leads_nowhere(practice: Practice) -> None:
    with httpx.Client(follow_redirects=True, trust_env=False, timeout=60) as browser:
        callback = f"{practice.url}/sign-in/callback"
        assert browser.get(callback, params={"code": "x", "state": "y"}).status_code == 401
        begun = browser.get(f"{practice.url}/sign-in/start", follow_redirects=False)
        asked = httpx.URL(begun.headers["location"]).params
        assert asked["code_challenge_method"] == "S256" and asked["nonce"]
        for changed in ({"state": "other"}, {"iss": "https://other.example"}):
            query = {"code": "x", "state": asked["state"], **changed}
            assert browser.get(callback, params=query).status_code == 401


def test_while_the_issuer_is_down_sign_in_says_so(practice: Practice, issuer: RealIssuer) -> None:
    issuer.stop()
    try:
        with practice.rest() as rest:
            assert rest.get("/sign-in/start").status_code == 503
    finally:
        issuer.start()
