"""What was agreed for the time after: tasks, safety, medication, coordination, the next meeting."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from diarize.turn import SpeakerRole
from summarize.extractive.agreement import (
    agreement_kind,
    announces_tasks,
    content_kind,
    is_bare_order,
    is_listed_task,
    seeks_consent,
)
from summarize.extractive.appointment import appointments
from summarize.extractive.finding import Finding, evidence_of_all
from summarize.extractive.fitting import Choice
from summarize.extractive.inquiry import ItemQuotes, quote_key
from summarize.extractive.meeting_time import WEEKDAY
from summarize.extractive.task_wording import worded
from summarize.risk.finding import cue_in
from summarize.talk.denial import says_no, says_yes
from summarize.talk.dialogue import Dialogue, Exchange
from summarize.talk.excerpt import is_small_talk, quoted, trimmed
from summarize.talk.passage import Passage
from summarize.talk.topic import Weight
from summarize.talk.wording import plain, word_count
from summarize.templates import Part

_SEEKS_CONSENT = re.compile(
    r"\b(?:does that (?:work|sound|make)|(?:is|would) that (?:be )?(?:okay|ok|all right|alright|"
    r"work|something)|agreed|okay with (?:you|that)|deal|sound(?:s)? (?:good|okay|doable)|"
    r"how (?:does|would) that (?:sound|feel|be)|how (?:would|do) you feel about|what do you think|"
    r"realistic|are you (?:willing|up for|okay)|"
    r"can you (?:do that|commit)|all right|shall i|should i|want me to|would you like|"
    r"do you want)\b"
)
_COMMITS = re.compile(
    r"\bi(?:'ll| will|'m going to|'m gonna| am going to| plan to| can try| could try) (?!be\b|"
    r"and\b|"
    r"but\b|or\b|if\b|have|say|admit|never|not|just be|go crazy|miss|lose|die|need|always|tell you|"
    r"think|feel|"
    r"probably (?:feel|be)|get (?:so|really|all|mad|angry|anxious)|wake|lie|sit|start (?:crying|"
    r"to feel))\w+|\bi(?:'d| would) (?:consider|like to (?:go|try|start|do|keep|work|see if))\b"
)
_PLAIN_YES = re.compile(
    r"(?:i can (?:do|try) (?:that|it)|that (?:works|sounds (?:good|fine|okay))|sounds (?:good|"
    r"fine)|agreed|i'll (?:try|do (?:that|it|my best))|that's fine|i (?:could|can) (?:do|try)|"
    r".* works)\b.{0,12}$|(?:thanks|thank you)"
)
_EMPTY_PROMISE = re.compile(
    r"\bi(?:'ll| will| can|'d|'m going to) (?:\w+ )?(?:try|do|check|think about|see|look at|look "
    r"into|consider|keep)(?: (?:it|that|them|this|those|about|up|out|in mind|my best))*"
    r"(?:,? (?:okay|then|i guess|i think|for sure))?[.!]?$"
)
_TAKES_ON = re.compile(
    r"\b(?:i|he|she|we|they|my \w+) (?:can|could|will|would|might)\b|\b(?:i|he|she|we|they)(?:'ll|"
    r"'d)\b"
)
"""In the answer to an agreement: how it will be done."""
_TOLD = re.compile(r"\b(?:said|told|was like|were like|says|thinking|thought|if|when)\b")
_PARTING = 8
"""Words of a good wish at the door: `Get some sun on the way.`"""
_SETTLES = 0.5
"""Before so much of a session is over, an imperative alone sets no task."""
_LIST_REACH = 3
"""Exchanges over which announced tasks are listed."""
_SHORTEST_TASK = 5
_TELLS = re.compile(
    r"^(?:(?:so|and|but|okay|because),? )*(?:that|this(?! week| time| month| weekend)|it|he|she|"
    r"they|you(?:'re| are| were| said|"
    r" told)|i(?:'m| am| think| see| hear| know)|sounds|there)\b"
)
_AFTERTHOUGHT = 6
"""Words of a sentence that only adds to the agreement before it."""
_SUITS = re.compile(
    r"\b(?:works|sounds (?:good|great|fine|okay)|suits me)\b|\b(?:sure|okay|fine|will do|i can)\W*$"
)
_DOUBTS = re.compile(
    r"\bi (?:don't|do not) (?:know|care|think|want|wanna|see)\b|\bnot (?:so |really |too )?(?:sure|"
    r"keen|interested)\b|\bwhatever\b|\bwhat(?:'s| is) the point\b|\bmaybe not\b|\bi guess\W*$|"
    r"\bi(?:'d| would) rather\b"
)
"""No agreement, whatever else the answer says."""
_SETS_TIME = re.compile(rf"\b(?:{WEEKDAY}s?|mornings?|evenings?|nights?|instead)\b|\b\d")
_LABELS = {
    "appointment": "Next appointment",
    "safety": "Safety plan",
    "treatment": "Treatment plan",
    "coordination": "Coordination",
    "medication": "Medication plan",
    "resource": "Resources",
    "sleep": "Homework",
    "task": "Homework",
    "action": "Plan",
}


def planned(dialogue: Dialogue, items: ItemQuotes) -> list[Choice]:
    """Agreements in the order they were made; an instrument's questions are none."""
    meetings = appointments(dialogue)
    settled = [said for one in meetings for said in one.said]
    kinds = _kinds(dialogue, settled, items)
    found: list[Choice] = [
        choice
        for at, exchange in enumerate(dialogue.exchanges)
        for choice in (*_of_prompt(exchange, at, kinds), *_of_answer(exchange, at, kinds, settled))
    ]
    found.extend((one.finding,) for one in meetings)
    return sorted(found, key=lambda choice: choice[0].order)


def replies_to_plans(dialogue: Dialogue) -> frozenset[str]:
    """Ids of the client's turns that answer an agreement and no other question."""
    settled = [said for one in appointments(dialogue) for said in one.said]
    kinds = _kinds(dialogue, settled, {})
    answered = (
        said
        for exchange in dialogue.exchanges
        for run in [[said] for said in exchange.prompt if _key(said) in kinds]
        for said in _agreement(run, exchange)
    )
    clients = (said for said in settled if said.role is not SpeakerRole.CLINICIAN)
    return frozenset(said.turn.turn_id for said in (*answered, *clients))


_Key = tuple[str, int]


def _key(said: Passage) -> _Key:
    return said.turn.turn_id, said.start


def _kinds(dialogue: Dialogue, settled: Sequence[Passage], items: ItemQuotes) -> Mapping[_Key, str]:
    """What each agreeing sentence agrees on; those of an appointment are told there."""
    kinds: dict[_Key, str] = {}
    listed_at = -_LIST_REACH
    settles = _SETTLES * len(dialogue.exchanges)
    for at, exchange in enumerate(dialogue.exchanges):
        for said in exchange.prompt:
            if announces_tasks(said):
                listed_at = at
            if said in settled or (said.is_question and quote_key(said) in items):
                continue
            kind = agreement_kind(said)
            if kind is None and at - listed_at < _LIST_REACH and is_listed_task(said):
                kind = "action" if said.plain.startswith("your ") else "task"
            if kind == "task" and at < settles and is_bare_order(said):
                continue
            parting = at == len(dialogue.exchanges) - 1 and not exchange.answer
            if parting and kind == "task" and word_count(said.text) <= _PARTING:
                continue
            if kind is not None:
                kinds[_key(said)] = kind
        for before, said in pairwise(exchange.prompt):
            if seeks_consent(said) and _may_be_task(before, settled):
                kinds.setdefault(_key(before), content_kind(before))
    return kinds


def _may_be_task(said: Passage, settled: Sequence[Passage]) -> bool:
    """A sentence long enough to be agreed on; none that asks or only tells."""
    idle = said.is_question or is_small_talk(said.text) or said in settled
    return not idle and word_count(said.text) >= _SHORTEST_TASK and not _TELLS.match(said.plain)


def _of_prompt(exchange: Exchange, at: int, kinds: Mapping[_Key, str]) -> Iterator[Choice]:
    groups: list[tuple[str, list[Passage]]] = []
    for said in exchange.prompt:
        kind = kinds.get(_key(said))
        if kind is None:
            continue
        if groups and _LABELS[groups[-1][0]] == _LABELS[kind]:
            groups[-1][1].append(said)
        else:
            groups.append((kind, [said]))
    for kind, run in groups:
        yield _finding(kind, run, _agreement(run, exchange), at)


def _agreement(run: list[Passage], exchange: Exchange) -> list[Passage]:
    """The client's answer where it answers this agreement and no other question."""
    last = exchange.prompt[-1]
    if last is run[-1]:
        return list(exchange.answer)
    between = exchange.prompt[exchange.prompt.index(run[-1]) + 1 :]
    consents = all(
        _SEEKS_CONSENT.search(said.plain)
        or is_small_talk(said.text)
        or (not said.is_question and word_count(said.text) <= _AFTERTHOUGHT)
        for said in between
    )
    return list(exchange.answer) if consents else []


def _finding(kind: str, run: list[Passage], answer: list[Passage], at: int) -> Choice:
    proof = list(run)
    label = _LABELS[kind]
    text = worded(run, label)
    brief = text
    reply = " ".join(one.text for one in answer)
    telling = [one for one in (trimmed(said) for said in answer[:4]) if _adds(one)][:1]
    if answer and says_no(reply):
        text += f" (client: {quoted(telling or answer[:1])})"
        brief = text
        proof.extend(telling or answer[:1])
    elif (
        answer
        and not _DOUBTS.search(plain(reply))
        and (
            says_yes(reply)
            or _COMMITS.search(plain(reply))
            or _SUITS.search(plain(reply))
            or _TAKES_ON.search(plain(reply))
        )
    ):
        text += f" (client agreed: {quoted(telling)})" if telling else " (client agreed)"
        brief += " (client agreed)"
        proof.extend(telling or answer[:1])
    found = Finding(Part.PLAN, kind, text, Weight.ALWAYS, evidence_of_all(proof), at)
    return (found,) if brief == text else (found, replace(found, text=brief))


def _adds(said: Passage) -> bool:
    """Says when, how often or what the client will do, beyond agreeing."""
    text = said.digits
    if is_small_talk(said.text) or _PLAIN_YES.match(text) or word_count(text) < 3:
        return False
    return bool(_SETS_TIME.search(text) or _COMMITS.search(text) or _TAKES_ON.search(text))


def _of_answer(
    exchange: Exchange, at: int, kinds: Mapping[_Key, str], settled: Sequence[Passage]
) -> Iterator[Choice]:
    """What the client takes on unasked; `I'll try it` alone says nothing."""
    asked = any(_key(said) in kinds for said in exchange.prompt)
    for said in exchange.answer:
        text = said.plain
        if said in settled or _EMPTY_PROMISE.search(text):
            continue
        if asked or said.role is SpeakerRole.OTHER or said.is_question or cue_in(text):
            continue
        promise = _COMMITS.search(text)
        if promise and not _TOLD.search(text[: promise.start()]) and word_count(text) >= 5:
            kept = [trimmed(said)]
            words = f"Client intends: {quoted(kept)}"
            proof = evidence_of_all(kept)
            yield (Finding(Part.PLAN, "intends", words, Weight.USUAL, proof, at),)
