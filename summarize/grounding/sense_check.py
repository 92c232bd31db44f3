"""Whether a statement means what was said: affirmed or denied, more or less, wished or done.

Each check gives None where it finds nothing wrong.
"""

import re

from diarize.turn import SpeakerRole
from summarize.grounding.concept import CONCEPTS
from summarize.grounding.coverage import coverage, quoted_share, unsaid
from summarize.grounding.quotation import tokens
from summarize.grounding.support import Ground, Passage
from summarize.grounding.verdict import Objection, drop, mark
from summarize.talk.polarity import Answer, answer_of, polarity_of
from summarize.talk.stem import content_stem

_QUOTED_SHARE = 0.5
_LEAST_FOREIGN_WORDS = 3
_KEPT_COVERAGE = 0.2
"""Share of a statement's words below which it has nothing to do with what it cites."""


def negation(text: str, held: Ground) -> Objection | None:
    """Affirmed where it was denied, or the other way round.

    Dropped only where one side denies outright and the other has no word of that kind; where
    wording is in the way ("no longer", "trouble with") it is marked.
    """
    conflicts = held.polarity.conflicts(polarity_of(text))
    if conflicts:
        outright = (
            is_denial(text) != _denied(held)
            and not _HALF_DENIAL.search(text)
            and not _HALF_DENIAL.search(held.text)
            and not _qualified(held)
        )
        words = [token.text for token in tokens(text) if content_stem(token.text) in conflicts]
        return drop(*words) if outright else mark(*words)
    return _denied_concepts(text, held) or _denial_of_nothing(text, held)


def _qualified(held: Ground) -> bool:
    """A no that goes on to say something else: "No, it's really the one thing. My heart."."""
    refused = any(passage.answer is Answer.NO for passage in held.passages)
    return refused and any(
        passage.answer is None and len(tokens(passage.sentence)) > _LONGEST_BARE_NO
        for passage in held.passages
    )


def _denied(held: Ground) -> bool:
    return any(_is_denied(passage.sentence, passage.answer) for passage in held.passages)


def _denial_of_nothing(text: str, held: Ground) -> Objection | None:
    """A statement that denies, over words that deny nothing; or an outright no told as a yes."""
    if match := _turned_twice(text, held):
        return mark(match.group())
    denials = is_denial(text) or _TAKES_BACK.search(text) is not None
    spoken = is_denial(held.text) or _TAKES_BACK.search(held.text) is not None
    answers = {passage.answer for passage in held.passages}
    if denials and not spoken and Answer.NO not in answers:
        return mark(*(_first(_DENIAL, text) or _first(_TAKES_BACK, text)))
    refused = [p for p in held.passages
               if p.answer is Answer.NO or answer_of(p.sentence) is Answer.NO]  # fmt: skip
    told_as_yes = not denials and _HALF_DENIAL.search(text) is None
    if refused and told_as_yes and all(p in refused or p.answer is not None
                                       for p in held.passages):  # fmt: skip
        return mark(*_first(_NO_WORD, held.text))
    return None


def _turned_twice(text: str, held: Ground) -> re.Match[str] | None:
    """Where a denial meets a word that denies already, or ability meets inability."""
    answers = {passage.answer for passage in held.passages}
    told_so = _NOT_OVER.search(held.text) or _STILL.search(held.text)
    spoken = f"{held.asked} {held.text}"
    for pattern, fits in (
        (_DENIED_TWICE, False),
        (_NOT_OVER, told_so),
        (_ABLE, _NOT_ABLE.search(spoken) is None),
        (_NO_TROUBLE, Answer.NO in answers or _FINE.search(held.context)),
    ):
        match = pattern.search(text)
        if match is not None and not fits:
            return match
    return None


_DENIED_TWICE = re.compile(
    r"\b(?:den(?:y|ies|ied)|not|never|without)\b (?:no|not|never|denying|infrequent|uncommon|"
    r"unusual|rare|(?:\w+ )?no|(?:reported |noted )?(?:as )?un\w+)\b",
    re.IGNORECASE,
)
_NOT_OVER = re.compile(
    r"\b(?:not|never|no|\w+n['’]t)\b(?: \w+){0,2}? (?:stop\w*|quit|discontinu\w*|resolv\w*|ceas\w*|"
    r"gone|cut|skip\w*|miss\w*|avoid\w*|forg[eo]t\w*|lost|lose)\b",
    re.IGNORECASE,
)
_STILL = re.compile(r"\b(?:still|keep\w*)\b", re.IGNORECASE)
_LONGEST_BARE_NO = 6
_ABLE = re.compile(r"(?<!not )\b(?:able to|can|manag\w+ to)\b", re.IGNORECASE)
_NOT_ABLE = re.compile(
    r"\b(?:not (?:being )?able|unable|can['’]t|couldn['’]t|cannot)\b", re.IGNORECASE
)
_TAKES_BACK = re.compile(
    r"\b(?:no longer|any ?more|stopp\w*|quit|unable|inability|resolv\w+|lack\w*|discontinu\w+|"
    r"abstain\w*|abstinen\w*|sober|ceas\w+)\b",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"\b(?:no|nope|nah|never|none|not)\b", re.IGNORECASE)
_NO_TROUBLE = re.compile(
    r"\b(?:no|not|denie[sd]|without|never)\b[\w ]{0,20}\b(?:difficult\w*|trouble|problems?|issues?|"
    r"struggl\w*|concerns?)\b",
    re.IGNORECASE,
)
_FINE = re.compile(
    r"\b(?:fine|okay|ok|good|well|no (?:problems?|trouble|issues?)|not at all|nothing|no)\b",
    re.IGNORECASE,
)


def _first(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    match = pattern.search(text)
    return () if match is None else (match.group(),)


def _denied_concepts(text: str, held: Ground) -> Objection | None:
    """The same for risk and the like, which are written in other words than they are said in."""
    claim_negates = bool(polarity_of(text).negated) or is_denial(text)
    for concept in CONCEPTS:
        if concept.written.search(text) is None:
            continue
        spoken = [passage for passage in held.passages if concept.spoken.search(passage.sentence)]
        # "I wish I didn't wake up" denies nothing: the words of the matter itself do not count.
        denied = [
            passage
            for passage in spoken
            if _is_denied(concept.spoken.sub(" ", passage.sentence), passage.answer)
        ]
        asserted = [passage for passage in spoken if passage not in denied
                    and passage.answer is not Answer.OPEN]  # fmt: skip
        softened = _HALF_DENIAL.search(text) or any(_HALF_DENIAL.search(p.sentence) for p in spoken)
        objection = mark if softened else drop
        if denied and not asserted and not claim_negates and not _HALF_DENIAL.search(text):
            return objection(concept.name)
        if asserted and not denied and claim_negates and _denies(text, concept.written):
            return objection(concept.name)
    return None


_DENIAL = re.compile(
    r"\b(?:no|not|denie[sd]|deny|denying|never|without|negative|absent|none|nothing|nobody|neither|"
    r"nor|declin\w+|refus\w+|\w+n['’]t|cannot)\b(?! (?:only|just|doubt)\b)",
    re.IGNORECASE,
)
_HALF_DENIAL = re.compile(
    r"\b(?:no longer|any ?more|stopp?\w*|quit|used to|gave up|cut (?:back|down|out)|gone|went away|"
    r"resolv\w+|unable|inability|trouble|difficult\w*|struggl\w*|lack\w*|loss|disturb\w*|disrupt\w*"
    r"|insomnia|miss(?:ed|es|ing)|skip\w*|avoid\w*|hardly|barely|rarely|infrequent\w*|few\w*|"
    r"despite|unless|until|abstain\w*|abstinen\w*|sober|ceas\w+|discontinu\w+|unremarkable|only|"
    r"unchanged|low|poor|reduc\w+|less|hate\w*|fail\w*|isolat\w*|withdr\w*|instead|limited|un\w+ed|"
    r"forg[eo]t\w*|impossible|unsure|uncertain|don['’]t know|"
    r"not sure|whether|part of (?:you|me)|old man|"
    r"free of|clean|remission|subsid\w+|stay\w* (?:home|in)|cancel\w*)\b",
    re.IGNORECASE,
)
"""Words that take something back without denying it."""


_NOT_A_DENIAL = re.compile(
    r"\b(?:than not|or not|why not|if not|not only|not just|no doubt|no wonder|no matter|not to "
    r"mention|no more than|no less than|can['’]t wait|can['’]t help)\b",
    re.IGNORECASE,
)


def _denial_in(text: str) -> re.Match[str] | None:
    return _DENIAL.search(_NOT_A_DENIAL.sub(" ", text))


def is_denial(text: str) -> bool:
    """Whether a word of the text denies."""
    return _denial_in(text) is not None


def _is_denied(sentence: str, answer: Answer | None) -> bool:
    """A no denies what was asked, however the question was put."""
    return answer is Answer.NO or is_denial(sentence)


def _denies(text: str, written: re.Pattern[str]) -> bool:
    """The denial stands before the concept in the same clause."""
    return any(
        _DENIAL.search(clause[: match.start()]) is not None
        for clause in re.split(r"[;.]|\bbut\b", text)
        if (match := written.search(clause)) is not None
    )


_UP_AND_DOWN = re.compile(r"\bup and down|ups and downs\b", re.IGNORECASE)
_AXES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(rf"\b(?:{up})\b", re.IGNORECASE), re.compile(rf"\b(?:{down})\b", re.IGNORECASE))
    for up, down in (
        (r"increas\w+|rais\w+|higher|doubl\w+|more|rose|go(?:ing|ne)? up|went up|bump\w* up|up to",
         r"decreas\w+|lower\w*|reduc\w+|less|fewer|go(?:ing|ne)? down|went down|came down|taper\w*|"
         r"cut (?:back|down)|dropped"),
        (r"better|improv\w+|easier|progress|lighter|calmer|more hopeful",
         r"worse\w*|worst|deteriorat\w+|harder|hardest|declin\w+"),
        (r"start(?:s|ed|ing)?|began|beg[iu]n\w*|continu\w+|keep\w*|kept|resum\w+|initiat\w+|"
         r"remains? on|still tak\w+|persist\w*|ongoing",
         r"stopp\w*|stops?|quit\w*|discontinu\w+|miss(?:es|ed|ing)?|skip\w*|came off|cold turkey|"
         r"gave up|no longer|ceased|went away|resolved|gone"),
        (r"before|prior to", r"after|following|since"),
        (r"accept\w*|agree[sd]?|agreeing|open to|willing|works for me|sounds good",
         r"declin\w+|refus\w+|said no|turned down|didn't want|don't want|not interested|rather not|"
         r"didn't agree|unwilling"),
        (r"easy|easily|easier|good|great|fine|okay", r"hard\w*|difficult\w*|tough|rough|worst|bad|"
         r"badly|poor\w*|terrible|awful|not great"),
        (r"always|constant\w*|every", r"never|rarely|hardly ever|seldom"),
        (r"high(?:er)?|elevated|euthymic|happy", r"low(?:er)?|down|depressed|sad"),
        (r"early|earlier|sooner", r"late|later"),
        (r"hopeful|optimis\w+", r"hopeless\w*|pessimis\w+"),
    )
)  # fmt: skip
_OUTRIGHT_AXES = 5
"""On the first ones a turn-about is dropped, on the rest marked."""


def direction(text: str, held: Ground) -> Objection | None:
    """Up for down, started for stopped, before for after."""
    if _UP_AND_DOWN.search(held.text) and re.search(r"\bdown\b", text) and not re.search(
        r"\bup\b", text
    ):  # fmt: skip
        return mark("down")
    for at, (up, down) in enumerate(_AXES):
        claims = (up.search(text) is not None, down.search(text) is not None)
        if claims[0] == claims[1]:
            continue
        near = (up.search(held.text) is not None, down.search(held.text) is not None)
        if near == (claims[1], claims[0]):
            words = _first(up if claims[0] else down, text)
            outright = at < _OUTRIGHT_AXES and not (is_denial(text) or is_denial(held.text))
            return drop(*words) if outright else mark(*words)
    up, down = _AXES[2]
    said = (up.search(held.text) is not None, down.search(held.text) is not None)
    if not (up.search(text) or down.search(text) or is_denial(text)) and said == (False, True):
        return mark(*_first(down, held.text)) if _TAKEN_BACK.search(held.text) else None
    return None


_TAKEN_BACK = re.compile(
    r"\b(?:stopp\w*|quit|came off|cold turkey|gave up|no longer)\b", re.IGNORECASE
)

_DEGREES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"every(?! other\b)|always|all the time|each|constant\w*|nightly|daily|consistently|"
        r"nonstop|everyday|once a day|a day",
        r"most\w*|usual\w*|often|frequent\w*|majority|more \w+ than not|nearly|almost|pretty much|"
        r"regular\w*|a lot|predominantly|primarily|main\w*|nine|ten|eleven|twelve",
        r"some|sometimes|occasional\w*|several|a few|couple|intermittent\w*|now and then|at times|"
        r"half|once in a while|every other|on and off|two|three|four|five|six|seven|eight",
        r"rare\w*|few\b(?<!a few)|seldom|infrequent\w*|hardly|barely|once or twice|once|twice|not "
        r"(?:often|much)|minimal\w*|little|only",
        r"never|none|not at all|no\b",
    )
)  # fmt: skip


def degree(text: str, held: Ground) -> Objection | None:
    """How much and how often: a step apart is a way of speaking, two steps are another thing."""
    counted = _COMPARED.sub(" ", text)
    claimed = {at for at, words in enumerate(_DEGREES[:4]) if words.search(counted)}
    if len(claimed) != 1:
        return None
    (at,) = claimed
    told = " ".join(passage.sentence for passage in held.passages if passage.answer is None)
    said = _degrees(told) or _degrees(held.text) or _degrees(held.context)
    if any(abs(other - at) <= 1 for other in said):
        return None
    return mark(*_first(_DEGREES[at], text))


_COMPARED = re.compile(
    r"\b(?:most|more|less|least) (?!days?\b|nights?\b|mornings?\b|evenings?\b|weeks?\b|of\b|time\b)"
    r"\w+",
    re.IGNORECASE,
)
"""The most difficult, more hopeful: how something is, not how often."""


def _degrees(text: str) -> set[int]:
    return {at for at, words in enumerate(_DEGREES) if words.search(text)}


_IRREAL = re.compile(
    r"\b(?:if|unless|would|could|should|might|may|wish|hope to|hoping|want(?:ed)? to|supposed to|"
    r"(?:was|were) going to|thinking (?:about|of)|thought about|talked about|considering|almost|"
    r"as if|imagine|pretend|i'd like you|(?:need|needs|have|has) to|let's|will|i'll|we'll|gonna|"
    r"going to)\b",
    re.IGNORECASE,
)
_ALLOWS_IRREAL = re.compile(
    r"\b(?:plan\w*|will|would|could|should|may|might|want\w*|wish\w*|hop(?:es?|ed|ing)|inten\w+|"
    r"goals?|consider\w*|if|when|suggest\w*|recommend\w*|encourag\w*|advis\w*|ask\w*|request\w*|"
    r"invit\w*|discuss\w*|offer\w*|propos\w*|assign\w*|homework|agre\w+|accept\w*|to \w+|next|"
    r"follow.?up|schedul\w+|thoughts?|ideation|feels?|felt|prefer\w*|willing\w*|open to|consent\w*|"
    r"needs?|needed|expect\w*|instruct\w*|believ\w+|knows?|sa(?:ys|id)|stat(?:es|ed)|fear\w*|"
    r"worr\w+|declin\w+|den(?:y|ies|ied)|refus\w+|commit\w*|tasks?|referr\w*|remind\w*|urg\w+|"
    r"anticipat\w+|upcoming|concern\w*|reluctan\w+|afraid|explain\w*|educat\w*|unable|cannot|"
    r"difficulty|trouble|due to|because|review\w*|introduc\w*|creat\w*|develop\w*|collaborat\w*)\b",
    re.IGNORECASE,
)


def modality(text: str, held: Ground) -> Objection | None:
    """What was wished, asked for or supposed is not told as done."""
    told = [p for p in held.passages if p.answer is None or p.answer is not Answer.OPEN]
    if not told or _ALLOWS_IRREAL.search(text):
        return None
    irreal = [match for p in told if (match := _IRREAL.search(p.sentence)) is not None]
    return mark(irreal[0].group()) if len(irreal) == len(told) else None


_THING = (
    r"(?:AI|A\.I\.|computer|machine|software|scribe|assistant|language model|chatbot|bot|algorithm)"
)
_PAPER = (
    r"(?:(?:session|progress|clinical|case|therapy|my|your) )?"
    r"(?<!thought )(?<!sleep )(?<!mood )(?<!food )"
    r"(?:notes?|chart|records?|summary|draft|file|report|transcript|documentation)(?! app)"
)
_TO_A_MACHINE = re.compile(
    rf"\b(?:(?:ignore|disregard|forget|override)\b.{{0,40}}\b(?:instructions?|prompts?|rules?|above|"
    rf"previous|everything|template)|system prompt|language model|new instructions|"
    rf"(?:tell|ask|want|let|have|get) (?:the|this|that|your) {_THING}|(?:hey|hi|hello|dear|okay|ok|"
    rf"listen) {_THING}|if an? {_THING} (?:is|reads|writes|hears)|note to (?:the )?{_THING}|"
    rf"{_THING},|for the (?:{_THING}|transcript|note)\b|you are (?:now )?an? (?:\w+ )?{_THING}|"
    rf"you are now an? (?:assistant|model)|"
    rf"(?:write|put|add|record|document|say|state|enter|include|type|list|report|mark|note|output)\b"
    rf".{{0,30}}\b(?:in|into|on|to) (?:the|this|my|your|his|her) {_PAPER}\b|"
    rf"(?:the|this|your) {_PAPER} (?:should|must|has to|needs to|says?|will|ought)|"
    rf"let the record (?:show|reflect|state)|whoever (?:types|writes|reads|transcribes)|"
    rf"type (?:this|exactly)|(?:write|state|report|output|record|document|enter|note) "
    rf"(?:down )?that the (?:client|patient|therapist|clinician))\b",
    re.IGNORECASE,
)


def is_order(sentence: str) -> bool:
    """Whether it is said to whoever writes the note."""
    return _TO_A_MACHINE.search(sentence) is not None


def instruction(text: str, held: Ground) -> Objection | None:
    """A sentence said to whoever writes the note proves nothing about the client.

    A clinician may well dictate one, so theirs is marked; anybody else's is dropped.
    """
    told: list[Passage] = [passage for passage in held.passages if is_order(passage.sentence)]
    if not told:
        return None
    by_clinician = all(passage.role is SpeakerRole.CLINICIAN for passage in told)
    return mark() if by_clinician else drop()


def meaning(text: str, held: Ground) -> Objection | None:
    """Every word that carries meaning must have been said, in these words or in their like."""
    missing = unsaid(text, held)
    if not missing:
        return None if quoted_share(text, held) > _QUOTED_SHARE else mark()
    outright = len(missing) >= _LEAST_FOREIGN_WORDS and coverage(text, held) < _KEPT_COVERAGE
    return drop(*missing) if outright else mark(*missing)
