"""Reading what somebody else may have written: each element is asked for by its type."""

import base64
import binascii
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from acudesk.domain.clock import EARLIEST
from acudesk.domain.errors import DomainError
from acudesk.reports.fhir.codes import OWN
from acudesk.reports.fhir.links import parse_uid
from acudesk.translation import tr

Kind = TypeVar("Kind", bound=StrEnum)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})")
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
LONGEST = 1_000_000
"""Letters of a text: FHIR allows a megabyte."""
_VALUES = (
    *("valueString", "valueCode", "valueDate", "valueInstant", "valueTime", "valueInteger"),
    *("valueBoolean", "valueBase64Binary", "valueReference", "valueUuid"),
)


class Node:
    """One JSON object of a resource; raises DomainError where an element is of another kind."""

    __slots__ = ("name", "values")

    def __init__(self, values: Any, name: str = "resource") -> None:
        if not isinstance(values, dict):
            raise DomainError(tr("“{name}” should be an object.", name=name[:60]))
        self.values: dict[str, Any] = values
        self.name = name

    def has(self, name: str) -> bool:
        """Whether the element is there."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """A text, empty where there is none."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise DomainError(tr("“{name}” should be a text.", name=name))
        if len(value) > LONGEST and name not in ("data", "valueBase64Binary"):
            raise DomainError(tr("“{name}” is longer than a text of FHIR may be.", name=name))
        if _UNKEEPABLE.search(value):
            raise DomainError(tr("“{name}” holds a character that is none.", name=name))
        return value

    def needed(self, name: str) -> str:
        """A text that must be there."""
        text = self.text(name)
        if not text:
            raise missing(name)
        return text

    def whole(self, name: str) -> int | None:
        """A whole number, None where there is none."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise DomainError(tr("“{name}” should be a whole number.", name=name))
        return value

    def number(self, name: str) -> Decimal | None:
        """A number exactly as it is written, None where there is none."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise DomainError(tr("“{name}” should be a number.", name=name))
        return Decimal(value)

    def flag(self, name: str) -> bool | None:
        """Yes or no, None where neither is said."""
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return value
        raise DomainError(tr("“{name}” should be true or false.", name=name))

    def kind(self, name: str, kind: type[Kind]) -> Kind | None:
        """A word of a list, None where there is none."""
        text = self.text(name)
        return kind_from(kind, text) if text else None

    def day(self, name: str) -> date | None:
        """A whole day, None where there is none."""
        text = self.text(name)
        return parse_day(text) if text else None

    def moment(self, name: str) -> datetime | None:
        """A moment in UTC, None where there is none."""
        text = self.text(name)
        return parse_moment(text) if text else None

    def uid(self, name: str) -> str:
        """The uid in a reference, empty where there is none."""
        found = self.node(name)
        return parse_uid(found.needed("reference")) if found else ""

    def node(self, name: str) -> "Node | None":
        """An object, None where there is none."""
        value = self.values.get(name)
        return None if value is None else Node(value, name)

    def nodes(self, name: str) -> "list[Node]":
        """A list of objects, empty where there is none."""
        value = self.values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise DomainError(tr("“{name}” should be a list.", name=name))
        return [Node(one, name) for one in value]

    def first(self, name: str) -> "Node | None":
        """The first of a list of objects."""
        return next(iter(self.nodes(name)), None)

    def extensions(self, name: str, element: str = "extension") -> "list[Node]":
        """The extensions of one name, AcuDesk's own or one inside of it."""
        return [one for one in self.nodes(element) if one.values.get("url") in (OWN + name, name)]

    def own(self, name: str) -> "Node | None":
        """The first extension of that name."""
        return next(iter(self.extensions(name)), None)

    def own_text(self, name: str) -> str:
        """The text of an extension, empty where there is none."""
        found = self.own(name)
        return "" if found is None else found.value()

    def value(self) -> str:
        """The value of an extension as a text; one without a visible letter is encoded."""
        if self.has("valueBase64Binary"):
            return content_of(self.text("valueBase64Binary")).decode("utf-8", "replace")
        for name in _VALUES:
            if name in self.values:
                return self.text(name)
        return ""

    def code(self, system: str) -> str:
        """The code of a system in a concept, empty where it has none."""
        for one in self.nodes("coding"):
            if one.text("system") == system:
                return one.text("code")
        return ""

    def concept(self, name: str, system: str) -> str:
        """The code of a system in the concept of that name."""
        found = self.node(name)
        return found.code(system) if found else ""


def missing(name: str) -> DomainError:
    """That an element is not there which must be."""
    return DomainError(tr("“{name}” is missing.", name=name))


def kind_from(kind: type[Kind], text: str) -> Kind:
    """A word of a list; raises DomainError for another."""
    try:
        return kind(text)
    except ValueError:
        raise DomainError(tr("“{text}” is not known here.", text=text[:60])) from None


def parse_day(text: str) -> date:
    """A day as FHIR writes it; raises DomainError for a part of one and for no day."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise DomainError(tr("“{text}” is not a whole date.", text=text[:40])) from None
    if day < EARLIEST:
        raise DomainError(tr("{day} is before 1900. Please check the year.", day=day))
    return day


def parse_moment(text: str) -> datetime:
    """A moment as FHIR writes it, in UTC; raises DomainError for anything less."""
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise DomainError(tr("“{text}” is not a moment.", text=text[:40])) from None
    if moment.date() < EARLIEST:
        raise DomainError(tr("{day} is before 1900. Please check the year.", day=moment.date()))
    return moment


def content_of(data: str) -> bytes:
    """What was put into base64; raises DomainError where it was not."""
    try:
        return base64.b64decode(data, validate=True)
    except (ValueError, binascii.Error):
        raise DomainError(tr("An attachment is damaged.")) from None
