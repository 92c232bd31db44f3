"""What is flagged by its meaning, beside what the rules find. The reader is scripted."""

from collections.abc import Callable, Sequence

import pytest

from diarize.transcript import Transcript
from summarize.risk import Risk, RiskLevel, finding
from summarize.risk.meant import LIKELY, LIKELY_DENIED, Reading
from summarize.talk.dialogue import dialogue_of

Session = Callable[..., Transcript]

SAID = "I look at the empty chair and I think it suits me."


class ScriptedReader:
    """Sees in every text that has `words` what it was told to see."""

    def __init__(self, words: str, reading: Reading) -> None:
        self.words = words
        self.reading = reading

    def read(self, texts: Sequence[str], before: Sequence[str]) -> list[Reading]:
        nothing = Reading(0.0, 1.0, RiskLevel.PASSIVE_IDEATION)
        return [self.reading if self.words in text else nothing for text in texts]


class BrokenReader:
    def read(self, texts: Sequence[str], before: Sequence[str]) -> list[Reading]:
        raise RuntimeError("out of memory")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    def with_reader(reader: object) -> None:
        monkeypatch.setattr(finding, "danger_reader", lambda: reader)

    return with_reader


def found(transcript: Transcript) -> Risk:
    return finding.risk_of(dialogue_of(transcript), ())


def seen(danger: float = 0.99, current: float = 0.99) -> Reading:
    return Reading(danger, current, RiskLevel.PASSIVE_IDEATION)


Reads = Callable[[object], None]


def test_a_passage_no_rule_knows_is_flagged_as_possible(session: Session, reads: Reads) -> None:
    reads(ScriptedReader("empty chair", seen()))
    risk = found(session(f"C: How are the evenings?\nP: {SAID}"))
    (flag,) = risk.flags
    assert risk.level is RiskLevel.PASSIVE_IDEATION
    assert flag.text == "Possible wish to be dead: read this passage"
    assert [piece.quote for piece in flag.evidence] == [SAID]


def test_without_a_reader_the_rules_look_alone(session: Session, reads: Reads) -> None:
    reads(None)
    assert not found(session(f"C: How are the evenings?\nP: {SAID}")).flags
    assert found(session("C: And?\nP: I want to kill myself.")).flags


def test_a_reader_that_fails_takes_no_flag_with_it(session: Session, reads: Reads) -> None:
    reads(BrokenReader())
    risk = found(session("C: And?\nP: I want to kill myself."))
    assert risk.level is RiskLevel.ACTIVE_IDEATION


def test_what_a_rule_flagged_is_not_flagged_twice(session: Session, reads: Reads) -> None:
    reads(ScriptedReader("kill myself", seen()))
    (flag,) = found(session("C: And?\nP: I want to kill myself.")).flags
    assert not flag.text.startswith("Possible")


def test_less_likely_is_not_flagged(session: Session, reads: Reads) -> None:
    reads(ScriptedReader("empty chair", seen(danger=LIKELY - 0.01)))
    assert not found(session(f"C: How are the evenings?\nP: {SAID}")).flags


@pytest.mark.parametrize(("danger", "flags"), [(LIKELY_DENIED - 0.01, 0), (LIKELY_DENIED, 1)])
def test_a_plain_no_needs_more(session: Session, reads: Reads, danger: float, flags: int) -> None:
    reads(ScriptedReader("No", seen(danger=danger)))
    risk = found(session("C: Any thoughts of suicide?\nP: No, none at all."))
    assert len(risk.flags) == flags


def test_the_past_is_flagged_as_past_and_leaves_the_level(session: Session, reads: Reads) -> None:
    reads(ScriptedReader("empty chair", seen(current=0.01)))
    risk = found(session(f"C: How were the evenings?\nP: {SAID}"))
    assert risk.level is RiskLevel.NONE_MENTIONED
    assert [flag.text.endswith("(in the past)") for flag in risk.flags] == [True]
