"""Public dialogues as who said what, and what diarization and recognition do to them.

| folder | source | licence |
| --- | --- | --- |
| `aci-bench` | wyim/aci-bench (Yim et al., Sci Data 2023) | CC BY 4.0 |
| `mts-dialog` | abachaa/MTS-Dialog (Ben Abacha et al., EACL 2023) | CC BY 4.0 |
| `primock57` | babylonhealth/primock57 (Papadopoulos Korfiatis et al., ACL 2022) | CC BY 4.0 |
| `annomi` | uccollab/AnnoMI (Wu et al., ICASSP 2022) | none stated: to measure, not to fit |
"""

import csv
import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

WORDS_A_MINUTE = 150
"""Most of the dialogues have no times: a minute is taken for so many words."""
FITTED = frozenset({"aci-bench", "mts-dialog", "primock57"})

TAGS_SWAPPED = frozenset(
    f"{part}-D2N{number}"
    for part, number in (
        ("train", "034"),
        ("train", "038"),
        ("train", "056"),
        ("train", "057"),
        ("train", "059"),
        ("valid", "082"),
    )
)
"""In these of ACI-Bench what stands under `[doctor]` is, wholly or mostly, the patient's."""

_ROLES = {
    "doctor": "clinician",
    "therapist": "clinician",
    "patient": "client",
    "client": "client",
}
_SPACE_BEFORE = re.compile(r"\s+([.,?!;:])")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn; `person` is a name within its dialogue."""

    person: str
    text: str


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Turns in order; `roles` tells clinician, client or other of each person."""

    source: str
    name: str
    turns: tuple[Said, ...]
    roles: dict[str, str]

    @property
    def held_back(self) -> bool:
        """Whether nothing was fitted on it; decided by its name alone."""
        return self.source not in FITTED or zlib.crc32(self.name.encode()) % 2 == 1

    def words(self) -> int:
        return sum(len(turn.text.split()) for turn in self.turns)

    def said(self) -> dict[str, list[str]]:
        """Texts by person."""
        texts: dict[str, list[str]] = {}
        for turn in self.turns:
            texts.setdefault(turn.person, []).append(turn.text)
        return texts


def read_dialogues(folder: Path) -> Iterator[Dialogue]:
    """All that `folder` holds of the four sources, but for those whose tags are wrong."""
    for dialogue in _all(folder):
        if dialogue.name not in TAGS_SWAPPED:
            yield dialogue


def _all(folder: Path) -> Iterator[Dialogue]:
    for path in sorted(folder.glob("aci-bench/*.csv")):
        if "metadata" not in path.name:
            yield from _tagged(path, "aci-bench", r"\[(\w+)\]", "encounter_id")
    for path in sorted(folder.glob("mts-dialog/*.csv")):
        yield from _tagged(path, "mts-dialog", r"([A-Za-z]\w*):", "ID")
    for path in sorted(folder.glob("primock57/transcripts/*_doctor.TextGrid")):
        yield _consultation(path)
    for path in sorted(folder.glob("annomi/*.csv")):
        yield from _counselling(path)


def _tagged(path: Path, source: str, tag: str, key: str) -> Iterator[Dialogue]:
    """One dialogue in each row, its turns on lines that begin with the speaker."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            turns: list[Said] = []
            for line in row["dialogue"].splitlines():
                found = re.match(rf"\s*{tag}\s*(.*)", line)
                if found and found[2].strip():
                    turns.append(Said(found[1].lower(), _plain(found[2])))
            yield _dialogue(source, f"{path.stem}-{row[key]}", turns)


def _consultation(doctor: Path) -> Dialogue:
    turns: list[tuple[float, Said]] = []
    for person in ("doctor", "patient"):
        text = doctor.with_name(doctor.name.replace("_doctor", f"_{person}")).read_text("utf-8")
        for start, said in re.findall(
            r'xmin = ([\d.]+)\s+xmax = [\d.]+\s+text = "((?:[^"]|"")*)"', text
        ):
            if _plain(said):
                turns.append((float(start), Said(person, _plain(said))))
    ordered = [said for _, said in sorted(turns, key=lambda turn: turn[0])]
    return _dialogue("primock57", doctor.stem.removesuffix("_doctor"), ordered)


def _counselling(path: Path) -> Iterator[Dialogue]:
    held: dict[str, list[Said]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            said = Said(row["interlocutor"], _plain(row["utterance_text"]))
            held.setdefault(row["transcript_id"], []).append(said)
    for name, turns in held.items():
        yield _dialogue("annomi", name, turns)


def _dialogue(source: str, name: str, turns: list[Said]) -> Dialogue:
    people = dict.fromkeys(turn.person for turn in turns)
    roles = {person: _ROLES.get(person, "other") for person in people}
    return Dialogue(source, name, tuple(turns), roles)


def _plain(text: str) -> str:
    return " ".join(_SPACE_BEFORE.sub(r"\1", _TAG.sub(" ", text)).split())


def beginning(dialogue: Dialogue, minutes: float) -> Dialogue:
    """Its first turns, up to so many minutes of talk."""
    left = round(minutes * WORDS_A_MINUTE)
    turns: list[Said] = []
    for turn in dialogue.turns:
        if left <= 0:
            break
        words = turn.text.split()[:left]
        left -= len(words)
        turns.append(replace(turn, text=" ".join(words)))
    return replace(dialogue, turns=tuple(turns))


def misheard(dialogue: Dialogue, share: float, chance: random.Random) -> Dialogue:
    """A recognizer's errors: of `share` of the words half are lost, half are other words of it."""
    words = [word for turn in dialogue.turns for word in turn.text.split()]

    def heard(word: str) -> str:
        luck = chance.random()
        if luck >= share:
            return word
        return "" if luck < share / 2 else chance.choice(words)

    turns = tuple(
        replace(turn, text=" ".join(filter(None, map(heard, turn.text.split()))))
        for turn in dialogue.turns
    )
    return replace(dialogue, turns=turns)


def swapped(dialogue: Dialogue, share: float, chance: random.Random) -> Dialogue:
    """A diarizer's errors: `share` of the turns given to somebody else."""
    people = sorted(dialogue.roles)

    def owner(person: str) -> str:
        others = [other for other in people if other != person]
        return chance.choice(others) if others and chance.random() < share else person

    return replace(
        dialogue, turns=tuple(replace(turn, person=owner(turn.person)) for turn in dialogue.turns)
    )


def without_marks(dialogue: Dialogue) -> Dialogue:
    """No punctuation and no capitals, as some recognizers write."""
    strip = str.maketrans("", "", "?.,!;:")
    turns = (replace(turn, text=turn.text.lower().translate(strip)) for turn in dialogue.turns)
    return replace(dialogue, turns=tuple(turns))


def two_people(dialogue: Dialogue) -> bool:
    """Just one clinician and one client, and both speak."""
    return Counter(dialogue.roles.values()) == Counter({"clinician": 1, "client": 1})
