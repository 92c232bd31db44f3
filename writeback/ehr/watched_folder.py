"""The example connector: PDF and JSON in a folder that an EHR without an API picks up from."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from writeback.drafts.document import draft_to_json
from writeback.ehr.outbox import Delivery
from writeback.errors import DeliveryFailed
from writeback.redisclosure import notice_of, with_notice
from writeback.renderings.pdf import to_pdf


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """Files are named by draft and version, so a repeat replaces itself; each appears whole.

    The JSON comes last: who watches for it finds the PDF in place. Files are readable by the owner
    alone.
    """

    folder: Path
    name: str = "watched-folder"

    def close(self) -> None:
        """Holds nothing open."""

    def deliver(self, delivery: Delivery) -> None:
        draft = delivery.note.draft
        stem = f"{draft.draft_id}.v{draft.version}"
        document = {
            "idempotency_key": delivery.idempotency_key,
            "client_ref": delivery.entry.client_ref,
            **with_notice(draft_to_json(delivery.note), part2=delivery.entry.part2),
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._place(f"{stem}.pdf", to_pdf(delivery.note, notice_of(part2=delivery.entry.part2)))
            self._place(f"{stem}.json", json.dumps(document, ensure_ascii=False).encode())
        except OSError as error:
            raise DeliveryFailed(f"the folder cannot be written: {error.strerror}") from None

    def _place(self, name: str, content: bytes) -> None:
        passing = self.folder / f".{name}.part"
        with passing.open("wb") as held:
            os.fchmod(held.fileno(), 0o600)
            held.write(content)
            held.flush()
            os.fsync(held.fileno())
        passing.replace(self.folder / name)
