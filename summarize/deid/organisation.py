"""Employers, schools, hospitals and other bodies that somebody belongs to."""

from collections.abc import Iterator, Sequence

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.person_name import KIN, NOT_NAMES, first_names, places, surnames
from summarize.deid.spoken_word import Word, adjoin, folded_at, words_of
from summarize.deid.vocabulary import is_number_like, is_word

_BODIES = frozenset(
    """university college academy elementary hospital seminary conservatory
    preschool montessori kindergarten clinic middle high primary prep""".split()  # noqa: SIM905
)
_SCHOOL_KINDS = frozenset(
    "high middle elementary primary grammar prep secondary charter public".split()  # noqa: SIM905
)
_FIRMS = frozenset(
    """inc llc corp corporation industries realty motors foods logistics
    partners associates consulting solutions systems technologies construction
    electric brewery diner cafe restaurant hotel inn salon church temple
    synagogue mosque library pharmacy bank insurance medical health counseling
    wellness center centre company group enterprises holdings brothers supply
    plumbing roofing manufacturing engineering architects financial securities
    mutual bakery grill bistro pub tavern nursery foundation ministries chapel
    cathedral ranch farms marketing media studios labs laboratories
    pharmaceuticals airlines airways trucking freight dental veterinary hardware
    lumber steel energy software bookstore market store shelter mission""".split()  # noqa: SIM905
)
_GENERIC = (
    NOT_NAMES
    | KIN
    | frozenset(
        """local new old big small large little private public same different mental
    behavioral urgent outpatient inpatient community state city county medical
    law grad graduate nursing business art music film cooking dance driving
    trade vocational technical junior senior good bad nice great psych
    psychiatric children's childrens veterans emergency nearby nearest whole
    other another regular online boarding catholic christian jewish religious
    charter magnet middle elementary high primary preparatory attends attended
    attend in-state out-of-state university college school food blood phone
    insurance tech construction software cable power gas support friend therapy
    focus age study church youth peer control risk ethnic reading first second
    third my best finished starting start started through during after before
    since attending hate hated love loved like liked left quit go goes going
    went enter entering into inside outside near pain eye sleep fertility cancer
    heart weight free walk women's men's pediatric dental vet animal tutoring
    teaching day early head full part time expensive cheap ivy league
    prestigious four year two drop dropped out off taking took take got gets
    getting paying pay real estate coffee grocery thrift liquor convenience
    hardware department retail chain fast mexican chinese italian thai indian
    sushi fancy family shopping call distribution fulfillment fitness rec
    recreation detox rehab treatment recovery crisis data job career learning
    town visitor testing conference shipping moving marketing consulting parent
    trust investment hedge rock boy girl national international global major
    startup own""".split()  # noqa: SIM905
    )
)
_WORKS = frozenset(
    """work works worked working job employed intern interned interning manager
    nurse teacher engineer cashier shift shifts hired fired career position
    internship supervisor boss coworker coworkers clerk driver server bartender
    assistant barista contractor consultant accountant technician receptionist
    volunteer volunteers volunteering volunteered started starting""".split()  # noqa: SIM905
)
_WORKS_AT = frozenset("at for from with by".split())  # noqa: SIM905
_TREATED = frozenset(
    """intake admitted hospitalized inpatient treated doctors nurses surgeon
    surgery er appointment program unit ward staff detox rehab applied
    interviewed interview interviewing supervisor transferred discharged
    released residency team""".split()  # noqa: SIM905
)
_STUDIES = frozenset(
    """attend attends attended attending""".split()  # noqa: SIM905
)
_NO_EMPLOYER = (
    NOT_NAMES
    | KIN
    | frozenset(
        """home night nights work school a an my his her their this that it them me
    myself him us least all once times any some minimum free cash years months
    weeks hours days the someone himself herself themselves yourself ourselves
    now lunch noon dawn midnight cost example sure good long ever life change
    money fun real peanuts tips pay college university high large fault cause
    reason ease peace both each every which what whatever nothing something
    anything everything people clients patients kids children customers students
    animals computers dogs hands being getting having making doing going trying
    not too so two three four five six seven eight nine ten half most many few
    other others another one about almost around nearly over under remotely full
    part time different new big small old local several dinner christmas
    thanksgiving easter overtime construction retail sales tech finance
    healthcare marketing nursing teaching security maintenance management
    therapy counseling treatment anxiety depression sleep stress pain anger
    church camp court sea sunrise sunset random present first last best worst
    heart will contract commission government""".split()  # noqa: SIM905
    )
)
_ENDS_NAME = frozenset(
    """and but so because since when where which who that if then as in on for
    with from to until is was are were has had i he she we they you it my his
    her their at by or doing full part now right over these those this all every
    about after before during while like just also um uh er today tomorrow
    yesterday last next there here downtown near off down up out than though
    again anymore too back not monday tuesday wednesday thursday friday saturday
    sunday""".split()  # noqa: SIM905
)
_KNOWN_FIRMS = frozenset(
    {"best buy", "home depot", "whole foods", "dollar general", "dollar tree", "family dollar", "old navy",  # noqa: E501
     "burger king", "general motors", "general electric", "general dynamics", "state farm", "first bank",  # noqa: E501
     "bank of", "big lots", "red cross", "red lobster", "fifth third", "white castle", "good will",
     "american airlines", "american express", "us bank", "five guys", "six flags", "in n"}
)  # fmt: skip
_BRANDS = frozenset(
    """amazon target chase shell delta apple visa oracle gap subway sprint mobil
    exxon walmart discover allstate aldi ikea wayfair chevron boeing ford tesla
    intel""".split()  # noqa: SIM905
)
_PARTNERS = frozenset("sons associates partners co company daughters brothers sisters".split())  # noqa: SIM905
_FIRMS_ANYWHERE = frozenset(
    {"best buy", "home depot", "whole foods", "dollar general", "dollar tree", "family dollar", "old navy",  # noqa: E501
     "burger king", "general motors", "general electric", "general dynamics", "state farm", "big lots",  # noqa: E501
     "red lobster", "fifth third", "american express", "wells fargo", "trader joe's", "trader joes",
     "taco bell", "pizza hut", "banana republic", "bath and", "chick fil", "panera bread", "olive garden",  # noqa: E501
     "jack in", "dairy queen", "tractor supply", "auto zone", "advance auto", "rite aid", "morgan stanley",  # noqa: E501
     "liberty mutual", "blue cross", "blue shield", "charles schwab", "victoria's secret", "hot topic",  # noqa: E501
     "cedars sinai", "kaiser permanente", "good samaritan"}
)  # fmt: skip
_MOST_WORDS = 3


def organisations(text: str) -> Iterator[Identifier]:
    words = words_of(text)
    for at, word in enumerate(words):
        if (last := _school_end(words, at)) is not None:
            yield from _before(words, at, last, loose=False)
            yield from _university_of(words, at)
        elif word.bare in _FIRMS:
            yield from _before(words, at, at, loose=True)
        yield from _employer(words, at)
        yield from _brand(words, at)
        firm = f"{word.folded} {folded_at(words, at + 1)}"
        if firm in _FIRMS_ANYWHERE and adjoin(words, at + 1):
            yield Identifier(IdentifierKind.ORGANISATION, word.start, words[at + 1].end)


def _school_end(words: Sequence[Word], at: int) -> int | None:
    """The last word of "high school", "community college", "hospital" where one begins at `at`."""
    bare, after = words[at].bare, folded_at(words, at + 1)
    if bare in _SCHOOL_KINDS | {"elementary"} and after == "school":
        return at + 1
    if bare in {"community", "state", "medical"} and after in {"college", "university", "hospital",
                                                              "center", "centre"}:  # fmt: skip
        return at + 1
    if bare in {"elementary", "high", "middle", "primary", "prep"} and bare != "elementary":
        return None
    return at if bare in _BODIES or bare in {"school", "schools"} else None


def _before(words: Sequence[Word], at: int, last: int, *, loose: bool) -> Iterator[Identifier]:
    """The name that stands before what kind of body it is."""
    first = at
    while first > 0 and at - first < _MOST_WORDS and not words[first].paused:
        before = words[first - 1]
        if before.bare in _GENERIC and not before.capital:
            break
        if is_number_like(before.bare) or (before.bare.endswith("ing") and is_word(before.bare)):
            break
        first -= 1
    if first == at:
        return
    named = any(_is_called(words[i]) for i in range(first, at))
    plain = words[at].bare in {"school", "schools", "clinic", "middle", "high"} and last == at
    bare_clinic = words[at].bare == "clinic" and folded_at(words, first - 1) in {"at", "to", "from"}
    if (loose or plain) and not named and not bare_clinic:
        return
    yield Identifier(IdentifierKind.ORGANISATION, words[first].start, words[last].bare_end)


def _university_of(words: Sequence[Word], at: int) -> Iterator[Identifier]:
    if words[at].bare not in {"university", "college", "church", "bank"}:
        return
    if folded_at(words, at + 1) != "of" or at + 2 >= len(words):
        return
    last = at + 2
    while last + 1 < len(words) and last - at < 4 and not words[last + 1].paused:
        if words[last + 1].bare in _ENDS_NAME | NOT_NAMES and words[last + 1].bare != "at":
            break
        if is_word(words[last + 1].bare) and not words[last + 1].capital:
            break
        last += 1
    if words[last].bare not in {"course", "my", "the", "a", "his", "her"}:
        yield Identifier(IdentifierKind.ORGANISATION, words[at].start, words[last].bare_end)


def _employer(words: Sequence[Word], at: int) -> Iterator[Identifier]:
    """ "works at target", "a job with best buy", "graduated from roosevelt"."""
    first = _after_cue(words, at)
    if first is None:
        return
    if folded_at(words, first) == "the":
        first += 1
        if first >= len(words) or not (words[first].capital or not is_word(words[first].bare)):
            return
    if first >= len(words) or words[first].paused:
        return
    firm = f"{words[first].bare} {folded_at(words, first + 1)}"
    if words[first].bare in _NO_EMPLOYER | _GENERIC and firm not in _KNOWN_FIRMS:
        return
    if is_number_like(words[first].bare) or words[first].bare.endswith("ing"):
        return
    last = first
    while last + 1 < len(words) and last - first + 1 < _MOST_WORDS:
        following = words[last + 1]
        if following.bare == "and" and _is_partner(words, last + 2):
            last += 2
            continue
        if following.paused or following.bare in _ENDS_NAME | NOT_NAMES:
            break
        if is_number_like(following.bare):
            break
        last += 1
    if words[last].bare.endswith("s") and last == first and is_word(words[last].bare[:-1]):
        return
    yield Identifier(IdentifierKind.ORGANISATION, words[first].start, words[last].bare_end)


def _brand(words: Sequence[Word], at: int) -> Iterator[Identifier]:
    """ "from target", "petrov and sons", "penn state"."""
    bare, before = words[at].bare, folded_at(words, at - 1)
    if bare in _BRANDS and before in {"at", "from", "quit", "joined"} and adjoin(words, at):
        yield Identifier(IdentifierKind.ORGANISATION, words[at].start, words[at].bare_end)
    if at < 1 or not adjoin(words, at):
        return
    if bare in _PARTNERS and before == "and" and at >= 2 and _is_called(words[at - 2]):
        yield Identifier(IdentifierKind.ORGANISATION, words[at - 2].start, words[at].bare_end)
    led = folded_at(words, at - 2) in {"at", "to", "from", "of", "for"}
    if bare == "state" and led and (_is_called(words[at - 1]) or words[at - 1].bare in places()[0]):
        yield Identifier(IdentifierKind.ORGANISATION, words[at - 1].start, words[at].bare_end)


def _is_called(word: Word) -> bool:
    listed = surnames()[0] | first_names()[0]
    return word.capital or not is_word(word.bare) or word.bare in listed


def _is_partner(words: Sequence[Word], at: int) -> bool:
    """Who comes after "and" in a firm's name."""
    if at >= len(words) or words[at].paused:
        return False
    bare = words[at].bare
    named = _is_called(words[at]) or bare in surnames()[1]
    return named and bare not in _ENDS_NAME | NOT_NAMES


def _after_cue(words: Sequence[Word], at: int) -> int | None:  # noqa: PLR0911
    said, after = words[at].folded, folded_at(words, at + 1)
    if said in _WORKS and after == "at":
        return at + 2
    if said in {"works", "worked", "job", "employed", "interned", "internship", "fired", "off",
                "hired", "position", "driving", "drives", "career", "intern", "consultant"} and \
            after in _WORKS_AT:  # fmt: skip
        return at + 2
    if said == "up" and after == "at" and folded_at(words, at - 1) in {"ended", "wound", "showed"}:
        return at + 2
    if said in {"start", "starts"} and after == "at":
        return at + 2
    if said in _TREATED and after in {"at", "from", "to"}:
        return at + 2
    if said in {"work", "working"} and after == "for" and folded_at(words, at - 1) in {
        "i", "to", "we", "they", "i'm", "he's", "she's", "was", "been", "you", "both", "started",
        "still", "am", "is", "now",
    }:  # fmt: skip
        return at + 2
    if said in _STUDIES:
        return at + 1
    if said in {"graduated", "graduating", "expelled", "suspended", "transferred", "graduate"} and after in {  # noqa: E501
        "from", "to"
    }:  # fmt: skip
        return at + 2
    return (
        at + 2 if said in {"enrolled", "studies", "studied", "enroll"} and after == "at" else None
    )
