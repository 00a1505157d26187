"""Matplotlib is loaded beside the window, so that it never stalls."""

import linecache
from importlib import import_module


def import_matplotlib() -> None:
    """Import everything that a chart on screen needs; for a thread of its own.

    PySide6 looks into the source text of every module that is imported, and Python would keep
    those texts for tracebacks: 20 MB.
    """
    for name in (
        "numpy",
        "acudesk.charts.flat",
        "matplotlib.figure",
        "matplotlib.backends.backend_qtagg",
        "acudesk.charts.trend",
        "acudesk.ui.widgets.chart_ring",
        "acudesk.ui.widgets.chart_toolbar",
    ):
        import_module(name)
        linecache.clearcache()
