"""What happens to a session after the last edit: signature, addenda, entered in error.

A signature seals everything recorded in a session: an HMAC-SHA256 over one canonical text. The
text has a version, so that a seal can be checked years later by the rule it was made by.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from acudesk.domain.clock import utc_text
from acudesk.domain.errors import DomainError
from acudesk.domain.text import cleaned
from acudesk.translation import tr

SEAL_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed a session and when (UTC), under whose name, and the seal in hexadecimal.

    `patient_uid` is that of the patient at signing: merged records keep it.
    """

    signed_at: datetime
    who: str
    patient_uid: str
    version: int
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """A correction of a signed session: when (UTC), by whom, why and what; sealed itself."""

    uid: str = ""
    written_at: datetime
    who: str = ""
    reason: str
    text: str
    seal: str = ""

    def __post_init__(self) -> None:
        for name in ("reason", "text"):
            kept = cleaned(getattr(self, name), limit=20_000, field=name, lines=True)
            object.__setattr__(self, name, kept)
        if not self.reason:
            raise DomainError(
                tr("Please say why the record is corrected; the reason stays in it."),
                field="reason",
            )
        if not self.text:
            raise DomainError(tr("Please write what is added or corrected."), field="text")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredInError:
    """A signed session that belongs to another patient or never was: it counts in no number."""

    marked_at: datetime
    who: str = ""
    reason: str

    def __post_init__(self) -> None:
        kept = cleaned(self.reason, limit=2_000, field="reason", lines=True)
        object.__setattr__(self, "reason", kept)
        if not self.reason:
            raise DomainError(
                tr("Please say what went wrong; the reason stays in the record."), field="reason"
            )


def canonical(value: object) -> str:
    """One text for one record: keys in order, moments in UTC, numbers exactly, no spaces.

    A field that has its default is left out, so that a field which later versions add changes
    no older text.
    """
    return json.dumps(
        plain(value, sparse=True), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def seal_of(text: str, key: bytes) -> str:
    """The seal of a canonical text, 64 hexadecimal digits."""
    return hmac.digest(key, text.encode("utf-8"), "sha256").hex()


def is_seal_of(seal: str, text: str, key: bytes) -> bool:
    """Whether a seal belongs to a text, told in constant time."""
    return hmac.compare_digest(seal, seal_of(text, key))


def plain(value: object, *, sparse: bool = False) -> Any:
    """A record as plain JSON values: numbers as exact text, moments in UTC; raises TypeError
    for what has no such form. `sparse` leaves out the fields that have their default."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one, sparse=sparse) for key, one in value.items()}
    if is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name), sparse=sparse)
            for field in fields(value)
            if not (sparse and getattr(value, field.name) == field.default)
        }
    if isinstance(value, frozenset | set):
        return sorted((plain(one, sparse=sparse) for one in value), key=_in_order)
    if isinstance(value, tuple | list):
        return [plain(one, sparse=sparse) for one in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _in_order(one: Any) -> str:
    # By the names of the fields, not by how a later version may order them.
    return json.dumps(one, ensure_ascii=False, sort_keys=True)
