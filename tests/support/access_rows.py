"""Every route and who may use it.

`tests/access/test_rows.py` holds this to the routes of the server: one without a row fails. Whoever
adds a route says here who may use it.
"""

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from access_practice import NORTH, PEOPLE, Case

from vault import Role

ALL = frozenset(Role) - {Role.SYSTEM}
AT_HOME = frozenset(NORTH)


@dataclass(frozen=True)
class Rule:
    """A role that is not in `roles` is refused (403) whatever it asks for; another finds what is
    not `theirs` as little as what is not there (404)."""

    roles: frozenset[Role]
    theirs: frozenset[str]

    def answer(self, name: str, ok: int, *, there: bool) -> int:
        if PEOPLE[name].role not in self.roles:
            return 403
        return ok if there and name in self.theirs else 404


READ = Rule(
    frozenset({Role.CLINICIAN, Role.BRIDGE, Role.SUPERVISOR}),
    frozenset({"dr-a", "bridge-1", "sup"}),
)
FEED = Rule(frozenset({Role.CLINICIAN, Role.BRIDGE}), frozenset({"dr-a", "bridge-1"}))
SIGN = Rule(frozenset({Role.CLINICIAN, Role.SUPERVISOR}), frozenset({"dr-a", "sup"}))
FILE = READ
OPEN = Rule(
    frozenset({Role.CLINICIAN, Role.BRIDGE, Role.ADMIN}),
    frozenset({"dr-a", "dr-b", "bridge-1", "bridge-2", "admin"}),
)
WITHDRAW = Rule(OPEN.roles | {Role.SUPERVISOR}, OPEN.theirs | {"sup"})
ANYONE = Rule(ALL, frozenset(PEOPLE))
OVERSEE = Rule(frozenset({Role.AUDITOR, Role.ADMIN}), frozenset(PEOPLE))
LOOK_AFTER = Rule(frozenset({Role.SUPERVISOR, Role.ADMIN}), frozenset(PEOPLE))
RECORD_CONSENT = Rule(OPEN.roles, frozenset(PEOPLE))
CLINICIANS = Rule(frozenset({Role.CLINICIAN}), frozenset(PEOPLE))


@dataclass(frozen=True)
class Row:
    """How a route is asked, and what who may is answered."""

    rule: Rule
    ok: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    made: str = "recorded"
    """What it is asked about: a `Practice`'s `opened`, `told` or `recorded` session."""
    spends: bool = False
    """Each who may is given a session of their own: the answer changes it."""
    page: bool = False
    """Answers people, not programs."""
    exceptions: Mapping[str, int] = field(default_factory=dict)
    """People to whom something else is answered, in words beside the row."""
    about: bool = True
    """Whether it is about one session, consent, draft or upload at all."""


V0 = {"If-Match": '"99"'}
"""No version that there is: who may is told so (412), who may not is not."""
WORDS = {"summary": "The client slept well."}
EDIT = {"edits": [{"section": "plan", "text": "Meet on Tuesday."}]}
CONSENT = {
    "client_ref": "c",
    "parties": [{"role": "client", "method": "verbal", "at": "2026-01-01T00:00:00Z"}],
    "scopes": ["record"],
}
FORM = {
    "version": "1",
    "shown": ["We record."],
    "scopes": ["record"],
    "signatures": [{"role": "client", "method": "verbal", "at": "2026-01-01T00:00:00Z"}],
}
VOICEPRINT = {
    # an administrator looks after the voice-prints of a practice, whose they are; nobody has one
    **dict.fromkeys(("dr-b", "bridge-1", "bridge-2", "sup", "auditor"), 403),
    **dict.fromkeys(("far bridge-1", "far sup", "far auditor"), 403),
}

ROWS: dict[tuple[str, str], Row] = {
    ("POST", "/v1/consents"): Row(RECORD_CONSENT, 201, CONSENT, about=False),
    ("POST", "/v1/consents/{consent_id}/revoke"): Row(
        WITHDRAW, 200, {"reason": "x"}, made="opened", spends=True
    ),
    ("GET", "/v1/consents/{consent_id}"): Row(READ, 200),
    ("GET", "/v1/consents/{consent_id}/purge"): Row(
        Rule(READ.roles | OVERSEE.roles, READ.theirs | {"auditor", "admin"}), 200
    ),
    ("PUT", "/v1/sessions/{session_id}/marks"): Row(FEED, 200, {"marks": []}),
    ("GET", "/v1/sessions/{session_id}/marks"): Row(READ, 200),
    ("PUT", "/v1/sessions/{session_id}/consent-form"): Row(FEED, 200, FORM),
    ("GET", "/v1/sessions/{session_id}/consent-form"): Row(READ, 200),
    ("GET", "/record"): Row(CLINICIANS, 200, page=True, about=False),
    ("GET", "/record/setup"): Row(CLINICIANS, 200, about=False),
    ("POST", "/v1/sessions"): Row(
        OPEN, 201, {"consent_id": "{consent_id}", "source": "bridge"}, made="opened"
    ),
    ("GET", "/v1/sessions/{session_id}"): Row(READ, 200),
    ("POST", "/v1/sessions/{session_id}/ticket"): Row(FEED, 201),
    ("GET", "/v1/sessions/{session_id}/events"): Row(READ, 200),
    ("GET", "/v1/sessions/{session_id}/audio"): Row(READ, 200),
    ("POST", "/v1/sessions/{session_id}/recording"): Row(FEED, 409),
    ("GET", "/v1/sessions/{session_id}/transcript"): Row(READ, 200),
    ("GET", "/v1/sessions/{session_id}/draft"): Row(READ, 200),
    ("POST", "/v1/sessions/{session_id}/transcript/corrections"): Row(
        SIGN, 412, {"roles": {"S1": "client"}}, V0
    ),
    ("GET", "/v1/sessions/{session_id}/transcript/corrections"): Row(READ, 200),
    # its body is read once it is known who asks: who may is told that this one is none
    ("POST", "/v1/audio/transcriptions"): Row(RECORD_CONSENT, 400, about=False),
    ("GET", "/v1/audit"): Row(OVERSEE, 200, about=False),
    ("GET", "/v1/outbox"): Row(LOOK_AFTER, 200, about=False),
    ("POST", "/v1/outbox/{outbox_id}/resend"): Row(LOOK_AFTER, 404, about=False),
    ("GET", "/v1/audit/hints"): Row(OVERSEE, 200, about=False),
    ("GET", "/audit"): Row(OVERSEE, 200, page=True, about=False),
    ("GET", "/quality"): Row(
        Rule(ALL - {Role.BRIDGE}, frozenset(PEOPLE)), 200, page=True, about=False
    ),
    ("GET", "/v1/audit/verification"): Row(OVERSEE, 200, about=False),
    ("GET", "/v1/quality"): Row(Rule(ALL - {Role.BRIDGE}, frozenset(PEOPLE)), 200, about=False),
    ("GET", "/v1/rollout"): Row(Rule(ALL - {Role.BRIDGE}, frozenset(PEOPLE)), 200, about=False),
    ("PUT", "/v1/rollout"): Row(
        Rule(frozenset({Role.ADMIN}), frozenset(PEOPLE)), 200, {"stage": "scores"}, about=False
    ),
    # a clinician chooses for themselves, an administrator for the practice's clinicians
    ("PUT", "/v1/rollout/clinicians/{clinician_ref}"): Row(
        Rule(frozenset({Role.CLINICIAN, Role.ADMIN}), frozenset(PEOPLE)),
        200,
        {"choice": "in"},
        exceptions={"dr-b": 403},
        about=False,
    ),
    ("POST", "/v1/clinicians/{clinician_ref}/voiceprint"): Row(
        ANYONE,
        400,
        exceptions=VOICEPRINT | {"far dr-a": 400, "far admin": 400},
        about=False,
    ),
    ("GET", "/v1/clinicians/{clinician_ref}/voiceprint"): Row(
        ANYONE, 404, exceptions=VOICEPRINT, about=False
    ),
    ("DELETE", "/v1/clinicians/{clinician_ref}/voiceprint"): Row(
        ANYONE, 404, exceptions=VOICEPRINT, about=False
    ),
    ("GET", "/v1/drafts"): Row(ANYONE, 200, about=False),
    ("POST", "/v1/drafts"): Row(
        FILE, 201, {"session_id": "{session_id}", **WORDS}, made="opened", spends=True
    ),
    ("GET", "/v1/drafts/{draft_id}"): Row(READ, 200),
    ("PATCH", "/v1/drafts/{draft_id}"): Row(SIGN, 412, EDIT, V0),
    ("GET", "/v1/drafts/{draft_id}/progress"): Row(READ, 200),
    ("GET", "/v1/drafts/{draft_id}/versions"): Row(READ, 200),
    ("GET", "/v1/drafts/{draft_id}/versions/{number}"): Row(READ, 200),
    ("GET", "/v1/drafts/{draft_id}/diff"): Row(READ, 200, query="?from=1&to=1"),
    ("GET", "/v1/drafts/{draft_id}/feedback"): Row(READ, 200),
    ("POST", "/v1/drafts/{draft_id}/feedback"): Row(SIGN, 201, {"kind": "wrong"}),
    ("POST", "/v1/drafts/{draft_id}/regenerate"): Row(SIGN, 412, {}, V0),
    ("POST", "/v1/drafts/{draft_id}/sign"): Row(
        SIGN, 200, {"attestation": True}, made="told", spends=True
    ),
    ("POST", "/v1/drafts/{draft_id}/reject"): Row(
        SIGN, 200, {"reason": "x"}, made="told", spends=True
    ),
    ("POST", "/v1/drafts/{draft_id}/restore"): Row(SIGN, 412, {"version": 1}, V0),
    ("POST", "/v1/drafts/{draft_id}/cosign"): Row(
        Rule(frozenset({Role.SUPERVISOR}), SIGN.theirs), 409, {"attestation": True}
    ),
    ("POST", "/v1/drafts/{draft_id}/addenda"): Row(SIGN, 409, {"text": "x"}),
    ("GET", "/review"): Row(ANYONE, 200, page=True, about=False),
    ("GET", "/review/{draft_id}"): Row(READ, 200, page=True),
    ("GET", "/review/{draft_id}/versions"): Row(READ, 200, page=True),
    ("GET", "/deliveries"): Row(LOOK_AFTER, 200, page=True, about=False),
}
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Upload-Offset": "99", "Content-Type": "application/offset+octet-stream"}
"""No offset that there is: who may is told so (409), who may not is not."""
for prefix in ("/v1/uploads", "/uploads"):
    begins = {**TUS, "Upload-Length": "9", "Upload-Metadata": "session_id {session_id64}"}
    upload = f"{prefix}/{{upload_id}}"
    ROWS |= {
        ("POST", path): Row(FEED, 201, headers=begins, made="opened", spends=True)
        for path in (prefix, f"{prefix}/")
    } | {
        ("HEAD", upload): Row(FEED, 200, headers=TUS, made="uploading"),
        ("PATCH", upload): Row(FEED, 409, headers=PIECE, made="uploading"),
        ("DELETE", upload): Row(FEED, 204, headers=TUS, made="uploading", spends=True),
        ("POST", upload): Row(
            FEED, 200, headers={**TUS, "X-HTTP-Method-Override": "HEAD"}, made="uploading"
        ),
    }
PUBLIC: dict[tuple[str, str], int] = {
    ("OPTIONS", "/v1/uploads"): 204,
    ("OPTIONS", "/v1/uploads/"): 204,
    ("OPTIONS", "/v1/uploads/{upload_id}"): 204,
    ("OPTIONS", "/uploads"): 204,
    ("OPTIONS", "/uploads/"): 204,
    ("OPTIONS", "/uploads/{upload_id}"): 204,
    ("GET", "/record/manifest.json"): 200,
    ("GET", "/record/worker.js"): 200,
    ("GET", "/record/static/{name}"): 404,
    ("GET", "/"): 307,
    ("GET", "/healthz"): 200,
    ("GET", "/readyz"): 200,
    ("GET", "/metrics"): 200,
    ("GET", "/openapi.json"): 200,
    ("GET", "/sign-in"): 401,
    ("GET", "/review/static/{name}"): 404,
    ("GET", "/audit/static/{name}"): 404,
}
"""Asked without a token, for a name that there is not; they hold nothing of anybody."""


@dataclass(frozen=True)
class Socket:
    """What a client says before it says nonsense: only who may is told that it is (4400)."""

    rule: Rule
    opening: tuple[object, ...] = ()
    query: str = ""
    subprotocol: str | None = None
    by_status: bool = False
    """Refuses before the socket opens, with an HTTP status."""


START = {
    "type": "start",
    "format": {"encoding": "pcm_s16le", "sample_rate": 16000, "channels": 1},
    "framing": "offset",
}
CALL = {
    "event": "start",
    "sequenceNumber": "1",
    "streamSid": "MZ1",
    "start": {
        "streamSid": "MZ1",
        "accountSid": "AC1",
        "callSid": "CA1",
        "tracks": ["inbound", "outbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {},
    },
}
CONNECTED = {"event": "connected", "protocol": "Call", "version": "1.0.0"}
SOCKETS: dict[str, Socket] = {
    "/v1/sessions/{session_id}/audio": Socket(FEED, (START,), subprotocol="inglenook.v1"),
    "/v1/listen": Socket(
        FEED,
        query="?session_id={session_id}&encoding=linear16&sample_rate=16000",
        by_status=True,
    ),
    "/v1/bridges/twilio/{session_id}": Socket(FEED, (CONNECTED, CALL)),
}
NONSENSE = "nonsense"
CLOSED = {403: 4403, 404: 4404}


def filled(text: str, case: Case) -> str:
    """With the ids of `case` in the places for them."""
    encoded = base64.b64encode(case.session_id.encode()).decode()
    for name, value in {**asdict(case), "session_id64": encoded}.items():
        text = text.replace("{" + name + "}", value)
    return text
