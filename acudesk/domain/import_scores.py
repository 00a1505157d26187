"""Scores as files write them: recognised over a whole column, asked or refused, never clamped."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreForm:
    """How a column writes its scores.

    `scale` is the code of one of the measure's scales, empty for the one that the column tells.
    `share` says that 0 to 1 is written and means that share of the scale: 0.77 is 7.7 of 10; the
    text of the file is then kept in the notes of the entry. `decimal` is the one sign in use, "."
    or ",", empty for either. `part` names the number meant in cells of several (`Current`).
    """

    scale: str = ""
    share: bool = False
    decimal: str = ""
    part: str = ""
