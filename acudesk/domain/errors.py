"""What can go wrong in the practitioner's words."""


class DomainError(Exception):
    """Refused, with a sentence fit for the practitioner: what is wrong and what to do.

    `field` names the input it is about, as the record calls it, or is empty.
    """

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.field = field


class NotFoundError(DomainError):
    """No such patient, course or session."""


class StorageError(DomainError):
    """The practice's files cannot be opened or written: disk full, read-only, damaged, in use."""


class InterruptedReadError(DomainError):
    """A reading that was stopped on request; nothing was changed."""


class BugError(Exception):
    """Something that AcuDesk itself did wrong; never shown as the practitioner's mistake."""
