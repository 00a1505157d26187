"""The chart beside stored pictures: what nobody meant to change looks as it did.

`pytest tests/charts --renew-pictures` keeps what is drawn now; look at it before it is committed.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from acudesk.charts.style import STYLES, load_style
from acudesk.charts.trend import trend_figure
from acudesk.domain.trend import Axis, Trend, build_trend
from tests.charts.pictures import apart, pixels, png_bytes
from tests.charts.support import (
    BACK,
    MEASURES,
    six_panels,
    told_course,
    visits,
    weeks_with_a_break,
)

REFERENCES = Path(__file__).parent / "references"
DPI = 60.0
ALIKE = 0.004
"""Root mean square: another version of the library that draws letters may differ by so much."""
LARGEST = 60_000

CASES: dict[str, tuple[Callable[[], Trend], tuple[float, float]]] = {
    "usual": (lambda: told_course(), (5.6, 4.3)),
    "usual-by-date": (lambda: told_course(axis=Axis.DATE, most_panels=2), (5.6, 3.6)),
    "low": (lambda: told_course(), (4.2, 2.62)),
    "six-panels": (lambda: six_panels(), (9.0, 6.4)),
    "tall": (lambda: six_panels(20), (5.6, 9.0)),
    "one-score": (lambda: build_trend(MEASURES, visits({BACK: [6]})), (4.2, 2.2)),
    "weeks-apart": (lambda: weeks_with_a_break(), (5.6, 2.6)),
}


def drawn(case: str, style: str) -> Figure:
    build, size = CASES[case]
    return trend_figure(build(), load_style(style), size)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("case", CASES)
def test_a_chart_looks_as_it_did(
    case: str, style: str, renew_pictures: bool, tmp_path: Path
) -> None:
    kept = REFERENCES / f"{case}-{style}.png"
    picture = png_bytes(drawn(case, style), DPI)
    if renew_pictures:
        kept.write_bytes(picture)
    now, then = pixels(picture), pixels(kept.read_bytes())

    far = apart(now, then) if now.shape == then.shape else 1.0
    if far > ALIKE:
        beside = tmp_path / kept.name
        beside.write_bytes(picture)
        pytest.fail(f"{far:.4f} away from {kept.name}; what is drawn now lies at {beside}")


@pytest.mark.parametrize("gid", ["level-30", "level-50", "baseline", "series-1", "stems"])
def test_a_line_that_is_lost_is_noticed(gid: str) -> None:
    figure = drawn("usual", "light")
    then = pixels((REFERENCES / "usual-light.png").read_bytes())
    (line,) = [one for one in figure.axes[0].lines if one.get_gid() == f"panel-0-{gid}"]

    line.set_visible(False)

    assert apart(pixels(png_bytes(figure, DPI)), then) > 1.5 * ALIKE


def test_marks_that_are_lost_are_noticed() -> None:
    figure = drawn("usual", "light")
    then = pixels((REFERENCES / "usual-light.png").read_bytes())
    (marks,) = [one for one in figure.artists if one.get_gid() == "marks-medication"]

    marks.set_visible(False)

    assert apart(pixels(png_bytes(figure, DPI)), then) > 1.5 * ALIKE


def test_the_pictures_are_small_and_all_in_use() -> None:
    names = {f"{case}-{style}.png" for case in CASES for style in STYLES}

    assert {path.name for path in REFERENCES.iterdir()} == names
    assert max(path.stat().st_size for path in REFERENCES.iterdir()) < LARGEST
