"""The words in the shapes of the OpenAI interface. Pure."""

import math
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from inglenook.transcriptions.wanted import AnswerFormat, Wanted
from transcribe import Utterance, running_text

MEDIA_TYPES: Final = {
    AnswerFormat.JSON: "application/json",
    AnswerFormat.VERBOSE_JSON: "application/json",
    AnswerFormat.TEXT: "text/plain; charset=utf-8",
    AnswerFormat.SRT: "application/x-subrip; charset=utf-8",
    AnswerFormat.VTT: "text/vtt; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """A whole recording in words."""

    utterances: tuple[Utterance, ...]
    seconds: float
    language: str
    notices: tuple[str, ...]

    @property
    def text(self) -> str:
        return running_text(utterance.text for utterance in self.utterances)


def json_answer(heard: Heard) -> dict[str, object]:
    return {"text": heard.text, "usage": usage(heard), **_notices(heard)}


def verbose_answer(heard: Heard, wanted: Wanted) -> dict[str, object]:
    """Times in seconds. A segment is what was said between two silences."""
    answer: dict[str, object] = {
        "task": "transcribe",
        "language": heard.language,
        "duration": round(heard.seconds, 3),
        "text": heard.text,
        "usage": usage(heard),
        **_notices(heard),
    }
    if wanted.words:
        answer["words"] = [
            {"word": word.text.strip(), "start": word.start_ms / 1000, "end": word.end_ms / 1000}
            for utterance in heard.utterances
            for word in utterance.words
        ]
    if wanted.segments:
        answer["segments"] = [
            _segment(number, utterance) for number, utterance in enumerate(heard.utterances)
        ]
    return answer


def text_answer(heard: Heard, answer: AnswerFormat) -> str:
    """`text`, `srt` or `vtt`."""
    if answer is AnswerFormat.TEXT:
        return heard.text + "\n"
    if answer is AnswerFormat.SRT:
        return "\n".join(
            f"{number}\n{_span(said, ',')}\n{_line(said)}\n"
            for number, said in enumerate(heard.utterances, start=1)
        )
    cues = (f"{_span(said, '.')}\n{_safe(_line(said))}\n" for said in heard.utterances)
    return "\n".join(["WEBVTT\n", *cues])


def usage(heard: Heard) -> dict[str, object]:
    return {"type": "duration", "seconds": math.ceil(heard.seconds)}


def _notices(heard: Heard) -> dict[str, object]:
    return {"notices": list(heard.notices)} if heard.notices else {}


def _segment(number: int, said: Utterance) -> dict[str, object]:
    """`avg_logprob` over words, `compression_ratio` as Whisper counts it. Tokens are not kept, and
    a segment is there only where the voice detector heard speech."""
    return {
        "id": number,
        "seek": said.start_ms // 10,
        "start": said.start_ms / 1000,
        "end": said.end_ms / 1000,
        "text": said.text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": _mean_log(word.confidence for word in said.words),
        "compression_ratio": _compression(said.text),
        "no_speech_prob": 0.0,
    }


def _mean_log(confidences: Iterable[float]) -> float:
    logs = [math.log(max(confidence, 1e-4)) for confidence in confidences]
    return round(sum(logs) / len(logs), 4) if logs else 0.0


def _compression(text: str) -> float:
    raw = text.encode()
    return round(len(raw) / len(zlib.compress(raw)), 3)


def _span(said: Utterance, mark: str) -> str:
    return f"{_clock(said.start_ms, mark)} --> {_clock(said.end_ms, mark)}"


def _clock(ms: int, mark: str) -> str:
    seconds, thousandths = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{mark}{thousandths:03d}"


def _line(said: Utterance) -> str:
    return " ".join(said.text.split())


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
