"""Names people have, and which of them are everyday words as well."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from summarize.talk.stem import FRAME_WORDS, STOP_WORDS

NOT_NAMES = STOP_WORDS | FRAME_WORDS | frozenset(
    """told thinks prescribed wants wanted gave told called put visit office appointment upped
    lowered changed recommended suggested mentioned asked sent who and or but passed died works
    lives come came call note notes here there now then because today every no not""".split()  # noqa: SIM905
)  # fmt: skip


@lru_cache(maxsize=1)
def first_names() -> tuple[frozenset[str], frozenset[str]]:
    """Names that are nothing else, and names that are everyday words too."""
    plain: set[str] = set()
    everyday: set[str] = set()
    for line in _lines("first_names.txt"):
        (everyday if line.endswith("?") else plain).add(line.rstrip("?"))
    return frozenset(plain), frozenset(everyday)


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    return frozenset(_lines("surnames.txt"))


def _lines(name: str) -> Iterator[str]:
    for line in files("summarize.deid").joinpath(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def is_everyday_word(name: str) -> bool:
    """A name that would take an everyday word with it if it were looked for in any case."""
    folded = name.casefold()
    plain, everyday = first_names()
    if folded in plain:
        return False
    return folded in everyday or folded in NOT_NAMES or len(folded) <= 3
