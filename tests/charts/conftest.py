"""What the tests of charts can be asked: to keep the pictures as they are now."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/charts --renew-pictures`: what is drawn becomes the reference."""
    parser.addoption("--renew-pictures", action="store_true", help="keep the charts as drawn now")


@pytest.fixture
def renew_pictures(request: pytest.FixtureRequest) -> bool:
    """Whether the pictures are to be kept; False where the option was not known in time."""
    return bool(request.config.getoption("--renew-pictures", default=False))
