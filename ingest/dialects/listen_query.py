"""What a Deepgram client asks for in the address of `/v1/listen`.

Options that only shape the text (`smart_format`, `punctuate`, `keyterm`, ...) and the model's name
are taken and change nothing. Those that would change what happens to the audio or the words and
are not done here are refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from ingest.audio import AudioFormat, Encoding
from ingest.errors import Malformed
from ingest.message import ChannelRole
from ingest.opus import OPUS_RATES_HZ

_ENCODINGS: Final = {
    "linear16": Encoding.PCM_S16LE,
    "mulaw": Encoding.MULAW,
    "opus": Encoding.OPUS,
    "ogg-opus": Encoding.OPUS,
}
_NOT_DONE: Final = ("callback", "callback_method", "redact", "replace", "search")
_OPUS_HZ: Final = 48_000
_LOWEST_HZ, _HIGHEST_HZ = 8_000, 48_000
_LONGEST_NUMBER: Final = 6


@dataclass(frozen=True, slots=True)
class ListenQuery:
    """One connection's options."""

    session_id: str | None
    consent_id: str | None
    """Opens a session under that consent, where none is named."""
    clinician_ref: str | None
    roles: tuple[str, ...]
    form: AudioFormat
    contained: bool
    """No encoding was named: the audio says itself what it is (Ogg or WebM)."""
    language: str | None
    """ISO 639-1; None where it is to be detected."""
    interim_results: bool
    multichannel: bool
    diarize: bool
    speech_events: bool
    utterance_ends: bool

    @classmethod
    def read(cls, given: Sequence[tuple[str, str]]) -> Self:
        """From the address's parameters, in order. Raises `Malformed`, naming what is missing."""
        options = _Options(given)
        options.refuse(_NOT_DONE)
        session_id, consent_id = options.named("session_id"), options.named("consent_id")
        if session_id is None and consent_id is None:
            raise Malformed(
                "session_id is missing: name the session with extra=session_id:… (or session_id=…)"
                ", or a consent to open one under with extra=consent_id:…"
            )
        form = options.form()
        roles = options.roles()
        if roles and len(roles) != form.channels:
            raise Malformed("channel_roles must name one role for each channel.")
        return cls(
            session_id=session_id,
            consent_id=consent_id,
            clinician_ref=options.named("clinician_ref"),
            roles=roles,
            form=form,
            contained=options.one("encoding") is None,
            language=options.language(),
            interim_results=options.flag("interim_results"),
            multichannel=options.flag("multichannel"),
            diarize=options.flag("diarize") or options.one("diarize_model") is not None,
            speech_events=options.flag("vad_events"),
            utterance_ends=options.one("utterance_end_ms") is not None,
        )


class _Options:
    """Parameters by name; `extra=name:value` stands beside `name=value`."""

    def __init__(self, given: Sequence[tuple[str, str]]) -> None:
        self._given = dict(given)
        pairs = [value.partition(":") for name, value in given if name == "extra"]
        self._extra = {name: value for name, _, value in pairs}

    def one(self, name: str) -> str | None:
        return self._given.get(name) or None

    def named(self, name: str) -> str | None:
        return self._extra.get(name) or self.one(name)

    def refuse(self, names: Sequence[str]) -> None:
        for name in names:
            if self.one(name) not in (None, "false"):
                raise Malformed(f"{name} is not done here; leave it out.")

    def flag(self, name: str) -> bool:
        value = (self.one(name) or "false").lower()
        if value not in ("true", "false"):
            raise Malformed(f"{name} must be true or false.")
        return value == "true"

    def number(self, name: str) -> int | None:
        value = self.one(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER):
            raise Malformed(f"{name} must be a whole number.")
        return int(value)

    def form(self) -> AudioFormat:
        name = self.one("encoding")
        if name is not None and name not in _ENCODINGS:
            raise Malformed(f"encoding must be one of {', '.join(_ENCODINGS)}.")
        encoding = Encoding.OPUS if name is None else _ENCODINGS[name]
        rate = self.number("sample_rate")
        if rate is None:
            if encoding is not Encoding.OPUS:
                raise Malformed(f"sample_rate is missing: encoding={name} needs it.")
            rate = _OPUS_HZ
        if not _LOWEST_HZ <= rate <= _HIGHEST_HZ:
            raise Malformed(f"sample_rate must be {_LOWEST_HZ} to {_HIGHEST_HZ}.")
        if encoding is Encoding.OPUS and rate not in OPUS_RATES_HZ:
            raise Malformed(f"sample_rate: Opus is taken at {', '.join(map(str, OPUS_RATES_HZ))}.")
        channels = self.number("channels")
        if channels not in (None, 1, 2):
            raise Malformed("channels must be 1 or 2.")
        return AudioFormat(encoding, rate, channels or 1)

    def roles(self) -> tuple[str, ...]:
        given = self.named("channel_roles")
        roles = tuple(given.split(",")) if given else ()
        known = [role.value for role in ChannelRole]
        if any(role not in known for role in roles):
            raise Malformed(f"channel_roles must be some of {', '.join(known)}.")
        return roles

    def language(self) -> str | None:
        """A region is dropped; `multi` is whatever is heard."""
        given = self.one("language")
        if given is None or given == "multi":
            return None
        if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", given):
            raise Malformed("language must be a language tag, such as en or en-US.")
        return re.split("[-_]", given)[0].lower()
