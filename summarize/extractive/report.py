"""What the client reported: chosen from the answers, under the heading of what was asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from diarize.turn import SpeakerRole
from summarize.extractive.bare_reply import bare_reply
from summarize.extractive.finding import Finding, evidence_of_all, labelled
from summarize.extractive.fitting import Choice
from summarize.extractive.heading import (
    LONGEST_QUESTION,
    MIN_QUESTION,
    dose_echoed,
    heading,
    holds,
    medicine_label,
    terms_asked,
    with_question,
)
from summarize.extractive.inquiry import NO_INQUIRY, Inquiry, ItemQuotes, beginning, inquiry_of
from summarize.extractive.safety_topics import SAFETY, SAFETY_PLAN
from summarize.extractive.shortening import shortest
from summarize.extractive.symptom import symptom
from summarize.extractive.telling import telling
from summarize.extractive.topics import LIFE, MEDICAL, SYMPTOMS, topic_named, topic_said
from summarize.risk import RiskLevel
from summarize.risk.finding import danger_in
from summarize.talk.denial import denied_subject, says_no, says_yes
from summarize.talk.dialogue import Dialogue
from summarize.talk.excerpt import is_fragment, is_small_talk, quoted, trimmed
from summarize.talk.medication import doses_said, medicines_named, medicines_of_others_only
from summarize.talk.passage import Passage
from summarize.talk.third_person import is_of_another
from summarize.talk.topic import Topic, Weight
from summarize.talk.wording import plain, word_count
from summarize.templates import Part

_SHORT_DENIAL = 6
_LONGEST_PLAN = 14
_QUOTES = (40, 28, 20)
"""Words quoted from one answer under one heading: the shorter ones where room is short."""
_LEAST_TOLD = 0.3
"""Of a sentence on no known subject."""
_DANGERS = {
    RiskLevel.PASSIVE_IDEATION: "ideation",
    RiskLevel.ACTIVE_IDEATION: "ideation",
    RiskLevel.PLAN_OR_INTENT: "plan",
    RiskLevel.HARM_TO_OTHERS: "others",
    RiskLevel.ABUSE_DISCLOSURE: "abuse",
}
_SAYS_NOT = re.compile(r"\b(?:no|not|never|none|nope|nothing|don't|didn't|wouldn't|haven't)\b")
_DECLINES = re.compile(
    r"\b(?:rather not|prefer not to|don't want to (?:talk|answer|get into|go there)|skip (?:that|"
    r"this)|not ready to (?:talk|answer))\b"
)
_WILL = re.compile(r"\b(?:can|could|will|would|might|suppose|both)\b|'(?:ll|d)\b")
_ASKS_AMOUNT = re.compile(r"\bhow (?:old|long|many|much|often)\b")
_SAFE = re.compile(r"\bfeel(?:ing)? (?:\w+ )?safe\b.{0,20}\bhome\b")
_OWN_QUESTION = re.compile(
    r"^(?:\w+,? ){0,2}(?:is|are|am|was|were|do|does|did|can|could|should|would|will|what|how|why|"
    r"who|when|where|which|have|has|anything|isn't|aren't|don't|right|huh)\b(?! (?:two|three|\d))|"
    r"\b(?:right|you|isn't it|doesn't it)\?$"
)
_SELF_TOO = re.compile(r"^(?:\w+,? )?they\b|\b(?:i|me|i'm|i've|i'd|us|my (?!\w+(?:'s)?\b))\b")
_ABOUT_SELF = re.compile(
    r"^(?:(?:and|but|so|well|yeah|okay|honestly|actually|though),? )*(?:i|i'm|i've|my|it's|we|he|"
    r"she)\b(?! (?:can|could|will|guess|think so|'ll))"
)


def reported(dialogue: Dialogue, items: ItemQuotes, agreed: frozenset[str]) -> list[Choice]:
    """Findings from the client's words, each with its shorter versions.

    `items` says which quotes scores stand on, `agreed` holds the turns in which the client answered
    to a plan.
    """
    findings: list[Choice] = []
    thread: Topic | None = None
    following = [*(one.prompt for one in dialogue.exchanges[1:]), ()]
    begins = beginning(dialogue, items)
    for at, exchange in enumerate(dialogue.exchanges):
        answer = [said for said in exchange.answer if said.role is not SpeakerRole.OTHER]
        if at < begins and not any(_ASKS_AMOUNT.search(said.plain) for said in exchange.prompt):
            answer = [said for said in answer if _matters_at_once(said)]
        inquiry = inquiry_of(exchange, thread, items)
        if any(said.turn.turn_id in agreed for said in answer):
            inquiry = NO_INQUIRY
            answer = [said for said in answer if _tells_besides(said)]
        found = list(_of_answer(_Heard(inquiry, answer, at, following[at]), items))
        findings.extend(found)
        told = topic_named(found[-1][0].topic) if found else None
        thread = inquiry.asked or (told if told in MEDICAL else None)
    return findings


@dataclass(frozen=True, slots=True)
class _Heard:
    """An answer with the question it answers."""

    inquiry: Inquiry
    answer: list[Passage]
    order: int
    next_prompt: Sequence[Passage]

    def telling(self, said: Passage) -> float:
        """How much a part of the answer tells."""
        return telling(said, self.question)

    @property
    def question(self) -> list[Passage]:
        return self.inquiry.question

    @property
    def asked(self) -> Topic | None:
        return self.inquiry.asked


def _of_answer(heard: _Heard, items: ItemQuotes) -> Iterator[Choice]:
    if not heard.answer:
        return
    asked, item = heard.asked, heard.inquiry.item
    bare = bare_reply(heard.question, heard.answer, asked, heard.order)
    if bare and (item is None or asked in SAFETY):
        yield bare
        quotes = [proof.quote for proof in bare[0].evidence]
        rest = [one for one in heard.answer if not _in_quotes(one, quotes) and _adds(one)]
        if asked in SAFETY and rest:
            yield from _of_answer(replace(heard, inquiry=NO_INQUIRY, answer=rest), items)
        return
    groups: list[tuple[Topic | None, list[Passage]]] = []
    for said in heard.answer:
        topic = _topic_of(said, heard.inquiry, groups[-1][0] if groups else None)
        if not _worth(said, topic, heard):
            continue
        if groups and groups[-1][0] is topic:
            groups[-1][1].append(said)
        else:
            groups.append((topic, [said]))
    for topic, held in groups:
        if item is not None and topic is asked and topic not in SAFETY:
            yield from symptom(item, held, heard.telling, heard.order)
        else:
            yield _versions(heard, held, topic)


def _versions(heard: _Heard, held: list[Passage], topic: Topic | None) -> Choice:
    weight = topic.weight if topic else Weight.USUAL if _is_asked(heard) else Weight.COLOUR
    short = sum(word_count(one.text) for one in held) <= _QUOTES[-1]
    lengths = _QUOTES[:1] if topic in SAFETY or short else _QUOTES
    versions = [_finding(heard, held, topic, longest) for longest in lengths]
    named = medicines_named(versions[0].text)
    if topic not in SAFETY and heard.inquiry.inherited and topic is heard.asked and not named:
        weight = min(weight, Weight.USUAL)
    if topic is not None and topic.name == "medication" and not named:
        weight = min(weight, Weight.HIGH)
    return tuple(dict.fromkeys(replace(one, weight=weight) for one in versions))


def _is_asked(heard: _Heard) -> bool:
    """A short question that tells by itself what the answer is about."""
    asking = [one for one in heard.question if one.is_question]
    return bool(asking) and MIN_QUESTION <= word_count(asking[-1].text) <= LONGEST_QUESTION


def _in_quotes(said: Passage, quotes: Sequence[str]) -> bool:
    return any(said.text in quote for quote in quotes)


def _adds(said: Passage) -> bool:
    """Says more than the no before it."""
    return not (says_no(said.text) and word_count(said.text) <= _SHORT_DENIAL)


def _tells_besides(said: Passage) -> bool:
    """In the answer to an agreement: how the client is, not what will be done."""
    topic = topic_said(said.plain)
    tells = bool(_ABOUT_SELF.match(said.plain)) and not _WILL.search(said.plain)
    return danger_in(said) is not None or (
        tells and (topic in (*SAFETY, *MEDICAL, *SYMPTOMS) or word_count(said.text) > 8)
    )


def _topic_of(said: Passage, inquiry: Inquiry, before: Topic | None) -> Topic | None:
    """The question's subject, unless the sentence itself turns to a weightier one."""
    risk = danger_in(said)
    if risk is not None:
        return topic_named(_DANGERS[risk])
    own = topic_said(said.plain)
    if medicines_named(said.text) and (own is None or own.weight < Weight.ALWAYS):
        own = topic_named("medication")
    strays = own in (*MEDICAL, *SYMPTOMS) and own is not inquiry.asked
    if (strays and _is_of_another_alone(said)) or medicines_of_others_only(said):
        return topic_named("family")
    if inquiry.asked is None:
        return own or before
    turned = before is not None and before is not inquiry.asked and inquiry.item is None
    if own is None and turned and inquiry.asked in MEDICAL:
        return before
    return _turned(inquiry, inquiry.asked, own)


def _turned(inquiry: Inquiry, asked: Topic, own: Topic | None) -> Topic | None:
    if asked.name == "allergies" or (inquiry.item and own not in (*SAFETY, *MEDICAL)):
        return asked
    if own in MEDICAL and (inquiry.inherited or asked not in (*MEDICAL, *SAFETY)):
        return own
    if own is not None and own.weight > asked.weight and own not in SAFETY_PLAN:
        return own
    return own if inquiry.inherited and asked in LIFE and own is not None else asked


def _feels_safe(asking: str, reply: str) -> bool:
    return bool(_SAFE.search(plain(asking))) and says_yes(reply) and not _SAYS_NOT.search(reply)


def _matters_at_once(said: Passage) -> bool:
    """Before the talk proper begins."""
    topic = topic_said(said.plain)
    return danger_in(said) is not None or topic in (*SAFETY, *MEDICAL)


def _asks_back(said: Passage) -> bool:
    """A question of the client's own; `Like, eight?` is an answer."""
    return said.is_question and bool(_OWN_QUESTION.search(said.plain))


def _is_of_another_alone(said: Passage) -> bool:
    """`He takes Lexapro`, but neither `he put me on Lexapro` nor `they said it was anxiety`."""
    return is_of_another(said) and not _SELF_TOO.search(said.plain)


def _worth(said: Passage, topic: Topic | None, heard: _Heard) -> bool:
    """Whether a sentence says something that a note needs."""
    if _asks_back(said) or (is_small_talk(said.text) and not medicines_named(said.text)):
        return False
    if topic is None:
        return _is_asked(heard) and heard.telling(said) >= _LEAST_TOLD
    asked, item = heard.asked, heard.inquiry.item
    if medicines_named(said.text) or (item and topic is asked and topic not in SAFETY):
        return True
    strays = heard.inquiry.inherited and topic_said(said.plain) is None
    if strays and not _ABOUT_SELF.match(said.plain):
        return False
    if asked is topic and topic in (*SAFETY, *SAFETY_PLAN, *MEDICAL):
        return True
    direct = asked is topic and not heard.inquiry.inherited
    return not is_fragment(said.text) and (direct or heard.telling(said) >= _LEAST_TOLD)


def _finding(heard: _Heard, said: list[Passage], topic: Topic | None, longest: int) -> Finding:
    asked, question = heard.asked, heard.question
    longest = min(_LONGEST_PLAN, longest) if topic in SAFETY_PLAN else longest
    kept = [
        trimmed(one) for one in shortest(said, longest, heard.telling, keep_first=topic is asked)
    ]
    whole = " ".join(one.text for one in kept)
    label = heading(topic, question if topic is asked else [], said)
    proof = list(kept)
    if topic is not None and topic is asked:
        terms = terms_asked(question, topic, whole)
        if terms:
            label = f"{label} ({', '.join(terms)})"
            proof = [*(one for one in question if holds(one, terms)), *kept]
    reply = " ".join(one.text for one in said)
    asking = question[-1].text if question else ""
    if topic in MEDICAL:
        named = [one for one in question if topic is asked and medicines_named(one.text)]
        spoken = " ".join(one.text for one in heard.answer)
        echoed = dose_echoed(spoken, heard.next_prompt)
        names = named or medicines_named(reply)
        if names or not echoed:
            label = medicine_label(label, named, " ".join([reply, *(one.text for one in echoed)]))
        else:
            label = f"Medication, {doses_said(echoed[0].text)[0]}"
        if not medicines_named(whole) or says_yes(reply):
            proof = [*(one for one in named if one not in proof), *proof]
        proof.extend(echoed)
    if topic is not None and topic.name == "abuse" and _feels_safe(asking, reply):
        label = "Feels safe at home"
    strays = topic is not asked and is_of_another(said[0])
    if label == heading(topic, question if topic is asked else [], said) and not strays:
        label, proof = with_question(label, question, topic, reply, proof)
    planned = topic in SAFETY_PLAN or (topic is not None and topic.name == "step")
    part = Part.PLAN if planned else Part.REPORT
    weight = topic.weight if topic else Weight.COLOUR
    name = topic.name if topic else "other"
    text = labelled(label, kept)
    if topic in SAFETY and _DECLINES.search(plain(whole)):
        text = f"Declines to answer about {label.lower()} ({quoted(kept)})"
    if (
        topic is not None
        and name == "plan"
        and not any(map(danger_in, said))
        and _SAYS_NOT.search(kept[0].plain)
    ):
        text = f"Denies {denied_subject(topic, asking)} ({quoted(kept)})"
    value = max(heard.telling(one) for one in kept)
    return Finding(part, name, text, weight, evidence_of_all(proof), heard.order, value)
