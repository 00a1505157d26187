"""Whatever a file holds, the answer is a sentence in bounded time, and nothing changed."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from acudesk.bootstrap import Services, open_practice
from acudesk.domain.errors import DomainError
from acudesk.domain.long_work import StoppedError
from acudesk.domain.patient import Patient
from acudesk.services.fhir_files import WHOLE_LIMIT
from acudesk.services.fhir_import import import_bundle
from acudesk.services.long_work import here
from tests.clock import FixedClock
from tests.record_of_a_patient import whole_patient
from tests.services.fhir_support import everything, imported, written
from tests.services.test_fhir_foreign import lines, pain, patient

BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Patient xmlns="http://hl7.org/fhir"><name><text value="&b;"/></name></Patient>"""


def refused(services: Services, file: Path) -> str:
    began = time.monotonic()
    with pytest.raises(DomainError) as error:
        imported(services, file)
    assert time.monotonic() - began < 20
    assert everything(services) == {}
    return error.value.text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (BOMB.encode(), "Save it as JSON"),
        (b"\xef\xbb\xbf<Bundle/>", "Save it as JSON"),
        (b"chart,name\n1,Ann\n", "no FHIR"),
        (b"[]", "no FHIR"),
        (b"{}", "does not say its type"),
        (b'{"resourceType": 7}', "should be a text"),
        (b'{"resourceType": "Bundle", "entry": {}}', "should be a list"),
        (b'{"resourceType": "Bundle", "entry": [7]}', "should be an object"),
        (b'{"resourceType": "Patient"', "no JSON (line 1, column"),
        (b'{"resourceType": "Patient", "name": [{"text": "M\xfcller"}]}', "not written in UTF-8"),
        ("{}".encode("utf-16"), "not written in UTF-8"),
        (b'{"resourceType": "Patient\0"}', "holds a NUL byte"),
        (b'{"resourceType": "Patient", "a": ' + b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "nested too deeply"),
        (b'{"resourceType": "Patient", "id": "1", "id": "2"}', "“id” stands there twice"),
        (b'{"resourceType": "Patient", "a": NaN}', "“NaN” is not a number"),
        (b'{"resourceType": "Patient", "a": -Infinity}', "is not a number"),
        (b'{"resourceType": "Patient", "a": 1e999999999}', "is not a number to count with"),
        (b'{"resourceType": "Patient", "a": ' + b"9" * 100_000 + b"}", "not a number to count"),
        (b'{"resourceType": "Patient", "a": 0.' + b"3" * 100 + b"}", "not a number to count"),
    ],
    ids=range(22),
)
def test_what_is_no_fhir_is_a_sentence(
    practice: Services, tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)

    assert why in refused(practice, file)


@pytest.mark.parametrize("name", ["nowhere.json", "folder", "pipe", "nul\x00.json"])
def test_what_is_no_file_is_a_sentence(practice: Services, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    if name == "folder":
        file.mkdir()
    if name == "pipe":
        os.mkfifo(file)

    assert refused(practice, file)


def test_a_file_that_must_be_read_whole_has_a_limit(practice: Services, tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        stream.write(b'{"resourceType": "Bundle", "entry": [')
        stream.write(b" " * WHOLE_LIMIT)
        stream.write(b"]}")

    assert "is larger than 32 MB" in refused(practice, file)


def test_a_line_of_100_megabytes_is_not_read(practice: Services, tmp_path: Path) -> None:
    file = tmp_path / "long.ndjson"
    with file.open("wb") as stream:
        stream.write(json.dumps(patient()).encode() + b"\n")
        for _ in range(100):
            stream.write(b'{"resourceType": "Observation", "x": "' + b"y" * 1_000_000)

    assert "Line 2 is longer than 16 MB" in refused(practice, file)


def test_millions_of_parts_are_not_built(practice: Services, tmp_path: Path) -> None:
    file = tmp_path / "parts.json"
    file.write_bytes(b'{"resourceType": "Bundle", "entry": [' + b"[]," * 5_000_000 + b"[]]}")

    assert "too many parts" in refused(practice, file)


def test_a_thousand_bad_lines_are_enough(practice: Services, tmp_path: Path) -> None:
    file = tmp_path / "bad.ndjson"
    file.write_text(lines(patient(), *(pain(11, id=f"o{n}") for n in range(1_500))))

    text = refused(practice, file)

    assert "1000 entries were not taken" in text
    with pytest.raises(DomainError):
        imported(practice, file, skip_refused=True)


def test_a_bad_line_is_refused_alone(practice: Services, tmp_path: Path) -> None:
    file = tmp_path / "some.ndjson"
    file.write_text(f"{json.dumps(patient())}\n{{broken\n{json.dumps(pain(6))}\n")

    assert "line 2: It is no JSON" in refused(practice, file)
    assert imported(practice, file, skip_refused=True).entries_added == 1


def test_many_ratings_are_read_line_by_line_and_can_be_stopped(
    practice: Services, tmp_path: Path
) -> None:
    file = tmp_path / "many.ndjson"
    file.write_text(lines(patient(), *(pain(6, id=f"o{n}") for n in range(3_000))))
    asked: list[int] = []

    def is_stopped() -> bool:
        asked.append(1)
        return len(asked) > 20

    with pytest.raises(StoppedError):
        import_bundle(here(practice, is_stopped=is_stopped), file)
    assert everything(practice) == {}


# Bundles that say that they are our own.


LATER = FixedClock()
LATER.move(days=40)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Any]:
    """A bundle of a record of everything, and that record."""
    folder = tmp_path_factory.mktemp("ours")
    clock = FixedClock()
    with open_practice(folder / "practice", clock=clock) as services:
        whole_patient(services, clock)
        written(services, folder / "ours.json")
        return (folder / "ours.json").read_bytes(), everything(services)


@pytest.fixture
def ours(whole: tuple[bytes, Any], tmp_path: Path) -> Path:
    """The file of the bundle, to be spoilt."""
    file = tmp_path / "ours.json"
    file.write_bytes(whole[0])
    return file


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Services]:
    """An empty practice, on a later day."""
    with open_practice(tmp_path / "other", clock=LATER) as services:
        yield services


def spoil(file: Path, good: str, bad: str) -> None:
    text = file.read_text("utf-8")
    assert good in text
    file.write_text(text.replace(good, bad), "utf-8")


@pytest.mark.parametrize(
    ("good", "bad", "why"),
    [
        ('"valueString":"12.5"', '"valueString":"999"', "lies outside"),
        ('"start":"2026-02-23"', '"start":"1066-02-23"', "is before 1900"),
        ('"start":"2026-02-23"', '"start":"3026-02-23"', "lies in the future"),
        ('"birthDate":"1984-05-17"', '"birthDate":"1984-05"', "is not a whole date"),
        ('"url":"depth_mm","valueInteger":25', '"url":"depth_mm","valueInteger":-3', "depth"),
        ('"url":"depth_mm","valueInteger":25', '"url":"depth_mm","valueString":"x"', "missing"),
        ('"valueCode":"tonify"', '"valueCode":"explode"', "“explode” is not known here"),
        ('"code":"visit"', '"code":"between"', "An entry between visits is not signed"),
        ('"count":8', '"count":900', "Plan 1 to 200 sessions"),
        ('"url":"about","valueString":"', '"url":"about","valueString":"x', "no reference"),
        ('questionnaire:rmdq"', 'questionnaire:spell"', "no questionnaire called “spell”"),
    ],
)
def test_our_own_bundle_is_trusted_in_nothing(
    other: Services, ours: Path, good: str, bad: str, why: str
) -> None:
    spoil(ours, good, bad)

    assert why in refused(other, ours)


def test_the_end_of_our_own_bundle_must_be_there(other: Services, ours: Path) -> None:
    ours.write_bytes(ours.read_bytes().removesuffix(b"\n]}\n"))

    assert "The end of this file is missing" in refused(other, ours)


def test_a_newer_format_is_not_guessed_at(other: Services, ours: Path) -> None:
    spoil(ours, '"urn:acudesk:format","code":"1"', '"urn:acudesk:format","code":"2"')
    assert "newer AcuDesk" in refused(other, ours)

    ours.write_text(json.dumps(json.loads(ours.read_text("utf-8")), indent=1), "utf-8")
    assert "newer AcuDesk" in refused(other, ours)


def test_a_bundle_that_was_laid_out_anew_comes_in_too(
    other: Services, ours: Path, whole: tuple[bytes, Any]
) -> None:
    ours.write_text(json.dumps(json.loads(whole[0]), indent=1), "utf-8")
    imported(other, ours)

    assert everything(other) == whole[1]


def test_a_part_of_another_patient_is_refused(
    other: Services, ours: Path, whole: tuple[bytes, Any]
) -> None:
    one, two = (f"urn:uuid:{UUID(uid)}" for uid in whole[1])
    swapped = [
        line.replace(one, two) if '"resourceType":"Consent"' in line else line
        for line in ours.read_text("utf-8").splitlines()
    ]
    ours.write_text("\n".join(swapped) + "\n", "utf-8")

    assert "belongs to another patient" in refused(other, ours)


def test_a_damaged_document_is_refused(other: Services, ours: Path) -> None:
    data = '"contentType":"image/png","data":"'
    spoil(ours, data, data + "////")

    assert "(DocumentReference)" in refused(other, ours)


def test_records_are_not_merged_in_a_circle(other: Services, ours: Path) -> None:
    practice = other
    one, two = (
        practice.patients.add_patient(Patient(display_name=name)).patient_id
        for name in ("Ann Lee", "Anne Lee")
    )
    practice.mistakes.merge_patients(one, two)
    written(practice, ours)
    found = json.loads(ours.read_text("utf-8"))
    into, gone = (entry["resource"] for entry in found["entry"])
    merge = json.loads(json.dumps(into["extension"]))
    uid_of = {"uid": gone["id"], "gone": into["id"]}
    for part in merge[0]["extension"]:
        if part["url"] in uid_of:
            part["valueString"] = uid_of[part["url"]].replace("-", "")
    gone["extension"] = merge
    into["link"].append({"other": {"reference": f"urn:uuid:{gone['id']}"}, "type": "replaced-by"})
    ours.write_text(json.dumps(found), "utf-8")
    with open_practice(ours.parent / "third", clock=LATER) as third:
        assert "merged in a circle" in refused(third, ours)
