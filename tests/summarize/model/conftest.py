from collections.abc import Iterator

import pytest
from model_server import Double, serving


@pytest.fixture
def double() -> Iterator[Double]:
    with serving(Double()) as served:
        yield served
