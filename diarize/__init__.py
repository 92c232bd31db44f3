"""Who spoke when, and in which role; words joined with speakers.

In: 16 kHz audio of one microphone or the utterances of two channels. Out: provisional labels,
`Voices`, and in the end `Turn`s in a `Transcript`. Errors: `DiarizeError`; those of the model
worker (`gpu.GpuError`) pass through.
"""

from diarize.document import transcript_from_json, transcript_to_json
from diarize.errors import DiarizeError, MalformedTranscript
from diarize.options import DiarizeOptions
from diarize.rendering import RENDERINGS, speaker_name
from diarize.settle import settle_channels, settle_microphone
from diarize.tracker import SpeakerTracker
from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from diarize.voice import Voices, VoiceSegment

__all__ = [
    "RENDERINGS",
    "DiarizeError",
    "DiarizeOptions",
    "MalformedTranscript",
    "Speaker",
    "SpeakerRole",
    "SpeakerTracker",
    "Transcript",
    "Turn",
    "VoiceSegment",
    "Voices",
    "settle_channels",
    "settle_microphone",
    "speaker_name",
    "transcript_from_json",
    "transcript_to_json",
]
