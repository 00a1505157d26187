"""What columns of days and moments must look like, for the CHECKs of the schema."""

MOMENT = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*Z'"
"""A moment in UTC, as `domain.clock.utc_text` writes it."""


def day_of(column: str) -> str:
    """A day of the calendar, not before 1900."""
    return f"{column} BETWEEN '1900-01-01' AND '9999-12-31' AND {column} IS date({column})"
