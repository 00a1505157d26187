"""Tables as an Excel workbook: texts as texts, never as formulas or links, and numbers as numbers.

Nothing here reads the database or the clock: the same tables give the same bytes.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

CREATED = datetime(2000, 1, 1)
"""Stands for the day of making in the file, which else would differ each time."""
NARROWEST, WIDEST = 10, 60
"""Characters of a column."""
_OPTIONS = {
    # Row by row onto the disk: the size of the table is no matter.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

Value = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column of a sheet; `percent` shows a share of 0 to 1 in per cent."""

    title: str
    percent: bool = False
    decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name (at most 31 characters), columns and rows. A row's None is an empty
    cell."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Value, ...], ...]


def workbook_bytes(sheets: Iterable[Sheet], *, title: str) -> bytes:
    """The sheets as an .xlsx file; the headings stay in sight and filter their column."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    book.set_properties({"title": title, "created": CREATED})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    words = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        formats = [
            book.add_format({"num_format": _number_format(column), "valign": "top"})
            for column in sheet.columns
        ]
        for place, width in enumerate(_widths(sheet)):
            page.set_column(place, place, width)
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, column.title, head)
        for line, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(line, place, value, words)
                elif value is not None:
                    page.write_number(line, place, value, formats[place])
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    book.close()
    return stream.getvalue()


def _number_format(column: SheetColumn) -> str:
    digits = "0" + ("." + "0" * column.decimals if column.decimals else "")
    return f"{digits} %" if column.percent else digits


def _widths(sheet: Sheet) -> Sequence[float]:
    longest = [len(column.title) / 2 for column in sheet.columns]
    for row in sheet.rows:
        for place, value in enumerate(row):
            longest[place] = max(longest[place], len(str(value)) if isinstance(value, str) else 8)
    return [min(max(width + 2, NARROWEST), WIDEST) for width in longest]
