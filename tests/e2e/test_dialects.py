"""Deepgram's own client against the whole server: words come back from real models."""

import numpy as np
import pytest
from deepgram import DeepgramClient
from deepgram.environment import DeepgramClientEnvironment
from deepgram.listen.v1.types.listen_v1results import ListenV1Results
from practice import Practice

from inglenook.client import Track

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning"),
]
SECONDS = 20


def test_the_official_client_hears_what_was_said(practice: Practice, two_channels: Track) -> None:
    session_id = practice.session()
    rest = practice.server.url
    sockets = rest.replace("http", "ws", 1)
    places = DeepgramClientEnvironment(
        base=rest, production=sockets, agent=sockets, agent_rest=rest
    )
    audio = two_channels.samples[: SECONDS * two_channels.sample_rate]
    with DeepgramClient(api_key=practice.token(), environment=places).listen.v1.connect(
        model="nova-3",
        encoding="linear16",
        sample_rate=two_channels.sample_rate,
        channels=2,
        multichannel="true",
        extra=f"session_id:{session_id}",
    ) as connection:
        for part in np.array_split(audio, SECONDS * 2):
            connection.send_media(part.tobytes())
        connection.send_close_stream()
        told = [each for each in connection if isinstance(each, ListenV1Results)]
    assert {each.channel_index[0] for each in told if each.is_final} == {0, 1}
    words = [word for each in told for word in each.channel.alternatives[0].words]
    assert len(words) > SECONDS
    assert all(word.end <= SECONDS + 1 for word in words)
