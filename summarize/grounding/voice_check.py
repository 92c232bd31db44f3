"""Who said it, and of whom: the client, the clinician, or somebody they speak about.

Each check gives None where it finds nothing wrong.
"""

import re

from diarize.turn import SpeakerRole
from summarize.grounding.quotation import tokens
from summarize.grounding.support import Ground, Passage
from summarize.grounding.verdict import Objection, drop, mark
from summarize.talk.polarity import Answer
from summarize.talk.stem import content_stem, stem

_SAYS = (
    r"(?:reports?|reported|states?|stated|says|said|describes?|described|endorses?|endorsed|"
    r"denie[sd]|expresses|expressed|shares|shared|mentions|mentioned|identifies|identified|"
    r"acknowledge[sd]?|admits?|admitted|disclose[sd]?|recalls?|recalled|complains?|notes?|noted)"
)
_IS = (
    r"(?:feels?|felt|has|had|is|was|takes?|took|wants?|wanted|agrees?|agreed|will|plans?|planned|"
    r"\w{3,}s|\w{3,}ed)"
)
_CLIENT = r"\b(?:client|patient|pt)\b"
_CLIENT_SAYS = re.compile(rf"{_CLIENT}\s+(?:\w+ly\s+)?{_SAYS}\b", re.IGNORECASE)
_CLIENT_IS = re.compile(rf"{_CLIENT}\s+(?:\w+ly\s+)?{_IS}\b", re.IGNORECASE)
_TOLD_BY_CLINICIAN = re.compile(
    rf"{_CLIENT}\s+(?:was|were|is|has been|will be)\s+(?:\w+ly\s+)?(?:ask|encourag|advis|remind|"
    rf"instruct|refer|given|provid|inform|told|praise|commend|invit|assign|screen|assess|educat|"
    rf"guid|taught|support|reassur|validat|offer|suggest|recommend|prompt|to)\w*|"
    rf"{_CLIENT} to \w+",
    re.IGNORECASE,
)
_CLINICIAN = r"(?:clinician|therapist|provider|counselor|counsellor|writer)"
_CLINICIAN_SAYS = re.compile(
    rf"\b{_CLINICIAN}(?:['’]s (?:impression|view|opinion|observation|assessment|sense))?\W+"
    rf"(?:\w+ly\s+)?\w+",
    re.IGNORECASE,
)
_CLINICIAN_FIRST = re.compile(rf"^\W*{_CLINICIAN}\b", re.IGNORECASE)
_CLIENT_FIRST = re.compile(rf"^\W*{_CLIENT}(?!['’])", re.IGNORECASE)
_DONE_TO_CLINICIAN = re.compile(
    rf"\b{_CLINICIAN}\s+(?:(?:was|is|has been)\s+\w+ed\b(?! (?:to see|that))|"
    r"(?:asked|requested|wants|wanted) to\b)",
    re.IGNORECASE,
)
_OF_MYSELF = re.compile(r"\b(?:i|i'm|i'll|i'd|i've|we|we'll|let's|let me|my|our)\b", re.IGNORECASE)
_CLINICIANS_ACTS = re.compile(
    r"(?:['’]s \w+)?\s+(?:\w+ly\s+)?(?:and client\s+)?(?:acknowledg|administ|advis|affirm|answer|"
    r"ask(?:s|ed)? (?!to\b)|assess|assign|cautio|challeng|clarif|collab|comment|commend|complet|"
    r"conceptual|conduct|confirm|congrat|coordin|counsel|creat|demonstrat|descri|develop|direct|"
    r"discuss|educat|elicit|empath|encourag|engag|explain|explor|express|facilit|follow|gave|give|"
    r"guid|help|highlight|identif|inform|inquir|instruct|introduc|invit|led\b|lead|link|model|"
    r"monitor|normal|note[sd]?\b|observ|obtain|offer|outlin|prais|present(?:ed|s) (?:the|a)|"
    r"process|prompt|propos|provid|psychoed|question|recommend|reflect|reframe|reinforc|relat|"
    r"remind|request|respond|review|schedul|screen|sets?\b|shar|stat|suggest|summar|support|taught|"
    r"teach|told|use[ds]?\b|utiliz|valid)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:ask|inquir|enquir|explor|assess|screen|review|check|discuss|question|follow|administer|"
    r"elicit|invit|encourag|suggest|request|propos|collaborat|creat|develop|"
    r"schedul|offer|introduc|prompt)\w*",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:you|your|you're|you've|you'd|you'll|yourself)\b", re.IGNORECASE)
_AGREES = re.compile(
    r"\b(?:agrees?|agreed|accept(?:s|ed)|consent(?:s|ed)|committed|commits|willing|agreeable)\b",
    re.IGNORECASE,
)
_ASSENT = re.compile(
    r"\b(?:yes|yeah|yep|yup|sure|okay|ok|fine|agreed|deal|definitely|absolutely|of course|works|"
    r"sounds good|i will|i'll|i can|i could|i'd like|i guess|i think so|it does|will do|alright|"
    r"all right|exactly|right|true|i would|i promise|happy to)\b",
    re.IGNORECASE,
)


def speaker(text: str, held: Ground) -> Objection | None:
    """Who is said to have said it must have said it."""
    of_clinician = _CLINICIAN_SAYS.search(text) is not None and not _CLIENT_FIRST.match(text)
    if objection := _not_the_clinician(text, held) if of_clinician else None:
        return objection
    if _AGREES.search(text) and (objection := _unassented(text, held)) is not None:
        return objection
    answered = any(p.answer in {Answer.YES, Answer.NO} for p in held.passages)
    unheard = SpeakerRole.CLIENT not in held.roles and not answered and not of_clinician
    if objection := _not_the_client(text, held) if unheard else None:
        return objection
    return mark() if held.only_questions and not _ASKS.search(text) else None


def _not_the_clinician(text: str, held: Ground) -> Objection | None:
    if SpeakerRole.CLINICIAN not in held.roles:
        outright = held.roles == {SpeakerRole.CLIENT} and _CLINICIAN_FIRST.search(text)
        return drop("clinician") if outright else mark("clinician")
    only_asks = not _ASKS.search(text) and _only_asks(held)
    if only_asks or _DONE_TO_CLINICIAN.search(text) or not _is_clinicians(text, held):
        return mark("clinician")
    return None


def _is_clinicians(text: str, held: Ground) -> bool:
    """What clinicians do, or what this one said in half of the statement's words."""
    match = _CLINICIAN_FIRST.match(text)
    if match is None or _CLINICIANS_ACTS.match(text, match.end()):
        return True
    told = " ".join(p.sentence for p in held.passages if p.role is SpeakerRole.CLINICIAN)
    if _OF_MYSELF.search(told) is None:
        return False  # told to do it, the client did it
    said = {found for token in tokens(told) if (found := content_stem(token.text))}
    wanted = {found for token in tokens(text) if (found := content_stem(token.text))}
    return 2 * len(wanted & said) >= len(wanted)


def _not_the_client(text: str, held: Ground) -> Objection | None:
    """No word of the client's is cited."""
    of_clinician_alone = held.roles == {SpeakerRole.CLINICIAN}
    if _CLIENT_SAYS.search(text):
        return drop("client") if of_clinician_alone else mark("client")
    if not _CLIENT_IS.search(text) or _TOLD_BY_CLINICIAN.search(text):
        return None
    of_client = any(_YOU.search(passage.sentence) for passage in held.passages)
    return mark("client") if of_client or not of_clinician_alone else drop("client")


def _only_asks(held: Ground) -> bool:
    """The clinician is cited with nothing but questions."""
    return all(
        passage.answer is not None
        for passage in held.passages
        if passage.role is SpeakerRole.CLINICIAN
    )


def _unassented(text: str, held: Ground) -> Objection | None:
    """An agreement needs a word of agreement from whoever is said to agree."""
    agreeing = [p for p in held.passages if p.role is not SpeakerRole.CLINICIAN]
    if any(_ASSENT.search(p.sentence) for p in agreeing):
        return None
    if any(p.answer is Answer.YES for p in held.passages):
        return None
    return mark("agreed")


KIN = re.compile(
    r"\b(?:mother|mom|mum|father|dad|brother|sister|son|daughter|wife|husband|partner|boyfriend|"
    r"girlfriend|friend|aunt|uncle|cousin|grandmother|grandma|grandfather|grandpa|roommate|boss|"
    r"coworker|neighbor|ex|child|kid|manager|supervisor|teacher|doctor|stepdad|stepmom|nephew|"
    r"niece|colleague|landlord)(?:'s|s)?\b",
    re.IGNORECASE,
)
_KIN_ACTS = re.compile(
    rf"(?<!with )(?<!from )(?<!to )(?<!for )(?<!by )(?<!about )(?<!like )\b(?:my|your|the|his|her) "
    rf"(?:\w+ )?{KIN.pattern}",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|we|you|your)\b", re.IGNORECASE)


def person(text: str, held: Ground) -> Objection | None:
    """What was said of somebody else is not the client's."""
    of_others = all(
        _KIN_ACTS.search(passage.sentence) and not _SELF.search(passage.sentence)
        for passage in held.passages
    )
    if of_others and not _mentions_them(text, held):
        return mark()
    return _other_subject(text, held)


def _mentions_them(text: str, held: Ground) -> bool:
    """One of those who act in the quoted words, or the family."""
    acting = {stem(m[0].casefold()) for p in held.passages for m in KIN.finditer(p.sentence)}
    told = {stem(match[0].casefold()) for match in KIN.finditer(text)}
    return bool(acting & told) or re.search(r"\bfamily|parent", text) is not None


_SUBJECTS = re.compile(
    r"^(?:i|i'm|i've|i'd|i'll|we|we're|we've|we'd|we'll|you|you're|you've|you'd|you'll|he|he's|he'd"
    r"|he'll|she|she's|she'd|she'll|they|they're|they've|they'd|they'll|it|it's|that|that's)$"
)
_THIRD_SUBJECTS = ("he", "she", "they")
_OWNERS = frozenset({"my", "your", "the", "his", "her"})
_REACH = 6
"""Words between a subject and what it does."""
_SUBJECT = re.compile(
    r"^\W*(?P<who>client|patient|pt|clinician|therapist|provider|writer)\b(?!['’])", re.IGNORECASE
)


def _other_subject(text: str, held: Ground) -> Objection | None:
    """The statement's subject is one person, and the words it rests on have another for it."""
    claimed = _SUBJECT.match(text)
    if claimed is None or _TOLD_BY_CLINICIAN.search(text):
        return None
    client = claimed["who"].casefold() in {"client", "patient", "pt"}
    words = [token.text for token in tokens(text[claimed.end() :])]
    if not client:
        words = words[:1]  # what a clinician explains or notes is of the client
    wanted = "client" if client else "clinician"
    for word in words[:_REACH]:
        act = content_stem(word)
        if act is None or act in _MUTUAL or all(_place(act, p) is None for p in held.passages):
            continue
        doers = [doer for passage in held.passages if (doer := _doer(act, passage))]
        return mark(doers[0]) if doers and wanted not in doers else None
    return None


_MUTUAL = frozenset({"see", "meet", "talk", "speak", "visit", "discus", "argu", "marry"})
"""Done by two at once, whichever of them is said to do it."""


def _doer(act: str, passage: Passage) -> str | None:
    """Who does `act` in the passage: `client`, `clinician`, `somebody else`; None if unclear."""
    place = _place(act, passage)
    if place is None:
        return None
    words = [token.text for token in tokens(passage.sentence)]
    for at in range(place - 1, max(-1, place - 1 - _REACH), -1):
        if KIN.fullmatch(words[at]) and (at == 0 or words[at - 1] in _OWNERS):
            return "somebody else"
        if _SUBJECTS.match(words[at]):
            return _person(words[at].split("'")[0], passage.role)
    return None


def _person(subject: str, role: SpeakerRole) -> str | None:
    if subject in _THIRD_SUBJECTS:
        return "somebody else"
    if subject == "you":
        return _OTHER_SIDE.get(role)
    return _ROLE_NAMES.get(role) if subject == "i" else None


def _place(act: str, passage: Passage) -> int | None:
    """Which word of the passage it is."""
    words = tokens(passage.sentence)
    return next((at for at, token in enumerate(words) if content_stem(token.text) == act), None)


_ROLE_NAMES = {SpeakerRole.CLIENT: "client", SpeakerRole.CLINICIAN: "clinician"}
_OTHER_SIDE = {SpeakerRole.CLIENT: "clinician", SpeakerRole.CLINICIAN: "client"}
