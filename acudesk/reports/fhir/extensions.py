"""What FHIR has no element for: extensions of our own, written and read by the fields of a value.

A field that has its default is left out, and one that stands in an element of FHIR is named in
`without`; the reader is then given it.
"""

import base64
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from acudesk.domain.clock import utc_text
from acudesk.domain.errors import DomainError
from acudesk.reports.fhir.codes import OWN, Json
from acudesk.reports.fhir.nodes import Node, kind_from, missing, parse_day, parse_moment
from acudesk.translation import tr

Value = TypeVar("Value")


def extension(name: str, value: Any) -> list[Json]:
    """An extension of our own; none for a value that says nothing."""
    return _extensions(OWN + name, value)


def written(value: Any, *, without: Iterable[str] = ()) -> list[Json]:
    """The fields of a value as extensions inside another."""
    left_out = set(without)
    made: list[Json] = []
    for field in fields(value):
        one = getattr(value, field.name)
        if field.name not in left_out and (field.default is MISSING or one != field.default):
            made += _extensions(field.name, one)
    return made


def whole(name: str, value: Any, *, without: Iterable[str] = ()) -> Json:
    """A value with several fields as one extension of our own."""
    inside = written(value, without=without)
    return {"url": OWN + name, "extension": inside} if inside else {"url": OWN + name} | EMPTY


EMPTY: Json = {"valueBoolean": True}
"""Stands for a value all of whose fields have their defaults: an extension says something."""


def is_visible(text: str) -> bool:
    """Whether a text has anything but white space: FHIR takes no other."""
    return bool(text.strip())


def _extensions(url: str, value: Any) -> list[Json]:
    if isinstance(value, tuple | list):
        return [made for one in value for made in _extensions(url, one)]
    if value is None or value == "":
        return []
    if is_dataclass(value):
        inside = written(value)
        return [{"url": url, "extension": inside} if inside else {"url": url} | EMPTY]
    return [{"url": url} | _plain(value)]


def _plain(value: Any) -> Json:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int):
        return {"valueInteger": value}
    if isinstance(value, StrEnum):
        return {"valueCode": value.value}
    if isinstance(value, Decimal):  # As text: a reader of JSON may not keep all digits.
        return {"valueString": format(value, "f")}
    if isinstance(value, datetime):
        return {"valueInstant": utc_text(value)}
    if isinstance(value, date):
        return {"valueDate": value.isoformat()}
    if isinstance(value, time):
        return {"valueTime": value.isoformat(timespec="seconds")}
    if isinstance(value, str):
        if is_visible(value):
            return {"valueString": value}
        return {"valueBase64Binary": base64.b64encode(value.encode()).decode()}
    raise TypeError(f"{type(value).__name__} has no extension")


def read(kind: type[Value], node: Node, **given: Any) -> Value:
    """A value from the extensions of an element; `given` are the fields that stand elsewhere.

    Raises DomainError where a field is missing or of another kind, and as the value itself does.
    """
    values = dict(given)
    for name, hint, needed in _fields(cast(Any, kind)):
        if name in values:
            continue
        found = node.extensions(name)
        if found:
            values[name] = _read(hint, found)
        elif needed and hint is str:  # FHIR has no empty text; the value itself refuses one.
            values[name] = ""
        elif needed:
            raise missing(name)
    return kind(**values)


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any, bool], ...]:
    hints = get_type_hints(kind)
    return tuple(
        (
            field.name,
            hints[field.name],
            field.default is MISSING and field.default_factory is MISSING,
        )
        for field in fields(kind)
    )


def _read(hint: Any, found: list[Node]) -> Any:
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        inside = get_args(hint)[0]
        return tuple(_read(inside, [one]) for one in found)
    one = found[0]
    if is_dataclass(hint):
        return read(hint, one)  # type: ignore[arg-type]
    if hint is bool:
        return _needed(one.flag("valueBoolean"), one)
    if hint is int:
        return _needed(one.whole("valueInteger"), one)
    text = one.value()
    if hint is str:
        return text
    if hint is datetime:
        return parse_moment(text)
    if hint is date:
        return parse_day(text)
    if hint is Decimal:
        return decimal_of(text)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return kind_from(hint, text)
    raise TypeError(f"{hint} is not read from an extension")


def _needed(value: Any, node: Node) -> Any:
    if value is None:
        raise missing(node.name)
    return value


def decimal_of(text: str) -> Decimal:
    """A number written out in full; raises DomainError for anything else."""
    try:
        if len(text) > 40:
            raise InvalidOperation
        number = Decimal(text)
        if not number.is_finite() or "e" in text.lower():
            raise InvalidOperation
        return number
    except InvalidOperation:
        raise DomainError(tr("“{text}” is not a number.", text=text[:40])) from None
