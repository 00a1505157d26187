"""The practice's particulars."""

import pytest

from acudesk.domain.errors import DomainError
from acudesk.domain.practice import (
    LOGO_LIMIT,
    BaselineRule,
    LogoKind,
    Practice,
    baseline_name,
    logo_kind,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (PNG, LogoKind.PNG),
        (b"\xff\xd8\xff\xe0 JFIF", LogoKind.JPEG),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", LogoKind.SVG),
        (b"\xef\xbb\xbf <?xml version='1.0'?>\n<svg/>", LogoKind.SVG),
    ],
)
def test_a_logo_is_told_by_its_content(picture: bytes, kind: LogoKind) -> None:
    assert logo_kind(picture) == kind


@pytest.mark.parametrize(
    "picture",
    [b"GIF89a", b"%PDF-1.7", b"<?xml version='1.0'?><html/>", b"MZ", b"a <svg", PNG[:7]],
)
def test_no_other_file_is_a_logo(picture: bytes) -> None:
    with pytest.raises(DomainError, match="PNG, JPEG or SVG"):
        logo_kind(picture)


def test_a_large_logo_is_refused() -> None:
    Practice(logo=PNG + b"\0" * (LOGO_LIMIT - len(PNG)))
    with pytest.raises(DomainError, match="larger than 1 MB"):
        Practice(logo=PNG + b"\0" * LOGO_LIMIT)


@pytest.mark.parametrize("numbers", [(0,), (4, 201), (-1,)])
def test_reviews_come_at_session_numbers(numbers: tuple[int, ...]) -> None:
    with pytest.raises(DomainError) as refused:
        Practice(review_sessions=numbers)
    assert refused.value.field == "review_sessions"


def test_texts_are_cleaned() -> None:
    practice = Practice(name=" Praxis\x00  Mu\u0308ller ", address="Weg 1\r\nOrt\n")

    assert practice.name == "Praxis Müller"
    assert practice.address == "Weg 1\nOrt"


def test_every_baseline_has_a_name() -> None:
    assert len({baseline_name(rule) for rule in BaselineRule}) == len(BaselineRule)
