import pytest
import torch
from small_whisper import FRAMES, WIDTH, small_decoder


@pytest.fixture(params=range(3))
def decoder(request):
    return small_decoder(request.param)


@pytest.fixture
def encoded():
    return torch.randn(4, FRAMES, WIDTH, generator=torch.Generator().manual_seed(9)) * 2
