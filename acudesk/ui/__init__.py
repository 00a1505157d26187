"""The window: the only place that knows Qt.

What knows no Qt is imported before Qt: PySide6 reads the source text of every module that is
imported after it, and that doubles what the import of sqlite-utils costs.
"""

import gc

import acudesk.bootstrap  # noqa: F401

# Modules and widgets live as long as the program: to look for rubbish among them after every
# 700 new objects, as Python does, takes a twentieth of the start.
gc.set_threshold(20_000, 20, 20)
