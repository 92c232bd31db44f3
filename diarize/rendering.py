"""The transcript as text, subtitles and speaker segments."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from diarize.transcript import Transcript
from diarize.turn import SpeakerRole, Turn
from transcribe import running_text

LONGEST_CUE_MS = 6_000
LONGEST_CUE_WORDS = 14


def speaker_name(transcript: Transcript, speaker_id: str) -> str:
    """The role where it is known and only one speaker has it, else role and id, else the id."""
    role = transcript.role_of(speaker_id)
    if role is SpeakerRole.UNKNOWN:
        return speaker_id
    alone = sum(speaker.role is role for speaker in transcript.speakers) == 1
    return role.value.capitalize() if alone else f"{role.value.capitalize()} {speaker_id}"


def render_txt(transcript: Transcript) -> str:
    """One line for each turn: `[mm:ss] Speaker: text`."""
    lines = []
    for turn in transcript.turns:
        minutes, seconds = divmod(turn.start_ms // 1000, 60)
        name = speaker_name(transcript, turn.speaker_id)
        lines.append(f"[{minutes:02d}:{seconds:02d}] {name}: {turn.text}\n")
    return "".join(lines)


def render_srt(transcript: Transcript) -> str:
    """SubRip; long turns are cut into several cues between words."""
    cues = []
    for number, (start, end, name, text) in enumerate(_cues(transcript), start=1):
        times = f"{_clock(start, ',')} --> {_clock(end, ',')}"
        cues.append(f"{number}\n{times}\n{name}: {_one_line(text)}\n")
    return "\n".join(cues)


def render_vtt(transcript: Transcript) -> str:
    """WebVTT with voice tags."""
    cues = ["WEBVTT\n"]
    for start, end, name, text in _cues(transcript):
        safe = _one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        cues.append(f"{_clock(start, '.')} --> {_clock(end, '.')}\n<v {name}>{safe}\n")
    return "\n".join(cues)


def render_rttm(transcript: Transcript) -> str:
    """NIST RTTM, one SPEAKER line for each turn; spaces in the session id become underscores."""
    session = "_".join(transcript.session_id.split()) or "session"
    return "".join(
        f"SPEAKER {session} 1 {turn.start_ms / 1000:.3f} "
        f"{(turn.end_ms - turn.start_ms) / 1000:.3f} <NA> <NA> {turn.speaker_id} <NA> <NA>\n"
        for turn in transcript.turns
    )


RENDERINGS: Mapping[str, Callable[[Transcript], str]] = MappingProxyType(
    {"txt": render_txt, "srt": render_srt, "vtt": render_vtt, "rttm": render_rttm}
)
"""By the name a user gives the format."""


def _cues(transcript: Transcript) -> list[tuple[int, int, str, str]]:
    cues = []
    for turn in transcript.turns:
        name = speaker_name(transcript, turn.speaker_id)
        cues += [(start, end, name, text) for start, end, text in _cut(turn)]
    return sorted(cues)


def _cut(turn: Turn) -> list[tuple[int, int, str]]:
    """Parts of a turn short enough to read at once."""
    if not turn.words:
        return [(turn.start_ms, turn.end_ms, turn.text)]
    parts = []
    begun = 0
    for place in range(1, len(turn.words) + 1):
        part = turn.words[begun:place]
        full = (
            place == len(turn.words)
            or len(part) >= LONGEST_CUE_WORDS
            or turn.words[place].end_ms - part[0].start_ms > LONGEST_CUE_MS
        )
        if full:
            text = running_text(word.text for word in part)
            parts.append((part[0].start_ms, max(word.end_ms for word in part), text))
            begun = place
    return parts


def _clock(ms: int, mark: str) -> str:
    seconds, thousandths = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{mark}{thousandths:03d}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
