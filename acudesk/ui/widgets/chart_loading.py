"""Matplotlib is loaded beside the window, so that it never stalls."""

import linecache
from importlib import import_module

MODULES = (
    "numpy",
    "acudesk.charts.flat",
    "matplotlib.figure",
    "matplotlib.backends.backend_qtagg",
)


def import_matplotlib(*more: str) -> None:
    """Import what every figure on screen needs, and more modules; for a thread of its own.

    PySide6 looks into the source text of every module that is imported, and Python would keep
    those texts for tracebacks: 20 MB.
    """
    for name in (*MODULES, *more):
        import_module(name)
        linecache.clearcache()
