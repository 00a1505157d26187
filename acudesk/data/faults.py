"""What the engine's errors mean for the practitioner: one sentence each, and what to do."""

from pathlib import Path

from acudesk.data.engine import DriverError, error_name
from acudesk.domain.errors import DomainError, InterruptedReadError, StorageError
from acudesk.translation import tr


def storage_error(error: DriverError) -> DomainError | None:
    """The sentence for an error of the disk or the file, or for a reading that was stopped; None
    where it is a bug of ours.

    The engine's own text is left out: it can hold what somebody wrote in a note.
    """
    name = getattr(error, error_name, "") or ""
    if name.startswith("SQLITE_INTERRUPT"):
        return InterruptedReadError(tr("The reading was stopped. Nothing was changed."))
    if name.startswith("SQLITE_FULL"):
        return StorageError(
            tr("The disk is full: the last entry is not saved. Free some space and save again.")
        )
    if name.startswith("SQLITE_READONLY"):
        return StorageError(
            tr(
                "The practice's folder cannot be written to: the last entry is not saved. "
                "Check that the folder is not read-only, then save again."
            )
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StorageError(
            tr("AcuDesk is already open on this practice. Close the other one, then try again.")
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return damaged_error()
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return StorageError(
            tr(
                "The disk could not be read or written: the last entry is not saved. "
                "Check the disk, then save again."
            )
        )
    return None


def damaged_error() -> StorageError:
    """The sentence for a file that is not what it should be."""
    return StorageError(
        tr(
            "The practice's file is damaged. Nothing was changed. "
            "Keep the folder as it is and restore a backup into another one."
        )
    )


def folder_error(folder: Path, error: OSError) -> StorageError:
    """The sentence for a folder that cannot be read or made."""
    return StorageError(
        tr(
            "The folder {folder} cannot be used ({reason}). "
            "Choose another one or change its permissions.",
            folder=folder,
            reason=error.strerror or type(error).__name__,
        )
    )
