import pytest

from gpu.capacity import cores, places


@pytest.mark.parametrize(
    ("model", "held"), [("tiny.en", 20), ("/models/tiny.en", 20), ("base", 10), ("/ours", 2)]
)
def test_places_by_model(model, held):
    assert places(model, 2) == held


def test_this_machine_holds_somebody():
    assert places("tiny.en", cores()) >= 10
