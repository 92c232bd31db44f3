"""Witnesses of the audit chain outside the machine.

Whoever holds the machine holds the master key too, and could write the whole chain anew or cut its
tail off. An anchor is a note, kept where they cannot change it, of how many entries there were and
what the last digest was. `Anchoring` writes anchors and holds the chain to them; where they are
kept is an `AnchorStore` (`folder`, `object_lock`), who attests their time a `Timestamper`
(`timestamp`).
"""

from vault.anchors.anchor import Anchor
from vault.anchors.anchoring import Anchoring, AnchorsHold
from vault.anchors.store import AnchorStore, Timestamper

__all__ = ["Anchor", "AnchorStore", "Anchoring", "AnchorsHold", "Timestamper"]
