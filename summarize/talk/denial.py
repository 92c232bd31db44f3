"""A bare no, joined with what was asked, as a note says it."""

import re

from summarize.talk.third_person import third_person
from summarize.talk.topic import Topic
from summarize.talk.wording import plain

_NO = re.compile(
    r"^(?:(?:oh|um|well|uh|god|honestly|gosh|hm+|definitely|absolutely),? )*(?:no|nope|nah|never|"
    r"none|not (?:at all|that i|really|anymore|ever|once)|i (?:don't|haven't|didn't|never|"
    r"wouldn't|do not)(?! (?:really )?(?:want to (?:talk|discuss|answer|go|get|say)|feel like|"
    r"know))|i've never|absolutely not|definitely not)\b"
)
_YES = re.compile(
    r"^(?:(?:oh|um|well|uh|i mean),? )*(?:yeah|yes|yep|yup|right|correct|exactly|sure|definitely|"
    r"absolutely|that's (?:right|true|correct)|mm-hmm|uh-huh|i (?:do|am|have|did|was)|still am|"
    r"of course|agreed|okay|sounds good|i (?:can|could) do that|i'll (?:try|do (?:that|it))|"
    r"that works|will do|deal|that's fine|fine)\b"
)
_HUMMED = re.compile(r"^(?:mm+[ -]?hm+|mhm|uh[ -]?huh)\b", re.IGNORECASE)
_OPENERS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), text)
    for pattern, text in (
        (r"^(?:are|were|is|was) there\b", ""),
        (
            r"^(?:do|did) you (?:currently |still |ever )?(?:have|own|keep|hear|notice)\b",
            "",
        ),
        (r"^(?:is|are|has|was|were) (?=any(?:one|body|thing)\b)", ""),
        (r"^have you (?:ever )?(?:had|got|noticed)\b", ""),
        (r"^have you ever (?:in your (?:whole )?life|before)\b", "having ever"),
        (r"^have you (?:ever |actually )?", "having "),
        (r"^(?:are|were) you (?:currently |still )?(?=\w+ing\b)", ""),
        (r"^(?:are|were) you\b", "being"),
        (r"^(?:do|would|could|can) you\b", "that they"),
        (r"^(?=any\b|no\b)", ""),
    )
)
_INTRO = re.compile(
    r"^(?:(?:and|so|but|okay|now|well|also|what about|how about|when (?:those|these|the) [\w ]+?,|"
    r"if (?:it's okay|you don't mind)[\w ]*,|just to (?:check|be clear|be sure),|in the (?:last|"
    r"past)[\w ]+,|over the [\w ]+,|since [\w ]+,|any chance)[, ]+)+",
    re.IGNORECASE,
)
_TERMS: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    name: tuple((re.compile(pattern), term) for pattern, term in terms)
    for name, terms in {
        "ideation": (
            (
                r"suicid|better off|\b(?:die|dying|dead|alive|wak(?:e|ing)|be(?:ing)? here)\b|"
                r"\bkill|\bend(?:ing)? (?:your|it|things)",
                "suicidal ideation",
            ),
            (r"\b(?:hurt|harm|cut)(?:ting|ing)? (?:yourself|your)|self-?harm", "self-harm"),
        ),
        "attempts": (
            (r"attempt|\btried|suicid|\bkill", "past suicide attempts"),
            (r"\b(?:hurt|harmed|cut|burned|injured) yourself|self-?harm", "past self-harm"),
        ),
    }.items()
}
_SUBJECTS = {
    "ideation": "suicidal ideation",
    "attempts": "past suicide attempts",
    "others": "thoughts of harm to others",
    "abuse": "abuse or fear at home",
}


def says_no(reply: str) -> bool:
    return bool(_NO.match(plain(reply)))


def says_yes(reply: str) -> bool:
    return bool(_HUMMED.match(reply) or _YES.match(plain(reply)))


def denied(question: str) -> str | None:
    """`Denies any attempts in the past` from the question; None for one a no does not fit."""
    asked = _INTRO.sub("", question.strip()).rstrip("?. ")
    for opener, instead in _OPENERS:
        if not opener.match(asked):
            continue
        rest = f"{instead.strip()} {opener.sub('', asked, count=1).strip()}".strip()
        said = third_person(rest)
        return f"Denies {said[:1].lower()}{said[1:]}"
    return None


def denied_subject(asked: Topic, question: str = "") -> str:
    """What a no to a question about it denies, in the field's terms; only what was asked."""
    said = plain(question)
    terms = [term for pattern, term in _TERMS.get(asked.name, ()) if pattern.search(said)]
    return " or ".join(terms) or _SUBJECTS.get(asked.name, asked.label.lower())
