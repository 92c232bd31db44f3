"""A clinician's spoken words as a note writes them: about the clinician and the client."""

import re

from summarize.talk.clean_verbatim import clean_verbatim
from summarize.talk.numerals import numerals
from summarize.talk.passage import Passage

_OBJECT_BEFORE = (
    r"give|giving|let|send|sending|call|calling|see|seeing|help|helping|tell|telling|ask|asking|"
    r"for|to|with|of|remind|email|text|refer|want|like|show|thank|get|got|keep|have|make|at|on|"
    r"about|between|behind|from|teach|book|put|meet|support|from|wake|bother|bothers|upset|told|"
    r"gave|sent"
)
_REPLACEMENTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), text)
    for pattern, text in (
        (r"\b(?:i'd|i would) like you to\b", "client to"),
        (r"\bi (?:do )?want you to\b", "client to"),
        (r"\bi(?:'d| would) (?:suggest|recommend|encourage)(?: that)? you (?:to )?",
         "clinician suggests to "),
        (r"^((?:before (?:then|we meet|next time)|(?:for )?(?:this|next) week|in the meantime|"
         r"between now and then|each day|at home),? )(?:could|can|would|will) you (?:please )?",
         r"\1client to "),
        (r"^(?:could|can|would|will) you (?:please )?be (?:open|willing) to (?=\w+ing\b)",
         "client to consider "),
        (r"^(?:could|can|would|will) you (?:please )?(?:be (?:willing|able|open) to |try to |"
         r"like to )?", "client to "),
        (r"\bi'm going to\b|\bi am going to\b|\bi'm gonna\b|\bi'll\b|\bi will\b", "clinician will"),
        (r"\bwe'll\b|\bwe will\b|\bwe're going to\b|\bwe're gonna\b", "will"),
        (r", (?:could|can|will) you (?:please )?(?=\w+ )", ", client to "),
        (r"^let me\b", "clinician to"),
        (r"^let's\b", "will"),
        (r"\blet's\b", "to"),
        (r"\b(?:i'd|i would) like to\b", "clinician would like to"),
        (r"\bi've\b|\bi have\b", "clinician has"),
        (r"\bi'm\b", "clinician is"),
        (r"\bi'd\b", "clinician would"),
        (r"\bi don't\b", "clinician does not"),
        (r"^you(?:'ll| will)\b", "client to"),
        (r"\bi have to\b|\bi've got to\b", "clinician has to"),
        (r"\bi (?:do )?(need|plan|expect|agree|prefer|appreciate|think|feel|wonder|see|hear|"
         r"notice|understand|know|hope|suggest|recommend|"
         r"believe|want)\b",
         r"clinician \1s"),
        (r"\bi\b(?!['’])", "clinician"),
        (r"\bmyself\b", "the clinician"),
        (r"\bme\b", "the clinician"),
        (r"\bmy\b", "the clinician's"),
        (r"\byou're\b|\byou are\b", "they are"),
        (r"\byou've\b", "they have"),
        (r"\byou'll\b", "they will"),
        (r"\byou'd\b", "they would"),
        (r"\byourself\b", "themself"),
        (r"\byours\b", "theirs"),
        (r"\byour\b", "their"),
        (r"\b(?!thing|anything|something|everything|nothing|morning|evening|during)(\w+ing) you\b"
         r"(?!['’]| (?:can|could|are|have|will|feel|need|want|were|had|did))", r"\1 them"),
        (rf"\b({_OBJECT_BEFORE}) you\b(?!['’]| (?:can|could|are|have|will|feel|need|want|do|get|"
         r"go|start|notice|were|had|did))", r"\1 them"),
        (r"\byou(?=[.,?!;]|$)", "them"),
        (r"\byou\b", "they"),
    )
)  # fmt: skip
_ASKS_AFTER = re.compile(
    r"(?<=\w),? (?:could|can|would|will) you (?:please )?(?:try|do|manage|commit to) (?:that|it)$",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(and|or|but) clinician (will|would|has|is|needs?)\b")
_ANOTHER = re.compile(
    r"^(?:(?:and|but|so|then|well|oh|no|yeah|yes|sorry|because|honestly|actually|yeah no|now),? )*"
    r"(?:he|she|they|my (?:\w+ )?(?:wife|husband|partner|mom|mother|dad|father|son|daughter|kids?|"
    r"children|boyfriend|girlfriend|brother|sister|friend|boss|roommate|coworker|manager|ex|"
    r"stepdad|stepmom|mother in law|grand\w+|uncle|aunt|cousin|parents?|neighbou?r))(?:'s)?\b"
)
_LEAD_IN = re.compile(
    r"^(?:(?:okay|ok|so|and|but|well|now|no|alright|all right|good|great|perfect|exactly|right|"
    r"yeah|"
    r"um+|uh+|then|also|yes|and|i (?:have|need|want) to (?:tell you|let you know)(?: that)?|first|"
    r"second|third|next|finally|please|thank you|thanks|if it's okay with you|if that's "
    r"okay)[,.!]* +)+",
    re.IGNORECASE,
)


def third_person(sentence: str) -> str:
    """`I'd like you to keep your log` is `Client to keep their log`. No final full stop."""
    text = _LEAD_IN.sub("", clean_verbatim(sentence)).rstrip(".?! ")
    text = _ASKS_AFTER.sub("", text)
    for pattern, replacement in _REPLACEMENTS:
        text = pattern.sub(replacement, text)
    if text.lower().startswith("clinician"):
        text = _AGAIN.sub(r"\1 \2", text)
    text = numerals(text)
    return text[:1].upper() + text[1:]


def is_of_another(said: Passage) -> bool:
    """Whether somebody else than the speaker is the sentence's subject."""
    return bool(_ANOTHER.match(said.plain))
