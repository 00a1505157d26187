"""Signatures, addenda and marks of error: rows that are added and never changed."""

from acudesk.data.engine import Database, Row
from acudesk.domain.clock import from_utc_text, utc_text
from acudesk.domain.sealing import Addendum, EnteredInError, Signature


class Seals:
    """The repository of what comes after the last edit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def key(self) -> bytes:
        """The key of the seals; it stays with the record when the data key changes."""
        row = self._database.execute("SELECT key FROM seal_key WHERE id = 1").fetchone()
        return bytes(row["key"])

    def sign(self, session_id: int, signature: Signature) -> None:
        """Keep a signature; from now on the session cannot be changed."""
        self._database.execute(
            "INSERT INTO signatures (session_id, signed_at, who, patient_uid, version, seal)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                session_id,
                utc_text(signature.signed_at),
                signature.who,
                signature.patient_uid,
                signature.version,
                signature.seal,
            ],
        )
        self._database.execute("UPDATE sessions SET state = 'signed' WHERE id = ?", [session_id])

    def add_addendum(self, session_id: int, addendum: Addendum) -> None:
        """Keep a correction beside its original."""
        self._database.execute(
            "INSERT INTO addenda (uid, session_id, written_at, who, reason, text, seal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                addendum.uid,
                session_id,
                utc_text(addendum.written_at),
                addendum.who,
                addendum.reason,
                addendum.text,
                addendum.seal,
            ],
        )

    def mark_error(self, session_id: int, mark: EnteredInError) -> None:
        """Note that a signed session was entered in error: it counts no longer."""
        self._database.execute(
            "INSERT INTO error_marks (session_id, marked_at, who, reason) VALUES (?, ?, ?, ?)",
            [session_id, utc_text(mark.marked_at), mark.who, mark.reason],
        )
        self._database.execute("UPDATE sessions SET in_error = 1 WHERE id = ?", [session_id])


def signature_from(row: Row) -> Signature:
    """A signature from its row."""
    return Signature(
        signed_at=from_utc_text(row["signed_at"]),
        who=row["who"],
        patient_uid=row["patient_uid"],
        version=row["version"],
        seal=row["seal"],
    )


def addendum_from(row: Row) -> Addendum:
    """An addendum from its row."""
    return Addendum(
        uid=row["uid"],
        written_at=from_utc_text(row["written_at"]),
        who=row["who"],
        reason=row["reason"],
        text=row["text"],
        seal=row["seal"],
    )


def error_from(row: Row) -> EnteredInError:
    """A mark of error from its row."""
    return EnteredInError(
        marked_at=from_utc_text(row["marked_at"]), who=row["who"], reason=row["reason"]
    )
