"""The window: the only place that knows Qt."""

import gc
from contextlib import suppress

# What knows no Qt is imported before Qt, which slows every import down that comes after it.
import acudesk.bootstrap  # noqa: F401

# Modules and widgets live as long as the program: to look for rubbish among them after every
# 700 new objects, as Python does, takes a twentieth of the start.
gc.set_threshold(20_000, 20, 20)

# PySide6 reads and keeps the source text of every module that is imported after it, to know
# whether `from __feature__ import` may stand there. It stands nowhere here, and the sources of
# Matplotlib are not to stay in memory. Where PySide6 is built otherwise, all goes on as before.
with suppress(ImportError, AttributeError):
    import PySide6  # noqa: F401
    from shibokensupport import feature  # type: ignore[import-not-found]

    feature._mod_uses_pyside = lambda module: False
