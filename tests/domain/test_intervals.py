"""The Wilson interval, against a published table and against scipy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from acudesk.domain.intervals import Share, wilson


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # Newcombe 1998, Stat Med 17:857-872, table I, the score method.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # By hand: of none in ten the upper end is z^2 / (10 + z^2) = 3.8415 / 13.8415.
        (0, 10, 0.0000, 0.2775),
        (10, 10, 0.7225, 1.0000),
        (5, 10, 0.2366, 0.7634),
    ],
)
def test_published_intervals(count: int, of: int, low: float, high: float) -> None:
    found = wilson(count, of)

    assert (found.count, found.of) == (count, of)
    assert found.share == pytest.approx(count / of)
    assert found.low == pytest.approx(low, abs=0.00005)
    assert found.high == pytest.approx(high, abs=0.00005)


def test_the_ends_are_exactly_none_and_all() -> None:
    assert wilson(0, 7).low == 0
    assert wilson(7, 7).high == 1


@pytest.mark.parametrize("of", [0, -1])
def test_of_nothing_there_is_no_share(of: int) -> None:
    assert wilson(0, of) == Share(count=0, of=of, share=None, low=None, high=None)


@given(st.integers(1, 30_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_any_share_has_the_interval_of_scipy(counts: tuple[int, int]) -> None:
    count, of = counts
    found = wilson(count, of)
    theirs = binomtest(count, of).proportion_ci(method="wilson")

    assert found.low == pytest.approx(theirs.low, abs=1e-12)
    assert found.high == pytest.approx(theirs.high, abs=1e-12)
    assert found.low is not None
    assert found.high is not None
    assert found.share is not None
    assert 0 <= found.low <= found.share <= found.high <= 1
