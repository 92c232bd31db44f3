import pytest

from gpu.capacity import cores, places


@pytest.mark.parametrize(
    ("model", "held"), [("tiny.en", 8), ("/models/tiny.en", 8), ("base", 4), ("/ours", 2)]
)
def test_places_by_model(model, held):
    assert places(model, 2) == held


def test_this_machine_holds_somebody():
    assert places("tiny.en", cores()) >= 4
