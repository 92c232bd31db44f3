"""When an everyday word is somebody's name: "my sister hope", "will said", "hi grace".

Told by the words around it alone, since speech as recognised may have neither capitals nor marks.
"""

from collections.abc import Sequence

from summarize.deid.person_name import KIN, SURE_TITLES, TITLES
from summarize.deid.spoken_word import Word, folded_at

_MODAL = frozenset({"will", "may"})
_IDEAS = frozenset(
    """hope faith grace joy charity patience mercy justice harmony serenity love
    glory karma art prudence honesty temperance liberty candy rain summer winter
    autumn sunshine storm genesis destiny trinity heaven journey bliss music
    cash melody legend miracle promise treasure blessing creed history freedom
    honor dawn april may june august sky star ocean lake forest royal queen
    princess prince diamond story sun rock honey chance tea gay christian lux
    legacy china jersey marina haven phoenix rush west messiah roman echo
    cadence ember jazz magnolia lavender cedar maple poppy pepper peaches baby
    reef sage""".split()  # noqa: SIM905
)
"""Things that need no article, so that standing without one tells nothing."""
_QUALITIES = frozenset(
    """frank rich young sunny merry stormy sandy dusty rusty misty precious gay
    royal noble sincere earnest early long rowdy hardy jolly bonny windy lucky
    sterling christian roman golden woody sissy scarlet hazel olive indie
    ally""".split()  # noqa: SIM905
)
_DEEDS = frozenset(
    """chase drew pat rob sue mark grant bill hope will may page skip chip
    pierce wade foster promise treasure cherish bear reed jet cash star ash bud
    brook marry duke buck pip rush reign praise scout reach sail heath ring
    store dash""".split()  # noqa: SIM905
)
_FINITE = frozenset(
    """said says told tells asked asks texted texts called calls thinks came
    comes lives lived works worked drove drives died passed moved yelled yells
    screamed screams cheated left dumped proposed apologized laughed cried
    hugged kissed married divorced quit smokes smoked drinks drank wants wanted
    knows knew loves loved likes liked hates hated thought picked dropped helps
    helped gets got gave goes went invited visited noticed replied answered
    emailed showed shows started stopped broke bought brought kept keeps makes
    made takes took feels felt needs needed plays played sent sits sat stays
    stayed tried tries turned used walked watched woke wrote hung agreed refuses
    refused doesn't didn't hasn't wasn't isn't won't wouldn't couldn't can't""".split()  # noqa: SIM905
)
_MODALS = frozenset("may might can could would should must will".split())  # noqa: SIM905
_COPULAS = frozenset("is was has had isn't wasn't".split())  # noqa: SIM905
_CLAUSE_OPENERS = frozenset(
    """and but so because cause cuz when that if then while after before as how
    why what whether until or like mean monday tuesday wednesday thursday friday
    saturday sunday today yesterday night week month year morning weekend
    thanksgiving christmas easter than where said says say think thought know
    knew guess feel believe wish uh um er well okay ok yeah yes oh now with
    about from at without since once anyway plus""".split()  # noqa: SIM905
)
_OF_PEOPLE = frozenset(
    """told asked texted married dating divorced emailed messaged phoned invited
    hugged kissed named dated remarried confronted forgave adopted
    babysitting""".split()  # noqa: SIM905
)
_OF_ANYTHING = frozenset(
    """met saw see know knew miss missed visit visited visiting hate hated trust
    remember marry meeting meet seeing calling call called helped lost left love
    loved tell ask text""".split()  # noqa: SIM905
)
_BESIDE = frozenset(
    """with from about without near beside behind between against except""".split()  # noqa: SIM905
)
_LOOSELY_BESIDE = frozenset("for by to of at and".split())  # noqa: SIM905
_ARTICLES = frozenset(
    """a an the this that these those every each some any no my your his her our
    their its whose more less much many such what which another other one two
    three big little good bad old new first last next best own same false
    great""".split()  # noqa: SIM905
)
_HAILED = frozenset(
    "hi hey hello thanks bye goodbye dear hiya howdy welcome congratulations morning".split()  # noqa: SIM905
)
_INTRODUCED_ON = frozenset(
    "and from your with here the nice a calling speaking again i so one".split()  # noqa: SIM905
)
_NAMED = frozenset("named nicknamed surname called".split())  # noqa: SIM905
_SUBJECTS = frozenset(
    """i you we they to not don't didn't can could would should might must never
    just really always i'd we'd they'd i'll let's please gonna wanna do did does
    can't couldn't won't who people still also only even he she it""".split()  # noqa: SIM905
)


def titled(words: Sequence[Word], at: int) -> bool:
    """Whether a title stands before."""
    return folded_at(words, at - 1) in TITLES and not words[at].opens


def is_called_by(words: Sequence[Word], at: int) -> bool:
    """Whether the words around show that this everyday word is a name here."""
    word = words[at].bare
    before, after = _before(words, at), _after(words, at)
    owned = words[at].bare != words[at].folded
    if before in _ARTICLES and not _kin_before(words, at):
        return False
    if word in _MODAL and not _reads_as_name(after, owned) and before not in SURE_TITLES:
        asked = before in _OF_PEOPLE and after in {"to", "if", "about", "that", "i"}
        return before in _NAMED or asked or _hailed(words, at, before)
    return (
        _named(words, at, before)
        or (_kin_before(words, at) and not (word in _QUALITIES and after in {"and", "or", "but"}))
        or _hailed(words, at, before)
        or _introduced(words, at, word, after)
        or _acts(words, at, word, before, after)
        or _dealt_with(
            word, before, after, owned, _spoken_to(words, at, before), folded_at(words, at + 2)
        )
        or (owned and word not in _IDEAS and word not in _QUALITIES)
    )


def may_be_called_by(words: Sequence[Word], at: int) -> bool:
    """The same for a word that is a name elsewhere in the session: only its grammar forbids it."""
    word = words[at].bare
    before, after = _before(words, at), _after(words, at)
    if before in _ARTICLES and not _kin_before(words, at):
        return False
    if word in _MODAL:
        return is_called_by(words, at)
    if word in _DEEDS and before in _SUBJECTS:
        return False
    if word in _QUALITIES or word in _IDEAS:
        return is_called_by(words, at) or (
            after in _COPULAS | _FINITE and before in _CLAUSE_OPENERS | {""}
        )
    return True


def _before(words: Sequence[Word], at: int) -> str:
    """The word before in the same sentence, hesitations passed over."""
    back = at
    while back > 0 and not words[back].opens:
        back -= 1
        if words[back].folded not in {"uh", "um", "er", "erm"}:
            return words[back].folded
    return ""


def _after(words: Sequence[Word], at: int) -> str:
    ahead = at + 1
    while ahead < len(words) and not words[ahead].opens:
        if words[ahead].folded not in {"uh", "um", "er", "erm"}:
            return words[ahead].folded
        ahead += 1
    return ""


def _reads_as_name(after: str, owned: bool) -> bool:
    """Whether what follows "will" cannot follow the verb."""
    return owned or after in _FINITE | _COPULAS | _MODALS | {"", "and", "who", "or"}


def _named(words: Sequence[Word], at: int, before: str) -> bool:
    if before in _NAMED or before in SURE_TITLES:
        return True
    if titled(words, at):
        return True
    return before in {"is", "was", "name's", "it's"} and any(
        folded_at(words, at - back) in {"name", "name's", "names", "nickname"} for back in (1, 2, 3)
    )


def _kin_before(words: Sequence[Word], at: int) -> bool:
    """ "my sister hope", "a friend named", "his ex wife joy"."""
    if at == 0 or words[at].opens or _before(words, at) not in KIN:
        return False
    owners = {"my", "his", "her", "their", "our", "your", "a", "the", "this", "new", "old", "best",
              "ex", "older", "younger", "little", "big", "oldest", "youngest", "middle", "in"}  # fmt: skip  # noqa: E501
    return any(folded_at(words, at - back) in owners for back in (2, 3, 4, 5))


def _hailed(words: Sequence[Word], at: int, before: str) -> bool:
    word = words[at]
    if before in _HAILED:
        return _after(words, at) not in {"for", "of", "to", "that"} or word.paused
    if before == "you" and folded_at(words, at - 2) in {"thank", "are", "meet", "see"}:
        return _after(words, at) in {"", "and", "how", "for"} and word.bare not in _MODAL
    closes = at + 1 == len(words) or words[at + 1].paused
    return word.paused and closes and not word.opens and word.bare not in _IDEAS | _QUALITIES


def _introduced(words: Sequence[Word], at: int, word: str, after: str) -> bool:
    if after and after not in _INTRODUCED_ON:
        return False
    if word in _QUALITIES and after not in {"calling", "speaking", "here"}:
        return False
    before, further = folded_at(words, at - 1), folded_at(words, at - 2)
    spoken = before in {"i'm", "im"} or (before == "am" and further == "i")
    shown = (before == "is" and further == "this") or before == "it's"
    return spoken or (shown and after in {"here", "from", "calling", "speaking", "again"})


def _acts(words: Sequence[Word], at: int, word: str, before: str, after: str) -> bool:
    """ "and mark said", "grace called me"."""
    if before and before not in _CLAUSE_OPENERS:
        return False
    if word in _DEEDS and before == "to":
        return False
    if after in _FINITE:
        return word not in _IDEAS or after not in {"got", "gets", "comes", "came", "went", "goes",
                                                   "makes", "made", "helps", "helped", "keeps",
                                                   "kept", "started", "stopped", "left", "died",
                                                   "feels", "felt", "turned", "takes", "took",
                                                   "didn't", "doesn't", "works", "worked", "broke",
                                                   "shows", "showed", "needs"}  # fmt: skip
    joined = after == "and" and folded_at(words, at + 2) in {"i", "me", "my", "her", "his"}
    if joined and (word not in _QUALITIES or folded_at(words, at + 2) == "i"):
        return word not in _DEEDS or before in {
            "with",
            "about",
            "",
            "when",
            "because",
            "but",
            "so",
            "then",
        }
    return after in _COPULAS and word not in _IDEAS | _QUALITIES | _DEEDS


def _spoken_to(words: Sequence[Word], at: int, before: str) -> bool:
    """ "talking to hope", "broke up with grace"."""
    second, third = folded_at(words, at - 2), folded_at(words, at - 3)
    if before in {"to", "with"} and second in _TALKING:
        return True
    if before == "at" and second in {"yelled", "yell", "yelling", "screamed", "screaming", "mad",
                                     "angry", "snapped", "furious", "cursed", "swore"}:  # fmt: skip
        return True
    return before == "with" and (second in {"up", "out", "in", "together"} and third in _TOGETHER)


_TALKING = frozenset(
    """talk talks talked talking speak speaks spoke speaking spoken listening
    listened lied lying apologize apologized apologizing argued arguing argue
    fight fought fighting texting chatting married engaged moved living lived
    hanging hung""".split()  # noqa: SIM905
)
_TOGETHER = frozenset(
    """broke break breaking made make making went go going hang hung hanging
    moved move moving sleep got get back came""".split()  # noqa: SIM905
)


def _dealt_with(  # noqa: PLR0911
    word: str, before: str, after: str, owned: bool, spoken_to: bool, then: str
) -> bool:
    """ "told hope", "with mark", "me and rose"."""
    if before in _OF_PEOPLE or spoken_to:
        return not (word in _MODAL and not owned and after in {"be", "you", "he", "she"})
    if word in {"summer", "autumn"} and before == "with" and after not in _IN_SEASON:
        return not after.endswith("ing")
    if before == "met" or (owned and after in _OWNED):
        return True
    if before == "with" and after in _WHEN:
        return True
    if (
        before == "with"
        and after == "and"
        and then in _FINITE | {"i", "it", "we", "he", "she", "they"}
    ):
        return True
    if word in _IDEAS or word in _QUALITIES:
        return False
    if before in _OF_ANYTHING or before in _BESIDE:
        return True
    return before in _LOOSELY_BESIDE and word not in _DEEDS and word not in _THINGS


_OWNED = frozenset(
    """place house mom dad mother father apartment room car kids birthday
    wedding funeral party family brother sister phone job drinking""".split()  # noqa: SIM905
)
_WHEN = frozenset("on yesterday today tomorrow last again tonight".split())  # noqa: SIM905
_IN_SEASON = frozenset("break camp vacation school classes over here almost".split())  # noqa: SIM905
_THINGS = frozenset(
    """bear king fox wolf cash rock ford jet river brook storm chip bud ash case
    crystal amber clay cliff hunter baker judge walker foster chance ace duke
    bishop rod kit brandy basil ginger pearl jewel coral fern ivy rose opal
    emerald diamond lane park norm page scout buddy angel penny guy miles tiger
    bunny kitty pansy margarita sailor miller smith fisher sanders lark fawn
    ivory nova atlas deacon marshal gunner titan sultan cannon blossom sage
    berry meadow birdie brooks van don ray gene mac max dell mars sol ed pip
    wells""".split()  # noqa: SIM905
)
"""Words that follow "for", "of" and the like as things."""
