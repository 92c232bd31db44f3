from collections.abc import Callable

from diarize.transcript import Transcript
from summarize.context import NO_CONTEXT
from summarize.extractive.drafter import draft_extractively
from summarize.templates import template_named

Session = Callable[..., Transcript]

DICTATED = """
C: Okay, session with the client from two to two fifty. Client reports sleeping five hours a night.
C: Denies any suicidal thoughts. Affect was constricted, eye contact good.
C: We practiced box breathing. He is making progress with exposure.
C: Plan is to continue the thought record and meet next week.
"""


def test_dictated_points_stand_in_their_sections_as_said(session: Session) -> None:
    transcript = session(DICTATED)
    drafted = draft_extractively(transcript, NO_CONTEXT, template_named("soap"))
    texts = {section.name: [one.text for one in section.statements] for section in drafted.sections}
    assert "Client reports sleeping five hours a night." in texts["subjective"]
    assert "Denies any suicidal thoughts." in texts["subjective"]
    assert "Affect was constricted, eye contact good." in texts["objective"]
    assert "He is making progress with exposure." in texts["assessment"]
    assert texts["plan"] == ["Plan is to continue the thought record and meet next week."]
    for section in drafted.sections:
        for statement in section.statements:
            for proof in statement.evidence:
                turn = transcript.turn(proof.turn_id)
                assert turn is not None
                assert proof.quote in turn.text
