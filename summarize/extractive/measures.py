"""Scores as statements: what was added up here, and what the clinician said of totals."""

import re
from collections.abc import Iterator, Sequence

from diarize.turn import SpeakerRole
from summarize.extractive.finding import Finding, evidence_of_all
from summarize.score import Score, ScoreMethod
from summarize.scores.instrument import Instrument
from summarize.scores.instruments import INSTRUMENTS, instrument_named
from summarize.talk.dialogue import Dialogue
from summarize.talk.excerpt import quoted, trimmed
from summarize.talk.passage import Passage
from summarize.talk.topic import Weight
from summarize.templates import Part

_SAYS_SCORE = re.compile(
    r"\b(?:scores?d?|total\w*|comes? to|you(?:'re| are| were) at (?:a |an )?\d|came (?:out|in|"
    r"back)|adds? up|down (?:from|to)|up (?:from|to)|points?|it was|last (?:month|time|week|"
    r"session|visit)|(?:the|your) (?:phq|gad)\b.{0,20}\d|puts you (?:at|in)|is (?:a |an |"
    r"at )?\d{1,2}\b)"
)
_NOT_A_SCORE = re.compile(
    r"\b\d{1,2} (?:days?|nights?|times?|weeks?|months?|years?|hours?|minutes?|milligrams?|mgs?|"
    r"drinks?|o'clock|a\.?m|p\.?m|records?|pounds|(?:\w+ ){0,2}(?:questions?|items?))\b|\b(?:at|by|"
    r"until) \d{1,2}(?: \d{2})? ?(?:o'clock|a\.?m|p\.?m|:)"
)
_BARE_TOTAL = re.compile(
    r"\b(?:you(?:'re| are| were| came (?:in|out)) at (?:a |an )?\d{1,2}\b|your (?:score|total)|"
    r"adds? up to|(?:that|it) comes? to|brings you to|last (?:month|time|session|"
    r"visit) it was (?:a |an )?\d{1,2}\b|scored (?:a |an )?\d|total of \d)"
)
_NOW = re.compile(
    r"\byou(?:'re| are) at\b|\byou scored\b|\badds? up\b|\btoday\b|\bcomes? to\b|\bthis (?:time|"
    r"week)\b"
)
_NUMBER = re.compile(r"(?<![-\d])\b\d{1,2}\b(?! ?%)")


def measured(dialogue: Dialogue, scores: Sequence[Score]) -> list[Finding]:
    """Totals found here first, then what the clinician said about scores."""
    return [*_added_up(scores), *_stated(dialogue, scores)]


def _added_up(scores: Sequence[Score]) -> Iterator[Finding]:
    for score in scores:
        instrument = instrument_named(score.instrument)
        if instrument is None or score.method is not ScoreMethod.VERBAL:
            continue
        answered = [item for item in score.items if item.score is not None]
        proof = tuple(item.evidence[-1] for item in answered if item.evidence)
        if not proof:
            continue
        if score.total is not None:
            text = f"{score.instrument} (verbal): {score.total} of {instrument.highest}, "
            text += f"{score.severity}"
        else:
            call = f"by these answers: {score.severity}" if score.severity else "no total"
            text = (
                f"{score.instrument} (verbal): {len(answered)} of {len(score.items)} items "
                f"answered, {call}"
            )
        yield Finding(Part.MEASURE, score.instrument, text, Weight.ALWAYS, proof, -1)


def _stated(dialogue: Dialogue, scores: Sequence[Score]) -> Iterator[Finding]:
    spoken = [one.instrument for one in scores if one.method is ScoreMethod.VERBAL]
    last: Instrument | None = instrument_named(spoken[0]) if len(spoken) == 1 else None
    asked = bool(scores)
    for at, exchange in enumerate(dialogue.exchanges):
        run: list[Passage] = []
        about: Instrument | None = None
        for said in exchange.prompt:
            named = next((one for one in INSTRUMENTS if one.named.search(said.plain)), None)
            last = named or last
            bare = asked and bool(_BARE_TOTAL.search(said.digits))
            if _states_score(said, named is not None or bool(run) or bare):
                about = about or named or _meant(said) or last
                run.append(said)
            elif run:
                break
        if run and about is not None:
            yield _as_stated(run, about, scores, at)


def _meant(said: Passage) -> Instrument | None:
    """The instrument by its subject, where its name was not heard."""
    if re.search(r"\b(?:mood|depress\w*)\b", said.plain):
        return instrument_named("PHQ-9")
    return instrument_named("GAD-7") if re.search(r"\b(?:anxi\w*|worr\w*)\b", said.plain) else None


def _states_score(said: Passage, in_talk_of_it: bool) -> bool:
    text = _NOT_A_SCORE.sub(" ", said.digits)
    if said.role is not SpeakerRole.CLINICIAN or said.is_question or not in_talk_of_it:
        return False
    text = re.sub(r"\b(?:phq|gad)[- ]?\d\b", "", text)
    return bool(_NUMBER.search(text)) and bool(_SAYS_SCORE.search(said.digits))


def _as_stated(run: list[Passage], about: Instrument, scores: Sequence[Score], at: int) -> Finding:
    kept = [trimmed(one) for one in run]
    text = f"{about.name}, clinician: {quoted(kept)}"
    added = next(
        (one.total for one in scores if one.instrument == about.name and one.total is not None),
        None,
    )
    now = [one for one in run if _NOW.search(one.digits)]
    numbers = {int(number) for one in now for number in _NUMBER.findall(one.digits)}
    if added is not None and numbers and added not in numbers:
        text += f" (the answers add up to {added})"
    return Finding(Part.MEASURE, about.name, text, Weight.ALWAYS, evidence_of_all(kept), at)
