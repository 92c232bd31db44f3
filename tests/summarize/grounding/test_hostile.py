"""A model that lies, behind the real protocol and the real drafter, about whole sessions.

What it says is made in `tests/support/planted.py`; `tests/bench/grounding.py` prints all of it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from model_server import Double, said, serving, statement
from planted import Stated, falsehoods, sessions, told_to_lie, true_statements

from diarize.transcript import Transcript
from summarize.context import NO_CONTEXT
from summarize.deid.surrogates import Concealed, conceal
from summarize.drafter import Drafted, ScriptedDrafter
from summarize.model.vllm import VllmDrafter, VllmOptions
from summarize.note import DrafterRecord, Section, Statement, Support
from summarize.templates import template_named

SOAP = template_named("soap")
_OF_EACH_KIND = 4
_KEPT_AT_LEAST = 0.95
_VERIFIED_AT_LEAST = 0.4


class Open:
    """Conceals nothing: what is checked here is what comes back."""

    def conceal(self, texts: Sequence[str]) -> Concealed:
        return conceal(texts, [[] for _ in texts])


@pytest.fixture
def double() -> Iterator[Double]:
    with serving(Double()) as served:
        yield served


async def told(
    double: Double, transcript: Transcript, says: Sequence[Stated]
) -> dict[str, Support]:
    """What the draft makes of each statement that the model sends; dropped ones are not in it."""
    sent = [statement(s.text, *((c.turn_id, c.quote) for c in s.citations)) for s in says]
    double.answer = lambda section, nth: said(*(sent if section == "Subjective" else ()))
    fallback = ScriptedDrafter(
        Drafted(
            tuple(Section(plan.name, ()) for plan in SOAP.sections),
            DrafterRecord("extractive", "none", None),
        )
    )
    options = VllmOptions(double.url, "double", timeout_s=20.0, context_tokens=32_768)
    drafted = await VllmDrafter(options, Open(), fallback).draft(transcript, NO_CONTEXT, SOAP)
    (section,) = [held for held in drafted.sections if held.name == "subjective"]
    for held in section.statements:
        _assert_proven(held, transcript)
    return {held.text: held.support for held in section.statements}


def _assert_proven(held: Statement, transcript: Transcript) -> None:
    assert held.evidence
    for proof in held.evidence:
        turn = transcript.turn(proof.turn_id)
        assert turn is not None and proof.quote in turn.text
        assert turn.start_ms <= proof.start_ms <= proof.end_ms <= turn.end_ms
    assert bool(held.doubts) == (held.support is Support.UNVERIFIED)


def _anchored(says: Sequence[Stated], true: Sequence[Stated]) -> list[Stated]:
    """With one true statement at the head: a section of lies alone is never the model's."""
    return [true[0], *says]


@pytest.mark.parametrize("name", sessions())
async def test_no_planted_falsehood_is_verified(double: Double, name: str) -> None:
    true = {other: true_statements(other) for other in sessions()}
    foreign = [held for other, stated in true.items() if other != name for held in stated]
    transcript = told_to_lie(sessions()[name])
    lies = falsehoods(sessions()[name], true[name], foreign, seed=1, each=_OF_EACH_KIND)
    assert len(lies) > 12 * _OF_EACH_KIND
    proven = next(s for s in true[name] if s.text not in {lie.text for lie in lies})
    kept: dict[str, Support] = {}
    for at in range(0, len(lies), 40):
        kept |= await told(double, transcript, _anchored(lies[at : at + 40], [proven]))
    believed = [lie for lie in lies if kept.get(lie.text) is Support.VERIFIED]
    truths = {held.text for held in true[name]}
    assert [lie for lie in believed if lie.text not in truths] == []
    # A true sentence over the wrong quote is a lie about its proof.
    dropped = sum(lie.text not in kept for lie in lies)
    assert dropped >= len(lies) / 3


@pytest.mark.parametrize("name", sessions())
async def test_true_statements_are_kept_in_the_words_of_a_note(double: Double, name: str) -> None:
    true = true_statements(name)
    kept: dict[str, Support] = {}
    for at in range(0, len(true), 40):
        kept |= await told(double, sessions()[name], true[at : at + 40])
    supports = Counter(kept.get(held.text) for held in true)
    assert sum(supports.values()) - supports[None] >= _KEPT_AT_LEAST * len(true)
    assert supports[Support.VERIFIED] >= _VERIFIED_AT_LEAST * len(true)
