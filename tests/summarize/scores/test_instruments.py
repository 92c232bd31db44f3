import pytest

from summarize.scores.asked import Place, items_in
from summarize.scores.gad7 import GAD7
from summarize.scores.instrument import Instrument
from summarize.scores.instruments import INSTRUMENTS, instrument_named
from summarize.scores.phq9 import PHQ9


def test_codes_and_sizes_are_the_published_ones() -> None:
    assert [item.loinc for item in PHQ9.items] == [
        "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3",
        "44260-8",
    ]  # fmt: skip
    assert [item.loinc for item in GAD7.items] == [
        "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7",
    ]  # fmt: skip
    assert (PHQ9.total_loinc, GAD7.total_loinc) == ("44261-6", "70274-6")
    assert (PHQ9.highest, GAD7.highest) == (27, 21)


@pytest.mark.parametrize(
    ("instrument", "total", "band"),
    [
        (PHQ9, 0, "minimal"), (PHQ9, 4, "minimal"), (PHQ9, 5, "mild"), (PHQ9, 10, "moderate"),
        (PHQ9, 15, "moderately severe"), (PHQ9, 19, "moderately severe"), (PHQ9, 27, "severe"),
        (GAD7, 9, "mild"), (GAD7, 14, "moderate"), (GAD7, 15, "severe"),
    ],
)  # fmt: skip
def test_totals_fall_in_their_bands(instrument: Instrument, total: int, band: str) -> None:
    assert instrument.severity(total) == band


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_each_item_is_asked_by_its_own_wording(instrument: Instrument) -> None:
    place = Place(current=instrument, recent=frozenset({instrument.name}))
    for item in instrument.items:
        wording = item.wording.lower().replace("oneself", "yourself").replace("one ", "you ")
        assert items_in(wording, place)[0][1] is item


def test_names_are_exact() -> None:
    assert instrument_named("PHQ-9") is PHQ9
    assert instrument_named("phq9") is None
