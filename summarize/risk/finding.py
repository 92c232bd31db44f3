"""Finds danger in what was said, and tells it from denial, the past, other people and idioms.

Rather one flag too many than one too few: an answer to a risk question that is not plainly a no is
flagged. What lies in the past is flagged as past and does not raise the level, except for abuse and
harm to others, which matter whenever they were.
"""

import re
from collections.abc import Iterator, Sequence

from diarize.turn import SpeakerRole
from summarize.evidence import Evidence
from summarize.risk import Risk, RiskFlag, RiskLevel
from summarize.risk.cues import CUES, RiskCue
from summarize.risk.sense import is_meant, is_past, is_present
from summarize.score import Score, ScoreMethod
from summarize.scores.instruments import item_of
from summarize.talk.dialogue import Dialogue, Exchange
from summarize.talk.passage import Passage, evidence_of
from summarize.talk.wording import plain

URGENCY: tuple[RiskLevel, ...] = (
    RiskLevel.NONE_MENTIONED,
    RiskLevel.PASSIVE_IDEATION,
    RiskLevel.ABUSE_DISCLOSURE,
    RiskLevel.ACTIVE_IDEATION,
    RiskLevel.HARM_TO_OTHERS,
    RiskLevel.PLAN_OR_INTENT,
)
"""Ascending: which kind names the level where several were mentioned."""


_RISK_QUESTIONS: tuple[tuple[RiskLevel, str, re.Pattern[str]], ...] = (
    (
        RiskLevel.HARM_TO_OTHERS,
        "Thoughts of harming another person",
        re.compile(
            r"(?:hurt|harm|kill)\w* (?:someone|somebody|anyone|anybody|other people|others|him|"
            r"her|them)\b(?! (?:hurt|hit))|homicid"
        ),
    ),
    (
        RiskLevel.ABUSE_DISCLOSURE,
        "Abuse or violence",
        re.compile(
            r"(?:anyone|anybody|someone|he|she|partner|husband|wife)\b.{0,25}\b(?:hurt|hit|"
            r"threaten|hits|push|chok|forc|touch)\w*|(?:afraid|scared) of (?:him|her|anyone|your)|"
            r"physical(?:ly)? (?:violen|abus|hurt)|been abus|abusive"
        ),
    ),
    (
        RiskLevel.PLAN_OR_INTENT,
        "Suicide plan or intent",
        re.compile(
            r"(?:have|had|got|made|thought (?:of|about)|any|specific) (?:a |any |"
            r"specific )?(?:plans?|method)\b(?! for| with| to (?!hurt|kill|end|die|do|act))|"
            r"how you (?:would|might|'d)|how you'd|intent|(?:act(?:ing)? on|acted on) (?:it|them|"
            r"those|these|that)|doing something to end|(?:going|planning) to (?:kill|end|hurt|"
            r"act)|steps? to(?:ward)?|prepar(?:ed|ing|ations?) to"
        ),
    ),
    (
        RiskLevel.ACTIVE_IDEATION,
        "Suicidal thoughts or self-harm",
        re.compile(
            r"(?:kill|hurt|harm|cut|injur)\w* yourself|end(?:ing)? your life|suicid|self-?harm|"
            r"tak(?:e|ing) your (?:own )?life|attempts?\b.{0,20}(?:past|before|ever)|"
            r"end(?:ing)? (?:it all|things)"
        ),
    ),
    (
        RiskLevel.PASSIVE_IDEATION,
        "Thoughts of being better off dead",
        re.compile(
            r"better off (?:dead|not)|not (?:be(?:ing)?|want(?:ing)? to be) (?:here|alive|around)|"
            r"wish(?:ed|ing)? (?:you|that you) (?:were|weren't|wouldn't|hadn't|could)|not wak(?:e|"
            r"ing)|thoughts of (?:death|dying)|(?:about|of) dying|life (?:isn't|is not|not) worth"
        ),
    ),
)
_SAFE_QUESTION = re.compile(r"\bfeel(?:ing)? (?:physically )?safe\b")
_HISTORY_QUESTION = re.compile(
    r"\b(?:past(?! (?:two|2|few|couple|several|14|fourteen|week|month|"
    r"day|7|seven)\b)|ever|before|history|previous(?:ly)?|prior)\b"
)
_SAYS_NO = re.compile(
    r"^(?:(?:oh|um|well|uh|god|honestly|gosh|definitely|absolutely|of course|hm),? )*(?:no|nope|"
    r"nah|never|not (?:at all|really|like that|anything|once|that|even)|none|nothing|i (?:don't|"
    r"haven't|wouldn't|would never|have never|'ve never|never|didn't)|i've never|zero|"
    r"absolutely not|definitely not|hell no|denie[sd])\b"
)
_TAKES_BACK = re.compile(
    r"\bi (?:had|used to have) (?:those|them|that|some)\b|\b(?:but|although|except|"
    r"well)\b.{0,40}\b(?:sometimes|i (?:have|did|do|think|thought|wonder\w*)|once|maybe|"
    r"there (?:was|were|are)|part of me|at times|the thought|it crosses|occasionally)\b|"
    r"^(?:no,? )?(?:not (?:today|right now|this week|lately|currently|at the moment))"
)
_ANSWERS = re.compile(
    r"\b(?:yes|yeah|yep|i have|i do|i did|i guess|sometimes|maybe|kind of|sort of|a little|once|"
    r"twice|couple|few|most|every|often|thought about|occasionally|now and then|crossed my mind|"
    r"crosses my mind|i don't know|not sure|used to|when i was|part of me|lately|it's hard|"
    r"comes and goes|mm-hmm)\b"
)
_IF = re.compile(r"\bif (?:the|those|these|you|it|any|that)\b")


def risk_of(dialogue: Dialogue, scores: Sequence[Score]) -> Risk:
    """Every mention, most urgent first, and the level they make."""
    flags = [*_flags_said(dialogue), *_flags_scored(scores)]
    merged = _merged(flags)
    current = [flag.type for flag, past in merged if not past]
    level = max(current, key=URGENCY.index, default=RiskLevel.NONE_MENTIONED)
    ordered = sorted(merged, key=lambda one: (one[1], -URGENCY.index(one[0].type)))
    return Risk(level, tuple(flag for flag, _ in ordered))


_Found = tuple[RiskFlag, bool]
"""A flag, and whether it lies in the past and so leaves the level alone."""


def _flags_said(dialogue: Dialogue) -> Iterator[_Found]:
    for exchange in dialogue.exchanges:
        heard = exchange.passages if dialogue.monologue else exchange.answer
        asked = " ".join(said.plain for said in exchange.prompt if said.is_question)
        own = [
            found
            for said in heard
            if said.role is not SpeakerRole.OTHER
            for found in _said(said, of_past=is_past(asked))
        ]
        yield from own
        if not own and not dialogue.monologue:
            yield from _answered(exchange)


def _said(said: Passage, *, of_past: bool = False) -> Iterator[_Found]:
    """Flags of one sentence in its speaker's own words; `of_past`: the past was asked about."""
    text = plain(said.text)
    if said.is_question and said.role is SpeakerRole.CLINICIAN:
        return
    for cue in CUES:
        match = next(
            (hit for hit in cue.pattern.finditer(text) if is_meant(text, hit, cue.type)), None
        )
        if match is None:
            continue
        past = is_past(text) or (of_past and not is_present(text))
        lasting = cue.type in (RiskLevel.HARM_TO_OTHERS, RiskLevel.ABUSE_DISCLOSURE)
        label = f"{cue.label} (in the past)" if past else cue.label
        yield RiskFlag(cue.type, label, (evidence_of(said),)), past and not lasting
        return


def _answered(exchange: Exchange) -> Iterator[_Found]:
    """A risk question that was not plainly answered with no."""
    answer = [said for said in exchange.answer if said.role is not SpeakerRole.OTHER]
    if not answer:
        return
    questions = [said for said in exchange.prompt if said.is_question] or list(exchange.prompt[-1:])
    text = " ".join(said.plain for said in questions)
    reply = " ".join(said.plain for said in answer)
    asked = _asked_about(text)
    if asked is None or not _affirms(text, reply):
        return
    kind, label = asked
    past = bool(_HISTORY_QUESTION.search(text)) or is_past(reply)
    lasting = kind in (RiskLevel.HARM_TO_OTHERS, RiskLevel.ABUSE_DISCLOSURE)
    proof = (*(evidence_of(said) for said in answer[:3]), evidence_of(questions[-1]))
    yield RiskFlag(kind, f"{label} (in the past)" if past else label, proof), past and not lasting


def _asked_about(question: str) -> tuple[RiskLevel, str] | None:
    if _IF.search(question):
        return None
    if _SAFE_QUESTION.search(question):
        return RiskLevel.ABUSE_DISCLOSURE, "Does not feel safe"
    for kind, label, pattern in _RISK_QUESTIONS:
        if pattern.search(question):
            return kind, label
    return None


def _affirms(question: str, reply: str) -> bool:
    says_no = bool(_SAYS_NO.match(reply))
    if _SAFE_QUESTION.search(question):
        return says_no or bool(re.search(r"\b(?:not always|sometimes|depends|mostly)\b", reply))
    if _TAKES_BACK.search(reply):
        return True
    return not says_no and bool(_ANSWERS.search(reply))


def _flags_scored(scores: Sequence[Score]) -> Iterator[_Found]:
    for score in scores:
        if score.method is ScoreMethod.PRIOR:
            continue
        for item in score.items:
            known = item_of(score.instrument, item.item)
            if known is not None and known.risk is not None and item.score:
                text = f"{score.instrument} item {item.item} scored {item.score}"
                yield RiskFlag(known.risk, text, item.evidence), known.lifetime


def _merged(found: Sequence[_Found]) -> list[_Found]:
    """Mentions of the same kind under one label become one flag with all their evidence."""
    together: dict[tuple[RiskLevel, str], tuple[list[Evidence], bool]] = {}
    for flag, past in found:
        proof, was_past = together.setdefault((flag.type, flag.text), ([], past))
        proof.extend(piece for piece in flag.evidence if piece not in proof)
        together[(flag.type, flag.text)] = (proof, was_past and past)
    return [
        (RiskFlag(kind, text, tuple(proof)), past)
        for (kind, text), (proof, past) in together.items()
    ]


def danger_in(said: Passage) -> RiskLevel | None:
    """What a sentence in its speaker's own words flags for today; None for nothing or the past."""
    return next((flag.type for flag, past in _said(said) if not past), None)


def is_taken_back(reply: str) -> bool:
    """A no to a risk question that goes on to say yes after all."""
    return bool(_TAKES_BACK.search(plain(reply)))


def cue_in(text: str) -> RiskCue | None:
    """The first cue of danger in a text, whoever says it; for finding what a note left out."""
    flat = plain(text)
    return next((cue for cue in CUES if cue.pattern.search(flat)), None)
