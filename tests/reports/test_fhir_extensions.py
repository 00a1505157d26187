"""Extensions of our own: written by the fields of a value, and read back as the same value."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from acudesk.domain.errors import BugError, DomainError
from acudesk.domain.needles import NeedledPoint, Response
from acudesk.domain.points import PointSide
from acudesk.domain.screening import Override
from acudesk.domain.treatment import Sensation, Treatment
from acudesk.reports.fhir.extensions import extension, read, whole
from acudesk.reports.fhir.links import parse_uid, part_uid, uid_text
from acudesk.reports.fhir.nodes import Node, parse_day, parse_moment
from acudesk.reports.fhir.validation import check_resource

POINT = NeedledPoint(
    code="BL23",
    side=PointSide.BOTH,
    depth_mm=25,
    hertz=Decimal("2.50"),
    sought=Response.DE_QI,
    obtained=False,
    note="sore",
)


def test_only_what_was_said_is_written() -> None:
    assert whole("point", POINT) == {
        "url": "urn:acudesk:point",
        "extension": [
            {"url": "code", "valueString": "BL23"},
            {"url": "side", "valueCode": "both"},
            {"url": "depth_mm", "valueInteger": 25},
            {"url": "hertz", "valueString": "2.50"},
            {"url": "sought", "valueCode": "de_qi"},
            {"url": "obtained", "valueBoolean": False},
            {"url": "note", "valueString": "sore"},
        ],
    }


def test_what_stands_elsewhere_is_left_out_and_given_back() -> None:
    made = whole("point", POINT, without=("code",))

    assert all(one["url"] != "code" for one in made["extension"])
    assert read(NeedledPoint, Node(made), code="BL23") == POINT


def test_lists_moments_and_empty_values_come_back() -> None:
    treatment = Treatment(
        sensations=(Sensation.TINGLING, Sensation.WARMTH),
        health_confirmed_at=datetime(2026, 3, 2, 8, 30, 0, 123456, UTC),
        advice="Walk.\nKeep warm.",
    )

    assert read(Treatment, Node(whole("treatment", treatment))) == treatment
    assert read(Treatment, Node(whole("treatment", Treatment()))) == Treatment()


def test_a_text_without_a_visible_letter_is_encoded() -> None:
    (made,) = extension("history", "\u00a0")

    assert "valueString" not in made  # FHIR takes no such text.
    assert Node(made).value() == "\u00a0"
    assert extension("history", "") == []


def test_what_is_missing_or_of_another_kind_is_a_sentence() -> None:
    with pytest.raises(DomainError, match="“side” is missing"):
        read(NeedledPoint, Node({"extension": [{"url": "code", "valueString": "BL23"}]}))
    with pytest.raises(DomainError, match="write why"):  # The value's own rule.
        read(
            Override,
            Node(
                {
                    "extension": [
                        {"url": "rule", "valueString": "pregnancy"},
                        {"url": "at", "valueInstant": "2026-03-02T08:30:00Z"},
                    ]
                }
            ),
        )


@pytest.mark.parametrize("text", ["2026", "2026-02", "2026-02-30", "1066-10-14", "٢٠٢٦-٠١-٠١x", ""])
def test_no_part_of_a_day_is_taken_for_one(text: str) -> None:
    with pytest.raises(DomainError):
        parse_day(text)


@pytest.mark.parametrize(
    "text", ["2026-03-02T09:30:00", "2026-03-02", "0001-01-01T00:00:00+14:00", "9999-12-31T25:00Z"]
)
def test_no_part_of_a_moment_is_taken_for_one(text: str) -> None:
    with pytest.raises(DomainError):
        parse_moment(text)


def test_moments_and_days() -> None:
    assert parse_day("2026-03-02") == date(2026, 3, 2)
    assert parse_moment("2026-03-02T09:30:00.5+01:00") == datetime(
        2026, 3, 2, 8, 30, 0, 500_000, UTC
    )


def test_a_part_has_the_same_uid_each_time_and_no_other() -> None:
    uid = "1" * 32

    assert part_uid(uid, "plan") == part_uid(uid, "plan") != part_uid(uid, "condition")
    assert parse_uid(f"urn:uuid:{uid_text(uid)}") == uid
    for wrong in ("", "urn:uuid:", "Patient/1", "x" * 32, 7, None, "1" * 100):
        with pytest.raises(DomainError, match="no reference"):
            parse_uid(wrong)


def test_a_resource_that_is_none_is_our_mistake_and_names_no_value() -> None:
    with pytest.raises(BugError) as error:
        check_resource({"resourceType": "Patient", "birthDate": "secret", "nonsense": "secret"})

    assert "birthDate" in str(error.value)
    assert "secret" not in str(error.value)
