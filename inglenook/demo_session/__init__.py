"""The bundled session: an invented meeting of a clinician and a client, in two synthetic voices.

Out: the folder's files by name. The modules beside this door made them and are not needed to play
them: `python -m inglenook.demo_session.make_session`.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
RECORDING = FOLDER / "session.opus"
"""One room microphone, 16 kHz, mono, Opus in Ogg."""
REFERENCE = FOLDER / "ref.json"
"""What was said by whom and when, in the evaluation format."""
GOLD = FOLDER / "gold.json"
"""Scores and facts a good note holds, in the evaluation format."""

__all__ = ["FOLDER", "GOLD", "RECORDING", "REFERENCE"]
