"""Words reduced to what they mean for a comparison.

A deliberately small stemmer: it only has to bring "sleeping", "sleeps" and "slept" together on both
sides of a comparison, never to be linguistically right.
"""

STOP_WORDS = frozenset(
    """
    a about after again all also am an and any are as at be been being both but by can could did
    do does doing done each even ever every for from get gets getting go goes going gonna got had
    has have having he her here hers him his how i i'd i'll i'm i've if in into is it it's its
    itself just kind kinda let like lot me mean might more most much my myself of off oh okay on or
    other our out over own quite really right said same say saying says she so some something sort
    still stuff such than that that's the their them then there these they thing things think this
    those though through to too up us very was we well were what when where which while who whom
    why will with would yeah yes you your yourself yours
    um uh er ah hmm mm know maybe actually basically literally pretty
    """.split()  # noqa: SIM905 - a word list reads better than forty lines of quotes
)

FRAME_WORDS = frozenset(
    """
    client clients client's patient patient's pt clinician clinician's therapist provider counselor
    reports reported reporting states stated stating describes described describing endorses
    endorsed notes noted noting says said mentions mentioned explains explained indicates indicated
    expresses expressed acknowledges acknowledged shares shared discusses discussed identifies
    identified denies denied denying deny declines declined currently current present session today
    asked asks agreed agrees observed observes experiencing experiences experience experienced
    having being no not never none without negative absent cannot neither nor hardly barely nothing
    regarding related continues confirms confirmed clinician's view reportedly
    """.split()  # noqa: SIM905
)
"""Words a note adds by its nature: they need no evidence."""

_SAME = {
    "slept": "sleep",
    "asleep": "sleep",
    "sleepless": "sleep",
    "insomnia": "sleep",
    "felt": "feel",
    "ate": "eat",
    "eaten": "eat",
    "drank": "drink",
    "drunk": "drink",
    "took": "take",
    "taken": "take",
    "woke": "wake",
    "waking": "wake",
    "awake": "wake",
    "awakening": "wake",
    "thought": "think",
    "thoughts": "think",
    "worse": "bad",
    "worst": "bad",
    "better": "better",
    "medication": "med",
    "medications": "med",
    "medicine": "med",
    "medicines": "med",
    "meds": "med",
    "pills": "med",
    "pill": "med",
    "anxiety": "anxious",
    "depression": "depress",
    "depressed": "depress",
    "depressive": "depress",
    "difficulty": "trouble",
    "difficulties": "trouble",
    "problems": "trouble",
    "problem": "trouble",
    "hard": "trouble",
    "exhausted": "tired",
    "exhaustion": "tired",
    "fatigue": "tired",
    "fatigued": "tired",
    "tiredness": "tired",
    "kids": "child",
    "children": "child",
    "kid": "child",
    "mother": "mother",
    "mothers": "mother",
    "father": "father",
    "fathers": "father",
    "mom": "mother",
    "mum": "mother",
    "dad": "father",
    "job": "work",
    "weeks": "week",
    "won't": "will",
    "nights": "night",
    "nightly": "night",
    "daily": "day",
    "weekly": "week",
    "ran": "run",
    "went": "go",
    "began": "begin",
    "begun": "begin",
    "wrote": "write",
    "written": "write",
    "spoke": "speak",
    "talked": "talk",
    "kept": "keep",
    "lost": "lose",
    "loss": "lose",
    "died": "die",
    "dead": "die",
    "dying": "die",
    "death": "die",
    "hopelessness": "hopeless",
    "suicidal": "suicide",
    "ideation": "ideation",
    "appointment": "appoint",
}

_SUFFIXES = ("fulness", "ations", "ation", "ingly", "ness", "ments", "ment", "ings", "ing", "edly",
             "ies", "ied", "ers", "ed", "es", "ly", "er", "s")  # fmt: skip
_SHORTEST = 3


def stem(word: str) -> str:
    """`word` folded already; gives the form to compare."""
    word = word.removesuffix("'s")
    base = _SAME.get(word) or _without_suffix(word)
    base = _SAME.get(base, base)
    return base.removesuffix("e") if len(base) > _SHORTEST else base


def _without_suffix(word: str) -> str:
    for suffix in _SUFFIXES:
        if not word.endswith(suffix) or len(word) - len(suffix) < _SHORTEST:
            continue
        if suffix == "s" and word.endswith("ss"):
            continue
        base = word[: -len(suffix)]
        if suffix in {"ies", "ied"}:
            base += "y"
        if len(base) > _SHORTEST and base[-1] == base[-2] and base[-1] not in "aeiouls":
            base = base[:-1]
        return base
    return word


def content_stem(word: str) -> str | None:
    """The stem of a word that carries meaning; None for function words and a note's own frame."""
    if word in STOP_WORDS or word in FRAME_WORDS or len(word) == 1:
        return None
    if word.endswith("n't"):
        return None
    return stem(word)
