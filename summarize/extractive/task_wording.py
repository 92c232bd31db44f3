"""An agreement as a note words it: without its speaker where that reads as a task, else as said."""

import re
from collections.abc import Sequence

from summarize.talk.excerpt import quoted
from summarize.talk.passage import Passage
from summarize.talk.third_person import third_person

_UNDER_HOMEWORK = (r"^(?:and |so |then |also )?client to (?:please )?", "")
_TELEGRAPHIC = (
    (r"^(?:(?:so|and|also|then),? )?(?:for|over) (?:this|next|the (?:next|coming)) week,? ", ""),
    (r"^(?:(?:so|and|also|then),? )?(?:this week|between now and (?:then|next time)|before we meet "
     r"(?:next|again)|before next time|in the meantime),? ", ""),
    (r"^for homework,? ", ""),
    (r"^(?:\w+ )?(?:since [^,]+, )?clinician (?:is wondering|wonders|was wondering) (?:if|whether) "
     r"(?:they|we|client) (?:could,? |would,? |might )*(?:be (?:willing|able|open) to )?", ""),
    (
        r"^clinician (?:would|to|wants to) (?:also |really )?(?:like to )?ask (?:them|client),? "
        r"(?:if |whether |would )*(?:they )?(?:would )?(?:be (?:willing|open|able) to |like to )",
        "",
    ),
    (r"^(?:what|how) about ", ""),
    (r"\bclinician (?:would|will) like to\b", "clinician to"),
    (r"\bclinician will\b", "clinician to"),
    (r"^they (?=can |may |could )", "client "),
    (r"\b(if|when|whenever) they are\b", r"\1"),
    (r"\b(?:really|just|kind of|sort of|go ahead and|please|actually) ", ""),
    (r"^will (?=\w+)", ""),
    (r"^(?:the treatment )?clinician (?:would )?(?:suggests?|recommends?)(?: is| to)? ", ""),
)  # fmt: skip


def telegraphic(told: str, label: str) -> str:
    """A task without the words that its heading makes needless."""
    rules = (*_TELEGRAPHIC, _UNDER_HOMEWORK) if label == "Homework" else _TELEGRAPHIC
    for pattern, instead in rules:
        told = re.sub(pattern, instead, told, flags=re.IGNORECASE)
    return told[:1].upper() + told[1:]


def worded(run: Sequence[Passage], label: str) -> str:
    """Sentences under their heading. Where one, told of, would be no task (`Homework: That they
    were late`), all are quoted under `Plan` instead, and the reader sees who said what."""
    told = [telegraphic(third_person(one.text), label) for one in run]
    if all(reads_as_task(one) for one in told):
        return f"{label}: {'; '.join(told)}"
    return f"{'Plan' if label == 'Homework' else label}, as the clinician said: {quoted(run)}"


_LEAD = re.compile(
    r"^(?:(?:so|and|but|however|okay|good|great|now|then|also|well|first|second|third|next|finally|maybe|"
    r"just|yes|otherwise|again|please|for now|today|tonight|tomorrow|(?:for|by|over|before|after|"
    r"between|until|on|in|at|each|every|once|this|the next) [^,]{2,40}),? )*"
)
_CONDITION = re.compile(r"^(?:if|when|whenever|once|as soon as|before|after|while) .{3,90}?, (.+)$")
_ITS_SUBJECT = re.compile(r"^(?:then )?(?:they|client) (?:can |could |will |should |to )?")
_NO_TASK = re.compile(
    r"^(?:that|it|this|there|these|those|they|we|he|she|someone|everyone|who|what|which|why|how|"
    r"when|where|whether|because|since|although|if|i|one of|some of|all of|the (?:thing|things|"
    r"reason|point|fact|idea)|as (?:their|a|the|your)|be(?:en|ing)?|is|are|was|were|am|do|does|"
    r"did|has|had|would|could|should|not|or|his|her|its|our|their|you|thank|thanks|sounds|seems|"
    r"nobody|nothing|something|anything|can|may|like|need|probably|gonna|going to|thinking|"
    r"talk about|(?:the )?clinician's|clinician (?:is|was|has|had|thinks|knows|sees|hears|"
    r"appreciates?|understands|guess|saw|heard|does|did|hears|wonders|means?)|clinician to have to|"
    r"client (?:is|was|has|had|does|did|to know))(?:'\w+)?\b(?! (?:bring|brings|see|sees) )"
)
_BROKEN = re.compile(
    r"\b(?:clinician|client) (?:have|am|are|don't|haven't|they)\b|\bthat we \w+thing\b|\?$|"
    r"\bthey two\b|\bpeople around they\b|\bclinician has they\b"
)


def reads_as_task(told: str) -> bool:
    """Whether it says what is to be done, as far as its first words tell: `Client to call her
    sister`, `Write it down each night`, `If thoughts get stronger, call 988`."""
    text = _LEAD.sub("", told.lower(), count=1)
    condition = _CONDITION.match(text)
    if condition:
        text = _ITS_SUBJECT.sub("", condition[1])
    return not _NO_TASK.match(text) and not _BROKEN.search(text)
