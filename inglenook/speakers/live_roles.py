"""Roles told while a session runs, once they are known well enough."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from diarize import SpeakerRole
from diarize.manner import Talk
from diarize.role import roles_of
from diarize.voice import Embedding
from diarize.voiceprint import Voiceprint, resemblances

KNOWN = 0.9
"""Confidence from which a role is told, or another than was told before."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A final under its speaker and role."""

    utterance_id: str
    speaker: str
    role: SpeakerRole


@dataclass(slots=True)
class LiveRoles:
    """Hears finals under their provisional speakers. A role that was told changes only for one that
    is known as well; nobody has one while only one person was heard, unless by their voice."""

    voiceprint: Voiceprint | None = None
    _talk: dict[str, Talk] = field(default_factory=dict)
    _roles: dict[str, SpeakerRole] = field(default_factory=dict)
    _told: dict[str, list[str]] = field(default_factory=dict)
    """Utterances told, by speaker."""
    _texts: dict[str, str] = field(default_factory=dict)
    """Of each of them."""

    def hear(
        self,
        utterance_id: str,
        speaker: str,
        text: str,
        voices: Mapping[str, Embedding] | None = None,
    ) -> list[Labelled]:
        """A new final; `voices` are the mean voices of all speakers so far. Gives earlier finals
        whose role is another now."""
        self._talk[speaker] = self._talk.get(speaker, Talk()).with_turn(text)
        changed = self._learn(voices or {})
        relabelled = [
            Labelled(told, other, self._roles[other])
            for other in changed
            for told in self._told.get(other, ())
        ]
        self._told.setdefault(speaker, []).append(utterance_id)
        self._texts[utterance_id] = text
        return relabelled

    def move(self, moved: Mapping[str, str]) -> list[Labelled]:
        """Earlier finals, by id, are other speakers'. A speaker has the role that most of their
        finals were told under, until it is known otherwise. Gives all finals whose speaker or role
        is another now."""
        before = {
            utterance: (speaker, self.role(speaker))
            for speaker, utterances in self._told.items()
            for utterance in utterances
        }
        self._told, self._talk = {}, {}
        for utterance, text in self._texts.items():
            speaker = moved.get(utterance, before[utterance][0])
            self._told.setdefault(speaker, []).append(utterance)
            self._talk[speaker] = self._talk.get(speaker, Talk()).with_turn(text)
        self._roles = {}
        for speaker, utterances in self._told.items():
            counted = Counter(before[utterance][1] for utterance in utterances)
            self._roles[speaker] = counted.most_common(1)[0][0]
        return [
            Labelled(utterance, speaker, self.role(speaker))
            for speaker, utterances in self._told.items()
            for utterance in utterances
            if (speaker, self.role(speaker)) != before[utterance]
        ]

    def role(self, speaker: str | None) -> SpeakerRole:
        """As told so far."""
        return self._roles.get(speaker or "", SpeakerRole.UNKNOWN)

    def _learn(self, voices: Mapping[str, Embedding]) -> list[str]:
        """Speakers whose role became another."""
        alike: dict[str, float] = {}
        if self.voiceprint is not None:
            heard = {speaker: voice for speaker, voice in voices.items() if speaker in self._talk}
            alike = resemblances(self.voiceprint, heard)
        if len(self._talk) < 2 and max(alike.values(), default=0.0) <= 0:
            return []  # a short word may resemble nobody
        changed = []
        for speaker, (role, confidence) in roles_of(self._talk, alike).items():
            if confidence >= KNOWN and self._roles.get(speaker) is not role:
                self._roles[speaker] = role
                changed.append(speaker)
        return changed
