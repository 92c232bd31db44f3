"""What the clinician did in the session and how the client took it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from diarize.turn import SpeakerRole
from summarize.evidence import Evidence
from summarize.extractive.agreement import agreement_kind
from summarize.extractive.finding import Finding, evidence_of_all
from summarize.extractive.fitting import Choice
from summarize.extractive.safety_topics import SAFETY
from summarize.extractive.topics import topic_asked
from summarize.score import Score, ScoreMethod
from summarize.talk.denial import denied_subject
from summarize.talk.dialogue import Dialogue
from summarize.talk.excerpt import quoted, trimmed
from summarize.talk.passage import Passage
from summarize.talk.topic import Topic, Weight
from summarize.templates import Part

_MOST_PROOFS = 4
_MEDICINE = {"medication": "use", "side_effects": "side effects", "adherence": "missed doses"}
_TECHNIQUES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), wording)
    for pattern, wording in (
        (
            r"\bevidence (?:for|against|that)|what(?:'s| is) the evidence|"
            r"(?:another|other|different) way (?:to|of) (?:look|see|think)|what would you (?:say|"
            r"tell) (?:to )?a friend|\brefram\w+|cognitive restructuring|how (?:true|likely) is",
            "examined a thought",
        ),
        (
            r"\b(?:box|belly|deep|diaphragmatic|paced|square)[- ]breath|breathe? (?:in|out)\b|"
            r"breathing (?:exercise|together)",
            "practised breathing",
        ),
        (
            r"\bgrounding\b|(?:five|5) (?:things|senses)|5-4-3|feet on the (?:floor|ground)",
            "practised grounding",
        ),
        (r"\bmuscle relaxation|tense (?:and|your)|body scan", "practised relaxation"),
        (r"\bmindful\w*|notice (?:your|the) breath|meditat\w+", "practised mindfulness"),
        (r"\bexposure\b|\bhierarchy\b|fear ladder", "worked on exposure"),
        (r"\brole[- ]?play|let's (?:practi[sc]e|rehearse|try) (?:what|how|saying)", "role-played"),
        (r"\bempty chair", "used the empty chair"),
        (r"\bvalues\b|what matters (?:most )?to you", "explored values"),
        (
            r"\bscale (?:of|from) (?:\w+ ){1,3}to (?:10|ten)|(?:zero|0|one|1) to (?:ten|10)",
            "used a scaling question",
        ),
        (
            r"\bpros and cons|(?:good|not so good) things about|on the one hand",
            "weighed pros and cons",
        ),
        (r"\bemdr\b|bilateral|target memory", "used EMDR"),
        (
            r"\b(?:is|that's|this is) (?:called|what we call)|the (?:brain|body) (?:\w+ )?(?:does|"
            r"goes|learns|responds)|fight[- ]or[- ]flight|body clock|vicious cycle|"
            r"\bit can take (?:a|some) (?:while|time|weeks)|research (?:shows|says)",
            "gave psychoeducation",
        ),
    )
)


def conducted(dialogue: Dialogue, scores: Sequence[Score]) -> list[Finding]:
    """Questionnaires, questions of safety, reviews and techniques, each once and in short."""
    return [
        *_questionnaires(scores),
        *_asked(dialogue),
        *_techniques(dialogue),
    ]


def with_responses(
    reports: Sequence[Choice], views: Sequence[Finding], dialogue: Dialogue
) -> list[Choice]:
    """Reports that answer a technique or a view are how the client took it. Danger, medication and
    what stands in other words of its own stay where they are looked for."""
    viewed = {one.order for one in views if one.part in (Part.INTERVENTION, Part.ASSESSMENT)}
    worked = {
        at
        for at, exchange in enumerate(dialogue.exchanges)
        if (at in viewed or _works(exchange.prompt)) and not _asks_on(exchange.prompt)
    }
    return [
        tuple(
            replace(one, part=Part.RESPONSE)
            if one.order in worked
            and one.part is Part.REPORT
            and one.weight is not Weight.ALWAYS
            and one.topic not in ("substances", "treatment", "side_effects")
            else one
            for one in versions
        )
        for versions in reports
    ]


def _works(prompt: Sequence[Passage]) -> bool:
    return any(_technique(said) is not None for said in prompt)


def _asks_on(prompt: Sequence[Passage]) -> bool:
    """Whether it ends with a question about something of its own."""
    last = next((said for said in reversed(prompt) if said.is_question), None)
    return last is not None and _technique(last) is None and topic_asked(last.plain) is not None


def _questionnaires(scores: Sequence[Score]) -> Iterator[Finding]:
    asked = [
        (score.instrument, proof)
        for score in scores
        if score.method is ScoreMethod.VERBAL
        if (proof := next((i.evidence[0] for i in score.items if i.evidence), None)) is not None
    ]
    if asked:
        names = _listed([name for name, _ in asked])
        proofs = tuple(proof for _, proof in asked)
        yield _finding(f"went through the {names} with the client", 0, proofs)


def _asked(dialogue: Dialogue) -> Iterator[Finding]:
    """Questions by subject: safety, medication, homework, substances."""
    found: dict[str, list[Passage]] = {}
    named: dict[str, list[str]] = {}
    places: dict[str, int] = {}
    for at, exchange in enumerate(dialogue.exchanges):
        for said in exchange.prompt:
            topic = topic_asked(said.plain) if said.is_question else None
            kind = None if topic is None or not exchange.answer else _kind(topic)
            if topic is None or kind is None:
                continue
            found.setdefault(kind, []).append(said)
            places.setdefault(kind, at)
            subject = _MEDICINE.get(topic.name) or denied_subject(topic)
            if subject not in named.setdefault(kind, []):
                named[kind].append(subject)
    for kind, said_of_it in found.items():
        proofs = evidence_of_all(said_of_it[:_MOST_PROOFS])
        yield _finding(_review(kind, named[kind]), places[kind], proofs)


def _kind(topic: Topic) -> str | None:
    if topic in SAFETY:
        return "safety"
    if topic.name in _MEDICINE:
        return "medication"
    return topic.name if topic.name in ("homework", "substances") else None


def _review(kind: str, subjects: Sequence[str]) -> str:
    match kind:
        case "safety":
            return f"asked about {_listed(subjects)}"
        case "medication":
            return f"reviewed medication: {_listed(subjects)}"
        case "homework":
            return "reviewed the homework"
        case _:
            return "asked about substances"


def _techniques(dialogue: Dialogue) -> Iterator[Finding]:
    """Each once, by its first words."""
    seen: dict[str, tuple[int, Passage]] = {}
    for at, exchange in enumerate(dialogue.exchanges):
        for said in exchange.prompt:
            wording = _technique(said)
            if wording is not None:
                seen.setdefault(wording, (at, trimmed(said)))
    for wording, (at, said) in seen.items():
        yield _finding(f"{wording}: {quoted([said])}", at, evidence_of_all([said]))


def _technique(said: Passage) -> str | None:
    """A task for after the session is none."""
    if said.role is not SpeakerRole.CLINICIAN or agreement_kind(said) is not None:
        return None
    return next((wording for pattern, wording in _TECHNIQUES if pattern.search(said.plain)), None)


def _finding(text: str, at: int, proofs: tuple[Evidence, ...]) -> Finding:
    return Finding(Part.INQUIRY, "conduct", f"Clinician {text}", Weight.HIGH, proofs, at)


def _listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([part for part in (", ".join(names[:-1]), names[-1]) if part])
