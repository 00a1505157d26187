"""Charts on paper share one figure: none shows anything of the one before."""

import threading

import pytest

from acudesk.charts.style import load_style
from acudesk.charts.trend import chart_svg, svg_bytes, trend_figure
from acudesk.domain.session import Session
from acudesk.domain.trend import Trend, build_trend
from tests.charts.support import MEASURES, two_weeks_of_a_diary, usual_course

PAPER, SIZE = load_style("paper"), (6.85, 3.75)


@pytest.fixture(scope="module")
def trends() -> list[Trend]:
    courses: list[list[Session]] = [usual_course(12), two_weeks_of_a_diary(), [], usual_course(1)]
    return [build_trend(MEASURES, sessions, most_panels=3) for sessions in courses]


def test_each_is_as_if_it_were_the_first(trends: list[Trend]) -> None:
    alone = [svg_bytes(trend_figure(trend, PAPER, SIZE)) for trend in trends]

    assert [chart_svg(trend, PAPER, SIZE) for trend in trends] == alone
    assert [chart_svg(trend, PAPER, SIZE) for trend in reversed(trends)] == alone[::-1]
    assert len(set(alone)) == len(alone)


def test_another_size_and_other_colours(trends: list[Trend]) -> None:
    low, light = (6.85, 2.6), load_style("light")
    chart_svg(trends[0], PAPER, SIZE)

    assert chart_svg(trends[0], PAPER, low) == svg_bytes(trend_figure(trends[0], PAPER, low))
    assert chart_svg(trends[0], light, SIZE) == svg_bytes(trend_figure(trends[0], light, SIZE))


def test_two_threads_do_not_disturb_each_other(trends: list[Trend]) -> None:
    made: dict[int, list[bytes]] = {}
    threads = [
        threading.Thread(
            target=lambda n=n: made.update({n: [chart_svg(one, PAPER, SIZE) for one in trends]})
        )
        for n in range(2)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert made[0] == made[1] == [chart_svg(one, PAPER, SIZE) for one in trends]
