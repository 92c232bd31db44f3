"""Who is the clinician: as declared by channel, else by an enrolled voice and by what is said.

A confidence is the probability that the role is right, as far as it could be measured
(`tests/bench/roles.py`); in doubt it falls towards a half.
"""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from diarize.manner import Talk, talk_of
from diarize.turn import SpeakerRole

Roles = dict[str, tuple[SpeakerRole, float]]
"""Role and confidence by speaker."""

MOST_CERTAIN = 0.99
"""What is heard is never as certain as what is declared."""
AMONG_MANY = 0.9
"""Of three and more nobody's part is more certain than this by words alone: where a relative or a
nurse speaks as well, the doctor of MTS-Dialog was found in 75 of 84 dialogues, and the patient
talked least like him in 54 of 60."""
HARDLY_SPEAKS = 0.2
"""A third person with less than this share of the other's words is no client."""
ALONE_STEEPNESS = 1.82
ALONE_SHIFT = -3.10
"""A voice alone has nobody to differ from; fitted beside the weights of `diarize.manner`."""
MOST_CERTAIN_ALONE = 0.9
LEAST_CERTAIN_ALONE = 0.7
"""Under this a voice alone has no role."""

_NOBODY: Mapping[str, float] = MappingProxyType({})


def roles_by_speech(
    said: Mapping[str, Sequence[str]], resemblance: Mapping[str, float] = _NOBODY
) -> Roles:
    """Roles from the texts of each speaker's turns; `resemblance` as for `roles_of`."""
    return roles_of({speaker: talk_of(texts) for speaker, texts in said.items()}, resemblance)


def roles_of(talk: Mapping[str, Talk], resemblance: Mapping[str, float] = _NOBODY) -> Roles:
    """Roles from what each speaker's talk is like. `resemblance`: log-odds that a speaker's voice
    is the clinician's, where an enrolled one was compared (`diarize.voiceprint`); none counts zero.
    """
    if not talk:
        return {}
    clinical = {speaker: heard.clinical() for speaker, heard in talk.items()}
    if len(talk) == 1:
        return {
            speaker: _alone(clinical[speaker], resemblance.get(speaker, 0.0)) for speaker in talk
        }
    by_words = _chances(clinical)
    chances = _chances(
        {
            speaker: math.log(max(by_words[speaker], 1 - MOST_CERTAIN))
            + resemblance.get(speaker, 0.0)
            for speaker in talk
        }
    )
    clinician = max(chances, key=lambda speaker: chances[speaker])
    known = len(talk) == 2 or any(resemblance.values())
    highest = chances[clinician] if known else min(chances[clinician], AMONG_MANY)
    roles: Roles = {clinician: (SpeakerRole.CLINICIAN, _rounded(highest))}
    rest = [speaker for speaker in talk if speaker != clinician]
    if len(rest) == 1:
        roles[rest[0]] = (SpeakerRole.CLIENT, _rounded(1 - chances[rest[0]]))
        return roles
    most = max(talk[speaker].words for speaker in rest)
    middle = (clinical[clinician] + min(clinical[speaker] for speaker in rest)) / 2
    for speaker in rest:
        like_client = _sigmoid(middle - clinical[speaker])
        is_client = like_client > 0.5 and talk[speaker].words >= HARDLY_SPEAKS * most
        role = SpeakerRole.CLIENT if is_client else SpeakerRole.OTHER
        certainty = like_client if is_client else max(1 - like_client, 0.5)
        roles[speaker] = (role, _rounded(min(1 - chances[speaker], certainty, AMONG_MANY)))
    return roles


def roles_by_channel(channel_roles: Sequence[str]) -> dict[int, tuple[SpeakerRole, float]]:
    """Declared roles are certain; a word that names no role is UNKNOWN."""
    known = {role.value: role for role in SpeakerRole}
    return {
        channel: (known[name.lower()], 1.0) if name.lower() in known else (SpeakerRole.UNKNOWN, 0.0)
        for channel, name in enumerate(channel_roles)
    }


def _chances(evidence: Mapping[str, float]) -> dict[str, float]:
    """That each of them is the clinician, when one of them is."""
    highest = max(evidence.values())
    odds = {speaker: math.exp(value - highest) for speaker, value in evidence.items()}
    return {speaker: value / sum(odds.values()) for speaker, value in odds.items()}


def _alone(clinical: float, resemblance: float) -> tuple[SpeakerRole, float]:
    words_say = ALONE_STEEPNESS * clinical + ALONE_SHIFT
    limit = _log_odds(MOST_CERTAIN_ALONE)
    chance = _sigmoid(max(_within(words_say, limit) + resemblance, -limit))
    certainty = max(chance, 1 - chance)
    if certainty < LEAST_CERTAIN_ALONE:
        return SpeakerRole.UNKNOWN, 0.0
    role = SpeakerRole.CLINICIAN if chance > 0.5 else SpeakerRole.CLIENT
    return role, _rounded(certainty)


def _within(value: float, limit: float) -> float:
    return max(-limit, min(limit, value))


def _log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-_within(value, 50.0)))


def _rounded(chance: float) -> float:
    return round(min(chance, MOST_CERTAIN), 3)
