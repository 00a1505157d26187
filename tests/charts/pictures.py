"""Figures as arrays of pixels."""

import io

import numpy as np
from matplotlib.figure import Figure
from matplotlib.image import imread

GREY = np.array([0.2126, 0.7152, 0.0722])


def png_bytes(figure: Figure, dpi: float = 150.0) -> bytes:
    """The figure as the screen paints it."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None})
    return stream.getvalue()


def pixels(png: bytes) -> np.ndarray:
    """Red, green and blue of a picture, 0 to 1, rows from the top."""
    return np.asarray(imread(io.BytesIO(png)))[:, :, :3]


def grey(figure: Figure, dpi: float = 100) -> np.ndarray:
    """The figure in shades of grey, 0 black to 1 white, rows from the top."""
    return np.asarray(pixels(png_bytes(figure, dpi)) @ GREY)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """How far two pictures of one size lie apart: the root of the mean square, 0 to 1."""
    return float(np.sqrt(np.mean(np.square(one - other))))
