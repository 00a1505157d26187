"""Tells every page what a write touched; each decides whether to read again."""

from PySide6.QtCore import QObject, Signal


class ChangeBus(QObject):
    """Emits the `Changes` of every write that has been committed."""

    changed = Signal(object)
