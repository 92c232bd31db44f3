"""Sentences by their meaning, with the real weights."""

import pytest
import torch

from summarize.meaning.adapter import RANK, adapted, adapted_names
from summarize.meaning.encoder import LONGEST, meaning, pieces_of
from summarize.meaning.language import Language, load_language

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def language() -> Language:
    return load_language()


def means(language: Language, *texts: str) -> torch.Tensor:
    with torch.inference_mode():
        pieces = pieces_of(texts, [""] * len(texts), language.tokenizer)
        return torch.nn.functional.normalize(meaning(pieces, language.weights), dim=1)


def test_what_means_the_same_is_near(language: Language) -> None:
    dead, death, cat = means(
        language, "I want to die.", "I wish I were dead.", "The cat sat on the mat."
    )
    assert dead @ death > 0.5
    assert dead @ cat < 0.2


def test_company_changes_no_meaning(language: Language) -> None:
    long = " ".join(["and then we went home again"] * 8)
    alone = means(language, "I want to die.")[0]
    assert torch.allclose(means(language, long, "I want to die.")[1], alone, atol=1e-5)


def test_what_is_too_long_is_cut(language: Language) -> None:
    pieces = pieces_of(["word " * 500], ["question " * 500], language.tokenizer)
    assert pieces.ids.shape == (1, LONGEST)


def test_an_adapter_of_nothing_changes_nothing(language: Language) -> None:
    adapter = {}
    for name in adapted_names():
        out, width = language.weights[name].shape
        adapter[f"{name}.down"] = torch.randn(RANK, width)
        adapter[f"{name}.up"] = torch.zeros(out, RANK)
    weights = adapted(language.weights, adapter)
    assert all(torch.equal(weights[name], part) for name, part in language.weights.items())
