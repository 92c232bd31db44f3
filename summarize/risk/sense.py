"""What a cue of danger means: an idiom, a denial, somebody else's, the past, or said in earnest."""

import re

from summarize.risk import RiskLevel

_IDIOM = re.compile(
    r"\b(?:job|work|back|feet|heat|traffic|knees?|commute|head|shoes?|it|school|stairs|suspense|"
    r"boredom|that|this|hill|diet|schedule|workout|class) (?:is|was|are|were|'s|just|"
    r"almost)+ ?(?:really |just |almost |absolutely )?kill\w*|kill(?:ing)? (?:time|two|for a|it\b|"
    r"the mood|the lights)|dying (?:to|for|of (?:laughter|boredom|curiosity|heat))|"
    r"died (?:laughing|of embarrassment)|to die for\b(?! (?:what|that|doing|it))|shoot (?:me|him|"
    r"her|them) (?:an? )?(?:email|text|message|line)|suicide (?:squad|door)|hit (?:me|him|her) up|"
    r"(?:it|that|reality|realization|grief|sadness) (?:just |really |finally )?hits? me|"
    r"beat(?:ing)? (?:myself|me) up|over my dead body|scared (?:me )?to death|dead (?:tired|"
    r"serious|on my feet|end|line|beat)|(?:phone|battery|car|laptop|computer|plant|dog|"
    r"cat) (?:\w+ )?died|(?:kill|kills|killed|kick\w*) (?:myself|me) for (?:not|eating|saying|"
    r"that|forgetting|missing|forgetting)|bored to death|worked? (?:myself )?to death|(?:like|"
    r"feel like) death warmed|hug\w* \w+ to death|could have (?:killed|strangled) (?:him|her) for"
)
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|nothing|neither|nor|without|denie[sd]|deny|denying|cannot|nobody|"
    r"isn't|wasn't|aren't|weren't|don't|didn't|doesn't|haven't|hasn't|hadn't|wouldn't|won't|can't|"
    r"couldn't|ain't|shouldn't)\b(?! (?:gonna|going to) lie| only| to (?:mention|be dramatic)|"
    r" sure| know| told| tell| stop (?:thinking|wanting)| help (?:thinking|but)| longer| just|"
    r" lying| joking| mind\b| care\b| be (?:so |too )?(?:bad|sorry|upset)\b)"
)
_CLAUSE_BREAK = re.compile(
    r"[;:]|,? \bbut\b|\balthough\b|\bthough\b|\bexcept\b|\bbecause\b|\bso that\b|—"
)
_COMMA_RESET = re.compile(
    r",\s*(?:i|and i|then i|it's|sometimes|maybe|actually|he|she|they|and he|and she)\b"
)
_PAST = re.compile(
    r"\b(?:when i was|back (?:in|when|then)|years? ago|in (?:college|high school|middle school|"
    r"my (?:teens|twenties|thirties|20s|30s)|19\d\d|20[01]\d)|as a (?:kid|child|teen\w*|girl|boy)|"
    r"growing up|used to|long time ago|in the past(?! (?:two|2|few|couple|several|14|fourteen|"
    r"week|month|day|7|seven)\b)|a while (?:ago|back)|before (?:i|the|my|"
    r"we) (?:\w+ )?(?:started|got|met|kids?|had|meds?|medication|treatment)|last (?:year|spring|"
    r"summer|fall|winter)|not anymore|at (?:age )?(?:1\d|sixteen|seventeen|eighteen|nineteen|"
    r"fifteen|fourteen|thirteen|twelve)\b|after (?:my|the) divorce|months ago|history of|"
    r"previous(?:ly)?|once tried|tried (?:to \w+ )?\w* ?once|years back|decades? ago)\b"
)
_PRESENT = re.compile(
    r"\b(?:still|again|lately|these days|right now|this (?:week|morning|month)|last (?:night|"
    r"week)|now|today|tonight|recently|every (?:day|night)|keep|keeps|started|"
    r"yesterday)\b(?! and then,? no)"
)
_THIRD = re.compile(
    r"\b(?:he|she|they|(?:my|his|her|a|the) (?:\w+ )?(?:wife|husband|boss|ex|dad|father|mom|"
    r"mother|brother|sister|son|daughter|uncle|aunt|cousin|grandfather|grandmother|boyfriend|"
    r"girlfriend|partner|friend|roommate|coworker|neighbor|nephew|niece|guy|woman|man|kid|buddy|"
    r"character|singer|client))\b(?:'s|'d)?(?: \w+)? (?:said|says|told|tells|thinks|thought|was|"
    r"is|tried|died|keeps?|talks?|talked|threatened|has|had|wants?|wanted|wrote|kept|committed|"
    r"attempted|felt|feels)\b"
)
_OWN = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|myself)\b")
_SOMEBODY = re.compile(
    r"\b(?:himself|herself|themselves|his (?:own )?life|her (?:own )?life|their (?:own )?li(?:fe|"
    r"ves))\b"
)
_FILM = re.compile(
    r"\b(?:movie|film|show|book|episode|series|novel|podcast|song|documentary|the news|game)\b"
)


def is_meant(text: str, hit: re.Match[str], kind: RiskLevel) -> bool:
    """Neither an idiom, nor negated, nor somebody else's."""
    for idiom in _IDIOM.finditer(text):
        if idiom.start() < hit.end() and hit.start() < idiom.end():
            return False
    before = text[: hit.start()]
    clause = _COMMA_RESET.split(_CLAUSE_BREAK.split(before)[-1])[-1][-60:]
    begins = hit.start() - len(clause)
    if any(begins <= no.start() and no.end() <= hit.start() for no in _NEGATION.finditer(text)):
        return False
    if _FILM.search(before):
        return False
    if kind is RiskLevel.ABUSE_DISCLOSURE:
        return True
    third = _THIRD.search(before[-60:])
    around = text[max(0, hit.start() - 25) : hit.end() + 25]
    if third is not None and not _OWN.search(hit[0]) and not _OWN.search(before[third.end() :]):
        return False
    return _SOMEBODY.search(around) is None or _OWN.search(hit[0]) is not None


def is_past(text: str) -> bool:
    return bool(_PAST.search(text)) and not is_present(text)


def is_present(text: str) -> bool:
    return bool(_PRESENT.search(text))
