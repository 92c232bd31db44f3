"""What can go wrong between a draft and the record.

WritebackError
├── NoSuchDraft         nothing is held under that id (or it is not this person's to know of)
├── NoSuchVersion       the draft has no version of that number (yet)
├── DraftRevoked        consent was revoked; the content can no longer be read
├── BadEdit             an edit names no place in the note, or says nothing
├── WrongClient         the message names another client than the session's consent does
├── AttestationMissing  a signature without the words "I have reviewed this"
├── VersionConflict     somebody changed it since it was read; holds the current version
├── VersionMissing      an edit that does not say which version it changes
├── ContentChanged      what would be signed is not what was shown
├── InWork              the note is being written anew after a correction of its speakers
├── NotPending          signed and rejected drafts do not change any more
├── NotSigned           an addendum needs a signed note
├── NotToCosign         it is co-signed already, or by the one who signed it
├── SignInTooOld        signing on a page asks for a sign-in of the last minutes
├── SwitchedOff         the practice does not let the machine go so far for this clinician
├── MalformedDraft      a stored draft is not of its shape, or not what was signed
├── NoSuchLetter        the outbox holds nothing under that id
├── NotDead             what is delivered or still tried is not sent again
└── DeliveryFailed      a connector could not hand the note over (retryable)
    └── DeliveryRefused the other side will never take it
"""

from typing import ClassVar


class WritebackError(Exception):
    """Texts of these errors hold ids, numbers and names of fields; never a word of the note."""

    retryable: ClassVar[bool] = False


class NoSuchDraft(WritebackError):
    """Nothing is held under that id."""

    def __init__(self) -> None:
        super().__init__("There is no such draft.")


class NoSuchVersion(WritebackError):
    def __init__(self, current: int) -> None:
        super().__init__(f"There is no such version; the draft is at version {current}.")


class DraftRevoked(WritebackError):
    """Consent was revoked and the key destroyed."""

    def __init__(self) -> None:
        super().__init__("Consent was revoked; this draft can no longer be read.")


class BadEdit(WritebackError):
    """Says which part of the request is wrong."""


class WrongClient(WritebackError):
    def __init__(self) -> None:
        super().__init__("client_id is not the client of this session's consent.")


class AttestationMissing(WritebackError):
    def __init__(self) -> None:
        super().__init__("Signing needs the attestation that the note was reviewed.")


class VersionConflict(WritebackError):
    """The draft, or `what` else it was, has moved on."""

    def __init__(self, current: int, what: str = "draft") -> None:
        super().__init__(f"The {what} was changed meanwhile and is now at version {current}.")
        self.current = current


class VersionMissing(WritebackError):
    def __init__(self) -> None:
        super().__init__('If-Match must name the version that was read, for instance "3".')


class ContentChanged(WritebackError):
    def __init__(self) -> None:
        super().__init__("The content to be signed is not what was shown. Read it again and sign.")


class InWork(WritebackError):
    def __init__(self) -> None:
        super().__init__(
            "The note is being written anew after a correction of its speakers; sign it then."
        )


class NotPending(WritebackError):
    def __init__(self, state: str) -> None:
        super().__init__(f"The draft is {state} and does not change any more.")
        self.state = state


class NotSigned(WritebackError):
    def __init__(self) -> None:
        super().__init__("Only a signed note takes addenda.")


class NotToCosign(WritebackError):
    def __init__(self) -> None:
        super().__init__("It has its co-signature, or you signed it yourself: two persons sign.")


class SignInTooOld(WritebackError):
    def __init__(self, within_s: int) -> None:
        super().__init__(
            f"Signing asks for a sign-in of the last {max(1, within_s // 60)} minutes. Sign in "
            "again in another tab, then sign here; nothing is lost."
        )


class SwitchedOff(WritebackError):
    """By the practice, or the clinician's own choice."""

    def __init__(self) -> None:
        super().__init__(
            "Drafting is switched off here by the practice's roll-out (GET /v1/rollout)."
        )


class MalformedDraft(WritebackError):
    """Names the field that is wrong, never its content."""


class NoSuchLetter(WritebackError):
    def __init__(self) -> None:
        super().__init__("The outbox holds nothing under that id.")


class NotDead(WritebackError):
    def __init__(self, state: str) -> None:
        super().__init__(f"It is {state}; only what was given up is sent again.")


class DeliveryFailed(WritebackError):
    """The message is for the person who looks after the connector."""

    retryable: ClassVar[bool] = True

    def __init__(self, message: str, *, wait_s: float | None = None) -> None:
        """`wait_s`: how long the other side asks to be left alone."""
        super().__init__(message)
        self.wait_s = wait_s


class DeliveryRefused(DeliveryFailed):
    """The other side will never take it; trying again is of no use."""

    retryable: ClassVar[bool] = False
