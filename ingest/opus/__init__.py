"""Opus as it comes over a socket: loose packets, Ogg (RFC 7845) or WebM, to samples.

In: bytes in any pieces. Out: samples at the declared rate, at their place in the session.
Errors: `Malformed` (not Opus, or damaged), `TooLarge`.
"""

from ingest.opus.stream import OPUS_RATES_HZ, Container, OpusStream, Placed

__all__ = ["OPUS_RATES_HZ", "Container", "OpusStream", "Placed"]
