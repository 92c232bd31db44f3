"""What the client reported: chosen from the answers, under the heading of what was asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from diarize.turn import SpeakerRole
from summarize.denial import denied, says_no, says_yes
from summarize.dialogue import Dialogue
from summarize.excerpt import is_fragment, is_small_talk, quoted, trimmed
from summarize.finding import Finding, evidence_of_all, labelled
from summarize.fitting import Choice
from summarize.frequency import Firmness, frequency
from summarize.inquiry import NO_INQUIRY, Inquiry, ItemQuotes, inquiry_of, quote_key
from summarize.medication import doses_said, is_taken, medicines_named
from summarize.passage import Passage
from summarize.safety_topics import SAFETY, SAFETY_PLAN
from summarize.templates import Part
from summarize.third_person import third_person
from summarize.topic import Topic, Weight
from summarize.topics import MEDICAL, SYMPTOMS, topic_named, topic_said
from summarize.wording import plain, word_count

_LONGEST_DENIAL = 12
_LONGEST_PLAN = 14
_LONGEST_QUESTION = 16
_SHORT_ANSWER = 5
_SELF_EVIDENT = frozenset({"means", "protective", "ideation", "side_effects", "adherence"})
"""Subjects whose heading says enough of the question."""
_QUOTES = (40, 28, 20, 14)
"""Words quoted from one answer under one heading: the shorter ones where room is short."""
_GENERIC = frozenset({"homework", "medication", "meds", "drink", "drinking", "alcohol", "doctor"})
_PERMISSION = re.compile(
    r"\b(?:can|could|may|should|shall) (?:i|we)\b|\bis it (?:okay|ok|all right|alright)|"
    r"\bis that (?:okay|ok|all right|alright)|\bwould you (?:like|be|mind)|\bdo you mind|"
    r"\bready\b|\bmake(?:s)? sense|\blet's\b|\bi(?:'d| would) like|\bi'll\b|\bdoes that\b|"
    r"\bi want you"
)
_INVERTED = re.compile(
    r"^(?:(?:and|so|but|okay|now|well|then),? )*(?:do|did|does|are|is|was|were|have|has|had|can|"
    r"could|will|would|any|how|what|when|where|who)\b"
)
_ABOUT_SELF = re.compile(
    r"^(?:(?:and|but|so|well|yeah|okay|honestly|actually|though),? )*(?:i|i'm|i've|my|it's|we|he|"
    r"she)\b(?! (?:can|could|will|guess|think so|'ll))"
)
_ABOUT_CLIENT = re.compile(r"\b(?:you|your|you're|you've)\b")


def reported(dialogue: Dialogue, items: ItemQuotes, agreed: frozenset[str]) -> list[Choice]:
    """Findings from the client's words, each with its shorter versions.

    `items` says which quotes scores stand on, `agreed` holds the turns in which the client answered
    to a plan.
    """
    findings: list[Choice] = []
    thread: Topic | None = None
    for at, exchange in enumerate(dialogue.exchanges):
        answer = [said for said in exchange.answer if said.role is not SpeakerRole.OTHER]
        inquiry = inquiry_of(exchange, thread, items)
        if any(said.turn.turn_id in agreed for said in answer):
            inquiry = NO_INQUIRY
            answer = [said for said in answer if _ABOUT_SELF.match(said.plain)]
        found = list(_of_answer(_Heard(inquiry, answer, at), items))
        findings.extend(found)
        thread = inquiry.asked or (topic_named(found[-1][0].topic) if found else None)
    return findings


@dataclass(frozen=True, slots=True)
class _Heard:
    """An answer with the question it answers."""

    inquiry: Inquiry
    answer: list[Passage]
    order: int

    @property
    def question(self) -> list[Passage]:
        return self.inquiry.question

    @property
    def asked(self) -> Topic | None:
        return self.inquiry.asked


def _of_answer(heard: _Heard, items: ItemQuotes) -> Iterator[Choice]:
    if not heard.answer:
        return
    asked = heard.asked
    is_item = heard.inquiry.is_item
    bare = _bare_answer(heard)
    if bare is not None and not (is_item and asked not in SAFETY):
        yield (bare,)
        return
    groups: list[tuple[Topic | None, list[Passage]]] = []
    for said in heard.answer:
        topic = _topic_of(said, heard.inquiry, groups[-1][0] if groups else None)
        if not _worth(
            said, topic, asked, is_item=is_item, counted=is_item and _counts(said, items)
        ):
            continue
        if groups and groups[-1][0] is topic:
            groups[-1][1].append(said)
        else:
            groups.append((topic, [said]))
    for topic, held in groups:
        follows = heard.inquiry.inherited and topic is asked
        detail = is_item and topic is not None and topic.name != "sleep"
        weight = topic.weight if topic else Weight.COLOUR
        if topic not in SAFETY and (detail or follows):
            weight = min(weight, Weight.USUAL)
        lengths = _QUOTES[:1] if topic in SAFETY else _QUOTES
        versions = [_finding(heard, held, topic, longest) for longest in lengths]
        yield tuple(dict.fromkeys(replace(one, weight=weight) for one in versions))


def _bare_answer(heard: _Heard) -> Finding | None:
    """A yes or no that says nothing without what it answers."""
    if not heard.question:
        return None
    answer, asked = heard.answer, heard.asked
    reply = " ".join(said.text for said in answer)
    last = heard.question[-1]
    if says_no(reply) and asked is not None and last.is_question:
        risky = asked in SAFETY and asked.name not in ("protective", "means")
        clinical = asked in (*SAFETY, *MEDICAL, *SYMPTOMS)
        if risky or (clinical and word_count(reply) <= 6):
            return _denial(last, answer, asked, heard.order)
    if not says_yes(reply) or word_count(reply) > 3 or _PERMISSION.search(last.plain):
        return None
    topic = asked or topic_said(last.plain)
    counts = any(character.isdigit() for character in last.digits)
    if topic is None or (topic.weight < Weight.HIGH and not counts):
        return None
    if _INVERTED.match(last.plain):
        text = f"Answers yes, asked “{trimmed(last).text}”"
    elif _ABOUT_CLIENT.search(last.plain):
        told = third_person(last.text)
        text = f"Confirms that {told[:1].lower()}{told[1:]}"
    else:
        return None
    proof = evidence_of_all([last, *answer[:1]])
    return Finding(Part.REPORT, topic.name, text, topic.weight, proof, heard.order)


def _denial(question: Passage, answer: list[Passage], asked: Topic, at: int) -> Finding | None:
    said = denied(question.text)
    plain_label = asked.name == "plan" or (said is None and asked in SAFETY)
    label = f"Denies {asked.label.lower()}" if plain_label else said
    if label is None:
        return None
    kept = _shortest(answer, _LONGEST_DENIAL)
    text = f"{label} ({quoted(kept)})" if word_count(quoted(kept)) > 2 else label
    proof = evidence_of_all([question, *kept])
    return Finding(Part.REPORT, asked.name, text, asked.weight, proof, at)


def _topic_of(said: Passage, inquiry: Inquiry, before: Topic | None) -> Topic | None:
    """The question's subject, unless the sentence itself turns to a weightier one."""
    own = topic_said(said.plain)
    if medicines_named(said.text) and (own is None or own.weight < Weight.ALWAYS):
        own = topic_named("medication")
    asked = inquiry.asked
    if asked is None:
        return own or before
    if own in MEDICAL and (inquiry.inherited or asked not in (*MEDICAL, *SAFETY)):
        return own
    if own is not None and own.weight > asked.weight and own not in SAFETY_PLAN:
        return own
    return asked


def _worth(
    said: Passage, topic: Topic | None, asked: Topic | None, *, is_item: bool, counted: bool
) -> bool:
    """Whether a sentence says something that a note needs."""
    if is_small_talk(said.text):
        return False
    if counted and topic not in SAFETY:
        return word_count(said.text) >= 7 and topic_said(said.plain) is not None
    if topic is None:
        return False
    if is_item and topic is asked:
        return word_count(said.text) >= 4 and not said.is_question
    if asked is topic and topic in (*SAFETY, *SAFETY_PLAN, *MEDICAL):
        return True
    return not is_fragment(said.text) and not said.is_question


def _finding(heard: _Heard, said: list[Passage], topic: Topic | None, longest: int) -> Finding:
    asked, question = heard.asked, heard.question
    longest = min(_LONGEST_PLAN, longest) if topic in SAFETY_PLAN else longest
    kept = [trimmed(one) for one in _shortest(said, longest, keep_first=topic is asked)]
    whole = " ".join(one.text for one in kept)
    label = topic.label if topic else "Client"
    proof = list(kept)
    if topic is not None and topic is asked:
        terms = _terms_asked(question, topic, whole)
        if terms:
            label = f"{label} ({', '.join(terms)})"
            proof = [*(one for one in question if _holds(one, terms)), *kept]
    if topic in MEDICAL:
        asking = [one for one in question if topic is asked and medicines_named(one.text)]
        label = _medicine_label(label, asking, whole)
        if not medicines_named(whole):
            proof = [*(one for one in asking if one not in proof), *proof]
    if label == (topic.label if topic else "Client"):
        label, proof = _with_question(label, question, topic, whole, proof)
    part = Part.PLAN if topic in SAFETY_PLAN else Part.REPORT
    weight = topic.weight if topic else Weight.COLOUR
    name = topic.name if topic else "other"
    return Finding(part, name, labelled(label, kept), weight, evidence_of_all(proof), heard.order)


def _with_question(
    label: str, question: list[Passage], topic: Topic | None, answer: str, proof: list[Passage]
) -> tuple[str, list[Passage]]:
    """A short answer keeps its question: `asked “What number would you be at?”: “An eight.”`."""
    asking = [one for one in question if one.is_question]
    if word_count(answer) > _SHORT_ANSWER or topic is None or not asking or topic in SAFETY_PLAN:
        return label, proof
    asked = trimmed(asking[-1])
    if word_count(asked.text) > _LONGEST_QUESTION or topic.name in _SELF_EVIDENT:
        return label, proof
    return f"{label}, asked “{asked.text}”", [asked, *proof]


def _terms_asked(question: list[Passage], topic: Topic, answer: str) -> list[str]:
    """The question's own words for its subject that the answer does not repeat."""
    if topic.name not in ("homework", "substances", "treatment"):
        return []
    found: list[str] = []
    for one in question:
        for match in topic.said.finditer(one.plain):
            term = match[0].strip()
            if term not in _GENERIC and term not in plain(answer) and term not in found:
                found.append(term)
    return found[:2]


def _holds(said: Passage, terms: Sequence[str]) -> bool:
    return any(term in said.plain for term in terms)


def _medicine_label(label: str, question: list[Passage], answer: str) -> str:
    """`Sertraline 50 mg` where the client takes it, else the names alone."""
    names = medicines_named(answer) or medicines_named(" ".join(one.text for one in question))
    if not names:
        return label
    doses = doses_said(answer) if is_taken(answer) else ()
    named = ", ".join(names)
    if len(names) == 1 and len(doses) == 1:
        named = f"{named} {doses[0]}"
    return f"{label}, {named}"


def _shortest(said: Sequence[Passage], longest: int, *, keep_first: bool = False) -> list[Passage]:
    """Sentences up to so many words; the least telling go first, the direct answer never."""
    kept = [one for one in said if not is_small_talk(one.text)] or list(said[:1])
    while len(kept) > 1 and sum(word_count(one.text) for one in kept) > longest:
        kept.remove(min(reversed(kept[keep_first:]), key=_telling))
    return kept


def _telling(said: Passage) -> float:
    digits = any(character.isdigit() for character in said.digits)
    return (topic_said(said.plain) is not None) + digits + min(word_count(said.text), 20) / 40


def _counts(said: Passage, items: ItemQuotes) -> bool:
    """Only says how often, which the score says already."""
    often = frequency(said.text)
    return quote_key(said) in items or (often is not None and often.firmness is Firmness.COUNT)
