"""Which records a position is covered by."""

from hypothesis import given
from hypothesis import strategies as st

from vault.log_format import Place, covering


@given(st.lists(st.integers(0, 20)).map(sorted), st.integers(0, 20))
def test_covering_starts_at_the_last_position_at_or_before(
    positions: list[int], wanted: int
) -> None:
    found = [Place(number, 0, position, 28) for number, position in enumerate(positions)]
    kept = list(covering(found, wanted))
    assert kept == found[len(found) - len(kept) :]  # a tail, in order
    earlier = [position for position in positions if position <= wanted]
    start = earlier[-1] if earlier else 0
    assert [place.position for place in kept] == [p for p in positions if p >= start]
