"""How resources name each other: uuids that never change, the same in every export."""

import uuid
from typing import Any

from acudesk.domain.errors import DomainError
from acudesk.reports.fhir.codes import Json
from acudesk.translation import tr

URN = "urn:uuid:"


def uid_text(uid: str) -> str:
    """A uid of 32 hexadecimal digits as a uuid is written."""
    return str(uuid.UUID(hex=uid))


def part_uid(uid: str, part: str) -> str:
    """The uid of what has none of its own: a named part of a record, always the same."""
    return uuid.uuid5(uuid.UUID(hex=uid), part).hex


def reference(uid: str) -> Json:
    """A reference to a resource of the same bundle."""
    return {"reference": URN + uid_text(uid)}


def entry(resource: Json) -> Json:
    """A resource as an entry of a bundle."""
    return {"fullUrl": URN + resource["id"], "resource": resource}


def parse_uid(text: Any) -> str:
    """The uid of a uuid, with or without `urn:uuid:`; raises DomainError for anything else."""
    try:
        if not isinstance(text, str) or len(text) > 60:
            raise ValueError
        return uuid.UUID(hex=text.removeprefix(URN)).hex
    except ValueError:
        raise DomainError(
            tr("“{text}” is no reference that AcuDesk knows.", text=str(text)[:60])
        ) from None
