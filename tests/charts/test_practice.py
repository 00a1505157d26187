"""The charts of many courses: first what they say, then what is seen."""

import io
import time
from decimal import Decimal

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.image import imread
from matplotlib.lines import Line2D
from matplotlib.text import Text

from acudesk.charts.change_words import ChangeForm, ChangeGroup, change_description, points_text
from acudesk.charts.practice import ChangeChart, change_bytes, group_look
from acudesk.charts.style import STYLES, load_style, luminance
from acudesk.domain.practice_figures import CourseChange
from acudesk.domain.progress import Status
from tests.charts.support import MEASURES

LIGHT = load_style("light")
SCALE = MEASURES[0].scale
WIDE, NARROW = (8.0, 3.2), (4.0, 3.4)
STATUS = {
    ChangeGroup.REACHED: Status.REACHED_THRESHOLD,
    ChangeGroup.BETTER: Status.BETTER,
    ChangeGroup.SAME: Status.UNCHANGED,
    ChangeGroup.WORSE: Status.WORSE,
    ChangeGroup.WORSE_BY_THRESHOLD: Status.WORSE_BY_THRESHOLD,
}


def change(baseline: str, latest: str) -> CourseChange:
    """From one pain to another on 0 to 10, with the status that the rule gives it: 2 points and
    30 per cent, from a baseline up to 2 the points alone."""
    before, after = Decimal(baseline), Decimal(latest)
    moved = abs(after - before)
    reached = moved >= 2 and (before <= 2 or moved * 10 >= before * 3)
    if after < before:
        status = Status.REACHED_THRESHOLD if reached else Status.BETTER
    elif after > before:
        status = Status.WORSE_BY_THRESHOLD if reached else Status.WORSE
    else:
        status = Status.UNCHANGED
    return CourseChange(baseline=float(before) / 10, latest=float(after) / 10, status=status)


TWELVE = (
    [change("8", "3")] * 3
    + [change("9", "7"), change("5", "3"), change("7", "5"), change("6", "5")]
    + [change("5", "5")] * 2
    + [change("4", "5"), change("3", "6"), change("0", "2")]
)


def registry(count: int, decimals: int = 0) -> list[CourseChange]:
    """So many courses of a fixed seed."""
    chance = np.random.default_rng(7)
    before = np.clip(np.round(chance.normal(6.5, 1.7, count), decimals), 0, 10)
    after = np.clip(np.round(before - chance.normal(1.2, 2.4, count), decimals), 0, 10)
    return [change(f"{b:.1f}", f"{a:.1f}") for b, a in zip(before, after, strict=True)]


def shown(
    changes: list[CourseChange],
    form: ChangeForm = ChangeForm.WATERFALL,
    *,
    style: str = "light",
    size: tuple[float, float] = WIDE,
) -> ChangeChart:
    chart = ChangeChart(load_style(style), size)
    chart.show(changes, form=form, scale=SCALE)
    return chart


def texts(chart: ChangeChart, gid: str) -> list[str]:
    found = chart.figure.findobj(lambda artist: artist.get_gid() == gid)
    return [one.get_text() for one in found if isinstance(one, Text)]


@pytest.mark.parametrize("form", ChangeForm)
@pytest.mark.parametrize("size", [WIDE, (3.4, 3.4)])
def test_notes_stand_below_everything_else(form: ChangeForm, size: tuple[float, float]) -> None:
    notes = ("All courses with at least one session.", "Baseline: first score.")
    chart = ChangeChart(LIGHT, size)
    chart.show(TWELVE, form=form, scale=SCALE, notes=notes)
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()

    assert sorted(texts(chart, "note")) == sorted(notes)
    written = chart.figure.findobj(Text)
    boxes = {
        gid: [
            one.get_window_extent(canvas.get_renderer()) for one in written if one.get_gid() == gid
        ]
        for gid in ("note", "axis", "legend")
    }
    first, second = sorted(boxes["note"], key=lambda box: box.y0)
    assert first.y0 >= 0
    assert first.y1 <= second.y0 + 1
    assert second.y1 <= min(box.y0 for box in (*boxes["axis"], *boxes["legend"])) + 1


def lines(chart: ChangeChart, gid: str) -> list[Line2D]:
    found = chart.figure.findobj(lambda artist: artist.get_gid() == gid)
    return [one for one in found if isinstance(one, Line2D)]


def shapes(chart: ChangeChart, group: ChangeGroup) -> list[np.ndarray]:
    found = chart.figure.findobj(lambda artist: artist.get_gid() == group.value)
    return [
        np.asarray(path.vertices)
        for one in found
        if isinstance(one, PolyCollection)
        for path in one.get_paths()
    ]


def test_every_course_has_a_bar_from_the_largest_fall_to_the_largest_rise() -> None:
    chart = shown(TWELVE)

    points = [bar.points for bar in chart.bars()]
    assert points == [-5, -5, -5, -2, -2, -2, -1, 0, 0, 1, 2, 3]
    assert [bar.place for bar in chart.bars()] == list(range(12))


def test_of_one_fall_those_that_reached_the_threshold_stand_first() -> None:
    # 7 to 5 is 29 %, 9 to 7 is 22 %: two points, and not enough.
    falls = [bar.group for bar in shown(TWELVE).bars() if bar.points == -2]

    assert falls == [ChangeGroup.REACHED, ChangeGroup.BETTER, ChangeGroup.BETTER]


def test_a_bar_reaches_from_nothing_to_its_change() -> None:
    chart = shown(TWELVE)

    drawn = {group: shapes(chart, group) for group in ChangeGroup}
    assert {group: len(found) for group, found in drawn.items()} == {
        ChangeGroup.REACHED: 4,
        ChangeGroup.BETTER: 3,
        ChangeGroup.SAME: 2,
        ChangeGroup.WORSE: 1,
        ChangeGroup.WORSE_BY_THRESHOLD: 2,
    }
    first = drawn[ChangeGroup.REACHED][0]
    assert (first[:, 1].min(), first[:, 1].max()) == (-5, 0)
    for flat in drawn[ChangeGroup.SAME]:
        low, high = flat[:, 1].min(), flat[:, 1].max()
        assert low == -high  # a mark on the line, so that it is not lost
        assert 0 < high < 0.3


def test_thousands_of_bars_cover_the_same_ground_in_few_shapes() -> None:
    changes = registry(7_138)
    chart = shown(changes)

    for group in (ChangeGroup.REACHED, ChangeGroup.WORSE_BY_THRESHOLD):
        area = 0.0
        for corners in shapes(chart, group):
            x, y = corners[:, 0], corners[:, 1]
            area += abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
        wanted = sum(abs(one.change) * 10 for one in changes if one.status == STATUS[group])
        assert area == pytest.approx(wanted)
        assert len(shapes(chart, group)) < 30


@pytest.mark.parametrize("form", ChangeForm)
@pytest.mark.parametrize("decimals", [0, 1])
def test_thousands_of_courses_are_drawn_at_once(form: ChangeForm, decimals: int) -> None:
    changes = registry(7_138, decimals)
    chart = shown(changes, form)
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()

    took = []
    for _ in range(3):
        start = time.process_time()
        chart.show(changes, form=form, scale=SCALE)
        canvas.draw()
        took.append(time.process_time() - start)
    # A tenth of a second on the machine it was written on; here only a slip shall be noticed.
    assert min(took) < 0.4


def test_dots_count_the_courses_that_began_and_ended_alike() -> None:
    chart = shown(TWELVE, ChangeForm.DOTS)

    dots = {(dot.baseline, dot.latest): dot.count for dot in chart.dots()}
    assert dots[(8, 3)] == 3
    assert dots[(5, 5)] == 2
    assert sum(dots.values()) == 12
    assert [dot.count for dot in chart.dots()][:3] == [3, 2, 1]
    marks = [one for one in chart.figure.findobj(PathCollection) if one.get_gid()]
    assert sum(np.asarray(one.get_offsets()).shape[0] for one in marks) == len(dots)
    (reached,) = (one for one in marks if one.get_gid() == "reached")
    three, one = reached.get_sizes()[0], reached.get_sizes()[-1]
    assert three == pytest.approx(3 * one)  # area, not width, is the number


def test_many_different_places_are_put_together_by_half_points() -> None:
    changes = registry(7_138, 1)
    dots = shown(changes, ChangeForm.DOTS).dots()

    assert sum(dot.count for dot in dots) == 7_138
    assert all(dot.baseline * 2 == int(dot.baseline * 2) for dot in dots)


@pytest.mark.parametrize(("baseline", "highest"), [(2, 0), (4, 2), (5, 3), (7, 4.9), (10, 7)])
def test_below_the_line_lies_what_reached_the_threshold(baseline: float, highest: float) -> None:
    (line,) = lines(shown(TWELVE, ChangeForm.DOTS), "threshold")

    x, y = (np.asarray(part, dtype=float) for part in line.get_data())
    assert np.interp(baseline, x, y) == pytest.approx(highest)


def test_without_a_threshold_no_line_is_drawn() -> None:
    chart = ChangeChart(LIGHT, WIDE)
    chart.show(TWELVE, form=ChangeForm.DOTS)

    assert lines(chart, "threshold") == []
    assert len(lines(chart, "no-change")) == 1
    assert texts(chart, "line") == ["no change"]


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("form", ChangeForm)
def test_the_legend_counts_each_group_and_nothing_is_cut(
    form: ChangeForm, size: tuple[float, float]
) -> None:
    chart = shown(TWELVE, form, size=size)

    assert texts(chart, "legend") == [
        "better, reached the threshold: 4",
        "better, below it: 3",
        "unchanged or within error: 2",
        "worse, below the threshold: 1",
        "worse by the threshold: 2",
    ]
    assert texts(chart, "direction") == ["↓ lower is better"]
    renderer = FigureCanvasAgg(chart.figure).get_renderer()
    width, height = chart.figure.bbox.width, chart.figure.bbox.height
    for text in chart.figure.findobj(Text):
        if text.get_text() and text.get_visible() and text.get_gid():
            box = text.get_window_extent(renderer)
            assert box.x0 >= -1, text.get_text()
            assert box.x1 <= width + 1, text.get_text()
            assert box.y0 >= -1, text.get_text()
            assert box.y1 <= height + 1, text.get_text()


@pytest.mark.parametrize("style", STYLES)
def test_full_and_pale_stay_apart_in_grey(style: str) -> None:
    chart = shown(TWELVE, style=style)

    grey = {}
    for bars in chart.figure.findobj(PolyCollection):
        red, green, blue = (round(255 * part) for part in np.asarray(bars.get_facecolor())[0, :3])
        grey[bars.get_gid()] = luminance(f"#{red:02x}{green:02x}{blue:02x}")

    def contrast(one: ChangeGroup, other: ChangeGroup) -> float:
        darker, lighter = sorted((grey[one], grey[other]))
        return (lighter + 0.05) / (darker + 0.05)

    # Below the line and above it are told apart by place; on one side the eye needs a step.
    assert contrast(ChangeGroup.REACHED, ChangeGroup.BETTER) > 2.5
    assert contrast(ChangeGroup.WORSE, ChangeGroup.WORSE_BY_THRESHOLD) > 2.5


def test_dots_differ_in_form_or_filling_without_colour() -> None:
    looks = [group_look(group, LIGHT) for group in ChangeGroup]

    assert len({(look.marker, look.full) for look in looks}) == len(looks)


def test_another_filter_replaces_the_former_and_colours_follow_the_look() -> None:
    chart = shown(TWELVE)
    chart.show(TWELVE[:10])
    assert len(chart.bars()) == 10
    assert sum(len(shapes(chart, group)) for group in ChangeGroup) == 10

    dark = load_style("dark")
    chart.restyle(dark)
    canvas = FigureCanvasAgg(chart.figure)
    canvas.draw()
    corner = np.asarray(canvas.buffer_rgba())[1, 1, :3]
    assert "#{:02x}{:02x}{:02x}".format(*corner) == dark.card


def test_without_courses_a_sentence_stands_there() -> None:
    chart = shown([])

    assert texts(chart, "empty") == ["No closed course has data to compare."]
    assert chart.description() == "No closed course has data to compare."


def test_the_words_tell_groups_and_range() -> None:
    words = change_description(TWELVE)

    assert "12 closed courses with data" in words
    assert "Better, reached the threshold: 4." in words
    assert "Worse by the threshold: 2." in words
    # Of −5 −5 −5 −2 −2 −2 −1 0 0 1 2 3 the middle lies between −2 and −1.
    assert "from −5 to 3, half of them at −1.5 or below" in words


def test_points_are_read_without_binary_dust() -> None:
    assert points_text(0.3 - 0.5) == "−2"
    assert points_text(0.675 - 0.5) == "1.8"
    assert points_text(0.0) == "0"


@pytest.mark.parametrize("form", ChangeForm)
def test_a_picture_is_the_same_each_time_and_names_no_maker(form: ChangeForm) -> None:
    paper = load_style("paper")
    for kind, start in (("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")):
        one = change_bytes(TWELVE, form, SCALE, paper, kind, (6.3, 3.4))  # type: ignore[arg-type]
        other = change_bytes(TWELVE, form, SCALE, paper, kind, (6.3, 3.4))  # type: ignore[arg-type]
        assert one.startswith(start)
        assert one == other
        assert b"matplotlib" not in one.lower()[-400:]
        if kind == "png":
            height, width = imread(io.BytesIO(one)).shape[:2]
            assert (width, height) == (1260, 680)
