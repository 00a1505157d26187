"""Numbers as people write them, kept exactly as they were given."""

import re
from decimal import ROUND_HALF_UP, Decimal

from acudesk.domain.errors import DomainError
from acudesk.translation import tr

_PLAIN = re.compile(r"[+\-\u2212]?(\d+([.,]\d*)?|[.,]\d+)")
MINUS = "\u2212"


def parse_number(text: str, *, field: str = "") -> Decimal:
    """The number in `text`, exactly; a comma may stand for the decimal point.

    Raises DomainError for anything else: thousands separators, `7-6`, `7/10`, exponents, words.
    """
    written = text.strip()
    if not _PLAIN.fullmatch(written) or len(written) > 40:
        raise DomainError(
            tr("“{text}” is not a number. Write digits, such as 4 or 6.5.", text=written[:40]),
            field=field,
        )
    return Decimal(written.replace(",", ".").replace(MINUS, "-"))


def shown(value: Decimal, places: int | None = None) -> str:
    """A number for reading: no trailing zeros, a true minus sign, at most `places` decimals."""
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        text = "0"
    return text.replace("-", MINUS)


def with_unit(number: str, unit: str) -> str:
    """A number and its unit: `12 cm`, but `65°` and `40 %`; the number alone without one."""
    if not unit:
        return number
    return f"{number}{unit}" if unit == "°" else f"{number} {unit}"


def shown_signed(value: Decimal, places: int | None = None) -> str:
    """Like `shown`, with a plus sign for a rise."""
    text = shown(value, places)
    return text if value <= 0 or text == "0" else f"+{text}"
