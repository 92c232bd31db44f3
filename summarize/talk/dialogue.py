"""A transcript as talk: what the clinician put forward and what the client answered."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from diarize.transcript import Transcript
from diarize.turn import SpeakerRole, Turn
from summarize.talk.denial import says_no
from summarize.talk.passage import Passage, passages
from summarize.talk.wording import is_backchannel, plain

_QUESTION_WORDS = re.compile(
    r"^(?:and |so |but |okay |now |well )*(?:how|what|when|where|who|why|which|do|does|did|are|is|"
    r"was|were|have|has|had|can|could|would|will|any|tell me)\b"
)
_CLINICIAN_WORDS = re.compile(
    r"\b(?:last two weeks|how often|questionnaire|let's (?:meet|talk|go|start|look)|homework|"
    r"safety plan|tell me (?:more|about)|i'd like you to|next (?:session|appointment)|"
    r"thank you for (?:telling|sharing))\b"
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The clinician's words and the client's answer to them; either may be empty."""

    prompt: tuple[Passage, ...]
    answer: tuple[Passage, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.prompt + self.answer


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A session's exchanges in order, with a role settled for every speaker."""

    exchanges: tuple[Exchange, ...]
    monologue: bool
    """One voice only: dictated, or speakers that could not be told apart."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All sentences in order."""
        return tuple(said for exchange in self.exchanges for said in exchange.passages)


def dialogue_of(transcript: Transcript) -> Dialogue:
    """Exchanges of a transcript; listening sounds inside somebody's talk do not cut it."""
    roles = settled_roles(transcript)
    spoken = [turn for turn in transcript.turns if turn.text.strip()]
    exchanges: list[Exchange] = []
    prompt: list[Passage] = []
    answer: list[Passage] = []
    for at, turn in enumerate(spoken):
        role = roles.get(turn.speaker_id, SpeakerRole.UNKNOWN)
        if _is_interjection(spoken, at, roles):
            continue
        if role is SpeakerRole.CLINICIAN:
            if answer:
                exchanges.append(Exchange(tuple(prompt), tuple(answer)))
                prompt, answer = [], []
            prompt.extend(passages(turn, role))
        else:
            answer.extend(passages(turn, role))
    if prompt or answer:
        exchanges.append(Exchange(tuple(prompt), tuple(answer)))
    return Dialogue(tuple(exchanges), len({turn.speaker_id for turn in spoken}) <= 1)


def settled_roles(transcript: Transcript) -> dict[str, SpeakerRole]:
    """The transcript's roles; speakers without one get the part that is left.

    Where nobody is known as the clinician, it is whoever asks: a role is needed to tell a question
    from an answer, and who speaks alone counts as the client, whose words are only ever quoted.
    """
    spoken = {turn.speaker_id: transcript.role_of(turn.speaker_id) for turn in transcript.turns}
    unknown = [speaker for speaker, role in spoken.items() if role is SpeakerRole.UNKNOWN]
    if not unknown:
        return spoken
    if SpeakerRole.CLINICIAN not in spoken.values() and len(unknown) > 1:
        asking = {
            speaker: _asks(turn for turn in transcript.turns if turn.speaker_id == speaker)
            for speaker in unknown
        }
        clinician = max(unknown, key=lambda speaker: asking[speaker])
        if asking[clinician] > 0:
            spoken[clinician] = SpeakerRole.CLINICIAN
    for speaker in unknown:
        if spoken[speaker] is SpeakerRole.UNKNOWN:
            taken = SpeakerRole.CLIENT in spoken.values() and len(spoken) > 2
            spoken[speaker] = SpeakerRole.OTHER if taken else SpeakerRole.CLIENT
    return spoken


def _asks(turns: Iterable[Turn]) -> float:
    """Share of sentences that ask or steer."""
    sentences = [said for turn in turns for said in passages(turn, SpeakerRole.UNKNOWN)]
    steering = sum(
        said.is_question
        or bool(_QUESTION_WORDS.match(said.plain))
        or bool(_CLINICIAN_WORDS.search(said.plain))
        for said in sentences
    )
    return steering / max(1, len(sentences))


def _is_interjection(turns: list[Turn], at: int, roles: dict[str, SpeakerRole]) -> bool:
    """A listening sound between two pieces of one other person's talk; a client's no is none."""
    if at == 0 or at + 1 >= len(turns) or not is_backchannel(turns[at].text):
        return False
    before, after = turns[at - 1], turns[at + 1]
    if before.speaker_id != after.speaker_id or before.speaker_id == turns[at].speaker_id:
        return False
    if roles.get(turns[at].speaker_id) is SpeakerRole.CLINICIAN:
        return True
    if says_no(turns[at].text):
        return False
    unfinished = not plain(before.text).endswith((".", "?", "!", '"'))
    return unfinished or (turns[at].overlap and "?" not in before.text)
