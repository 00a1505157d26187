"""The library of points, read once."""

from functools import cache

from acudesk import paths
from acudesk.domain.point_library import PointLibrary, library_from_csv


@cache
def point_library() -> PointLibrary:
    """All points with their names; asked what a text means, or what it may become."""
    return library_from_csv(paths.resource("points.csv").read_text(encoding="utf-8"))
