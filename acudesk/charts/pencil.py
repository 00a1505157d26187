"""Puts words and lines on a figure, and takes them off again."""

from collections.abc import Sequence
from typing import Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from acudesk.charts.layout import LABEL
from acudesk.charts.lettering import font
from acudesk.charts.style import Style


class Pencil:
    """Draws on one figure in points from its lower left corner, `margin` points inside of it, or
    in a panel's own values."""

    def __init__(self, figure: Figure, style: Style, margin: float = 0.0) -> None:
        self.style = style
        self._figure = figure
        self._drawn: list[Artist] = []
        self._points = Affine2D().translate(margin, margin).scale(1 / 72) + figure.dpi_scale_trans

    def wipe(self) -> None:
        """Take off everything that was drawn."""
        for artist in self._drawn:
            artist.remove()
        self._drawn.clear()

    def put(self, axes: Axes, artist: Artist, *, clip: bool = False) -> None:
        """Draw something in a panel, in its values; `clip` cuts it off at the panel's edges."""
        axes.add_artist(artist)
        artist.set_clip_on(clip)
        self._drawn.append(artist)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = LABEL,
        colour: str = "",
        bold: bool = False,
        ha: Literal["left", "center", "right"] = "left",
        va: Literal["baseline", "center"] = "baseline",
        gid: str = "",
    ) -> None:
        """One line of text at a point; `text` comes from `lettered`."""
        artist = Text(
            x,
            y,
            text,
            color=colour or self.style.text_muted,
            fontproperties=font(text, size, bold),
            horizontalalignment=ha,
            verticalalignment=va,
            parse_math=False,
            transform=self._points,
        )
        artist.set_gid(gid or None)
        self._figure.add_artist(artist, clip=False)
        self._drawn.append(artist)

    def rule(self, x: Sequence[float], y: Sequence[float], **look: object) -> None:
        """A line between points."""
        line = Line2D(x, y, transform=self._points, **look)  # type: ignore[arg-type]
        self._figure.add_artist(line, clip=False)
        self._drawn.append(line)
