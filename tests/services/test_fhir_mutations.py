"""A bundle of our own in which anything was changed: it comes in or is refused, never breaks."""

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.errors import DomainError
from tests.clock import FixedClock
from tests.record_of_a_patient import whole_patient
from tests.services.fhir_support import everything, imported, written

LATER = FixedClock()
LATER.move(days=40)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 3, 10**12, 0.5, -2.5e8, [], {}, [[]], [{}], ["x"]),
    *("", " ", "x", "\u0000", "\ud800", "\u2028", "x" * 30_000, "-1", "1e9", "NaN", "3,5"),
    *("1066-01-01", "3026-01-01", "2026-02-30", "2026-03-02T09:30:00"),
    *("9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00Z", "2026-03-02T09:30:00+15:59"),
    *("urn:uuid:", "a" * 32, "signed", "entered-in-error", "visit", "between", "completed"),
    *({"reference": "urn:uuid:" + "0" * 32}, {"value": 7}, {"coding": [{"code": "x"}]}),
)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a JSON value: every element, not the values alone."""
    if path:
        yield path
    if isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in inside:
            yield from leaves(one, (*path, key))


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of a record of everything."""
    folder = tmp_path_factory.mktemp("ours")
    clock = FixedClock()
    with open_practice(folder / "practice", clock=clock) as services:
        whole_patient(services, clock)
        written(services, folder / "ours.json")
    return folder / "ours.json"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """An empty practice, on a later day."""
    with open_practice(tmp_path_factory.mktemp("other"), clock=LATER) as services:
        yield services


@settings(max_examples=30)
@given(seed=st.integers(0, 10**9))
def test_whatever_was_changed_it_is_a_sentence_or_a_record(
    ours: Path, other: Services, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    luck = random.Random(seed)
    entries = json.loads(ours.read_bytes())["entry"]
    for _ in range(luck.randint(1, 3)):
        change(luck.choice(entries), luck)
    file = tmp_path_factory.getbasetemp() / "changed.json"
    head = {"resourceType": "Bundle", "meta": {"tag": [TAG]}, "type": "collection"}
    file.write_text(json.dumps({**head, "entry": entries}), "utf-8")

    for skip in (False, True):
        with suppress(DomainError, _GoneError), other.work:
            imported(other, file, skip_refused=skip)
            everything(other)
            raise _GoneError
    assert everything(other) == {}


TAG = {"system": "urn:acudesk:format", "code": "1"}


class _GoneError(Exception):
    """Takes an import back, so that the next one finds an empty practice."""


def change(entry: Any, luck: random.Random) -> None:
    """Put something else at one place of an entry, or take away what stands there."""
    places = list(leaves(entry))
    if not places:
        return
    *way, last = luck.choice(places)
    at = entry
    for key in way:
        at = at[key]
    if isinstance(at, dict) and luck.random() < 0.3:
        del at[last]
    else:
        at[last] = deepcopy(luck.choice(VALUES))
