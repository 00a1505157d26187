"""Acupuncture points: codes are keys, names are aliases."""

from enum import StrEnum


class PointSide(StrEnum):
    """On which side a point is needled."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    MIDLINE = "midline"
