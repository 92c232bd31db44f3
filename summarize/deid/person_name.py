"""Names people have, which of them are everyday words as well, and who is called by one."""

from functools import lru_cache

from summarize.deid.vocabulary import is_word, lines_of
from summarize.talk.stem import FRAME_WORDS, STOP_WORDS

NOT_NAMES = STOP_WORDS | FRAME_WORDS | frozenset(
    """told thinks prescribed wants wanted gave called put visit office
    appointment upped lowered changed recommended suggested mentioned asked sent
    who and or but passed died works lives come came call note notes here there
    now then because today every no not last first next one two three four five
    six seven eight nine ten i'm he's she's it's we're they're you're i've i'd
    i'll he'd she'd he'll she'll we'll they'll doing going having needs keeps
    knows feels felt comes sees gets makes does isn't wasn't don't didn't can't
    won't wouldn't couldn't doesn't tomorrow yesterday tonight monday tuesday
    wednesday thursday friday saturday sunday please sir sorry thanks thank
    everybody everyone everything nobody somebody someone anybody anyone folks
    guys again although unless until while since during before between under
    down around away along across behind against among without within must shall
    should cannot ain't y'all gonna near over above below beside per via spelled
    spelt hello hi hey bye goodbye welcome nothing anything whatever whoever
    wherever her's hers""".split()  # noqa: SIM905
)  # fmt: skip

KIN = frozenset(
    """wife husband partner fiance fiancee fiancée spouse boyfriend girlfriend
    ex mother mom mum mommy mama father dad daddy papa stepmom stepdad
    stepmother stepfather son daughter stepson stepdaughter child kid baby
    brother sister stepbrother stepsister sibling twin half-brother aunt auntie
    uncle cousin niece nephew grandmother grandma granny nana grandfather
    grandpa grandson granddaughter godmother godfather goddaughter godson
    mother-in-law friend bestie buddy roommate flatmate housemate neighbor
    neighbour boss manager supervisor coworker colleague coach teacher professor
    therapist counselor psychiatrist doctor nurse dentist lawyer attorney
    landlord landlady sponsor mentor pastor tutor trainer babysitter nanny
    hairdresser caseworker classmate teammate assistant dog cat puppy kitten
    horse guy girl woman man lady named law client patient date crush bandmate
    officer principal guide tenant""".split()  # noqa: SIM905
)
"""Those a name may follow: "my sister hope"."""

TITLES = frozenset(
    """dr mr mrs ms mx miss doctor nurse professor prof officer detective
    sergeant captain judge pastor reverend rabbi imam father sister brother aunt
    auntie uncle coach principal deacon bishop sheriff senator madam sir tia
    tio""".split()  # noqa: SIM905
)
SURE_TITLES = frozenset({"dr", "mr", "mrs", "ms", "mx"})
"""Nothing but a name follows these."""


@lru_cache(maxsize=1)
def first_names() -> tuple[frozenset[str], frozenset[str]]:
    """Names that are nothing else, and names that are everyday words too."""
    return _listed("first_names.txt")


@lru_cache(maxsize=1)
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """The same of surnames."""
    return _listed("surnames.txt")


@lru_cache(maxsize=1)
def places() -> tuple[frozenset[str], frozenset[str]]:
    """The same of places; some are of several words, with a space between."""
    return _listed("places.txt")


def _listed(file: str) -> tuple[frozenset[str], frozenset[str]]:
    plain: set[str] = set()
    everyday: set[str] = set()
    for line in lines_of(file):
        (everyday if line.endswith("?") else plain).add(line.rstrip("?"))
    return frozenset(plain), frozenset(everyday)


def is_everyday_word(name: str) -> bool:
    """A name that would take an everyday word with it if it were looked for in any case."""
    folded = name.casefold()
    if folded in first_names()[0]:
        return False
    return is_word(folded) or folded in NOT_NAMES or len(folded) <= 3
