"""The body chart's zones and figures, read once from the bundled files."""

from functools import cache

from acudesk import paths
from acudesk.domain.body_chart import (
    BodyView,
    Figure,
    Zone,
    figure_from_svg,
    zones_from_toml,
)


@cache
def list_zones() -> tuple[Zone, ...]:
    """Every zone, region by region from head to foot, left before right."""
    return zones_from_toml(paths.resource("body/zones.toml").read_text(encoding="utf-8"))


@cache
def figures() -> tuple[Figure, ...]:
    """The four views in the order in which they stand side by side."""
    return tuple(
        figure_from_svg(view, paths.resource(f"body/{view}.svg").read_text(encoding="utf-8"))
        for view in BodyView
    )
