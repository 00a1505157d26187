"""The window: the only place that knows Qt.

What knows no Qt is imported before Qt: PySide6 reads the source text of every module that is
imported after it, and that doubles what the import of sqlite-utils costs.
"""

import acudesk.bootstrap  # noqa: F401
