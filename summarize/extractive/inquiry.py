"""What a clinician's turn is after: the subject that the answer to it is about."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from summarize.extractive.safety_topics import SAFETY
from summarize.extractive.topics import LIFE, MEDICAL, SYMPTOMS, topic_asked, topic_named
from summarize.score import Score, ScoreItem
from summarize.talk.dialogue import Dialogue, Exchange
from summarize.talk.medication import medicines_named
from summarize.talk.passage import Passage, evidence_of
from summarize.talk.topic import Topic
from summarize.talk.wording import word_count


@dataclass(frozen=True, slots=True)
class ItemQuoted:
    """An instrument's item as a quote stands under it."""

    topic: str
    """The name of its subject; empty where there is none to write about."""
    label: str
    """The symptom in a note's words."""
    score: int | None


ItemQuotes = Mapping[tuple[str, str], ItemQuoted]
"""Of each quote that a score stands on, by (turn id, quote)."""

_ITEMS = {
    "PHQ-9": (
        ("mood", "low interest"), ("mood", "low mood"), ("sleep", "sleep"),
        ("energy", "low energy"), ("appetite", "appetite"), ("self", "feeling bad about self"),
        ("concentration", "poor concentration"), ("energy", "slowed or restless"),
        ("ideation", "thoughts of death"),
    ),
    "GAD-7": (
        ("anxiety", "anxious"), ("worry", "cannot stop worrying"), ("worry", "many worries"),
        ("anxiety", "cannot relax"), ("anxiety", "restless"), ("irritability", "irritable"),
        ("anxiety", "fearful"),
    ),
}  # fmt: skip
_THREADED = frozenset(
    topic.name for topic in (*MEDICAL, *SYMPTOMS, *LIFE) if topic.name not in ("goal", "change")
)
"""Subjects that a question without one of its own goes on about."""
_LONGEST_WELCOME = 6
"""Exchanges that greetings may take."""
_OPENS = re.compile(
    r"\b(?:how (?:have|has|was|were|'s|is|are) (?:you (?:been|doing)|the (?:last|past)|"
    r"your (?:week|"
    r"month)|the (?:week|month)|things|it (?:been|going))|what brings|since (?:i|we|our|last)|"
    r"last (?:time|session)|catch me up|where (?:should|shall|do|would) (?:we|you)|"
    r"what (?:would|should|shall|do) (?:be|we|you) .{0,30}(?:today|start)|on your mind|"
    r"questionnaire|check[- ]?in|agenda|tell me)\b"
)
_PERMITS = re.compile(
    r"\b(?:(?:is|would|was) (?:that|it|this)(?: be)?|still|are you|you) (?:okay|ok|all right|"
    r"alright|"
    r"fine|good|up for)(?: with (?:that|it|this|me)| if i\b.*| for you)?\W*$|^(?:(?:so|and|"
    r"okay),? )*"
    r"(?:can|may|could) i (?:ask|check|just|read|say)\b"
)
_BARE = 5
_PUT_FORWARD = re.compile(
    r"^(?:(?:okay|so|now),? )*(?:and|any|the|your|with|alcohol|sleep|energy|appetite|mood|work|"
    r"school|home|medications?|meds|side effects|caffeine|vaping|smoking|drinking)\b"
    r"(?!.*\b(?:is|are|was|were|that's|you|it's|i)\b)"
)
_INVITES = re.compile(
    r"\b(?:tell me|how about|what about|let's (?:talk|go over|look|check|hear)|you were going to|"
    r"i'm (?:curious|wondering)|i wonder|walk me|describe|talk (?:to me )?about|say more|go on|"
    r"catch me up|update me|i'd (?:like|love) to (?:hear|know|talk|ask|check)|your thoughts on|"
    r"last (?:time|week|session) (?:we|you))\b"
)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The asking sentences and their subject."""

    question: list[Passage]
    asked: Topic | None
    inherited: bool
    """The subject is that of the question before; this one has none of its own."""
    item: ItemQuoted | None = None
    """The instrument's item that is asked."""


NO_INQUIRY = Inquiry([], None, False)


def inquiry_of(exchange: Exchange, thread: Topic | None, items: ItemQuotes) -> Inquiry:
    """What an exchange is about, given what the one before it was about."""
    question = question_of(exchange)
    for said in (*question, *exchange.answer):
        item = items.get(quote_key(said))
        if item is not None:
            return Inquiry(question, topic_named(item.topic), False, item)
    text = " ".join(said.plain for said in question)
    if question and _PERMITS.search(question[-1].plain):
        return NO_INQUIRY
    asks = any(said.is_question for said in question) or bool(_INVITES.search(text))
    asks = asks or (bool(question) and _is_prompted(question[-1]))
    alone = " ".join(said.plain for said in question if said.is_question)
    asked = (topic_asked(alone) or topic_asked(text)) if asks else None
    if asked is not None and asked.name == "homework" and not asked.said.search(alone):
        asked = topic_asked(text)
    named = text if asked is None else alone
    if asks and (asked is None or asked not in (*MEDICAL, *SAFETY)) and medicines_named(named):
        asked = topic_named("medication")
    if asked is not None:
        return Inquiry(question, asked, False)
    if thread is not None and thread.name in _THREADED and len(exchange.prompt) <= 3:
        return Inquiry(question, thread, True)
    return Inquiry(question, None, False)


def beginning(dialogue: Dialogue, items: ItemQuotes) -> int:
    """The exchange in which the talk proper begins: the first that asks about something."""
    for at, exchange in enumerate(dialogue.exchanges[:_LONGEST_WELCOME]):
        asked = inquiry_of(exchange, None, items)
        opens = any(_OPENS.search(said.plain) for said in exchange.prompt)
        if opens or asked.item is not None or asked.asked is not None:
            return at
    return 0


def _is_prompted(said: Passage) -> bool:
    """A bare subject put forward as a question: `And the drinking.`"""
    return word_count(said.text) <= _BARE and bool(_PUT_FORWARD.match(said.plain))


def question_of(exchange: Exchange) -> list[Passage]:
    """The last question with the sentence before it, or the last two sentences."""
    prompt = list(exchange.prompt)
    asking = [at for at, said in enumerate(prompt) if said.is_question]
    if not asking:
        return prompt[-2:]
    first = asking[-1]
    while first > 0 and prompt[first - 1].is_question:
        first -= 1
    before = prompt[max(0, first - 1) : first]
    return [*before, *prompt[first : asking[-1] + 1]]


def items_quoted(scores: Iterable[Score]) -> ItemQuotes:
    """Which quotes the items of scores stand on."""
    return {
        (proof.turn_id, proof.quote): _subject(score.instrument, item)
        for score in scores
        if score.instrument in _ITEMS
        for item in score.items
        for proof in item.evidence
    }


def _subject(instrument: str, item: ScoreItem) -> ItemQuoted:
    """A symptom scored 0 is no subject for a note, but a denial of dark thoughts is."""
    name, label = _ITEMS[instrument][item.item - 1]
    return ItemQuoted(name if item.score or name == "ideation" else "", label, item.score)


def quote_key(said: Passage) -> tuple[str, str]:
    return said.turn.turn_id, evidence_of(said).quote
