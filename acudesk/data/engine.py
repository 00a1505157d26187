"""The storage engine: sqlite-utils on sqlcipher3. The only module that imports a driver.

Import it before anything imports sqlite_utils: sqlite-utils takes `pysqlite3` where it finds one,
and only with that hook does it catch the exceptions that sqlcipher3 raises. Without it a failed
`INSERT ... RETURNING` leaves a savepoint open and later rows are lost without a word.
"""

import importlib.util
import sys

import sqlcipher3
from sqlcipher3 import dbapi2

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2


def _import_later(name: str) -> None:
    """Let a module of a package be imported only when something in it is asked for."""
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    package, _, last = name.rpartition(".")
    setattr(sys.modules[package], last, module)


# sqlite-utils reads dates with it in functions that AcuDesk does not use.
_import_later("dateutil.parser")

# sqlite-utils imports NumPy only to name its column types, which AcuDesk does not use; where
# Matplotlib has installed it, that import is a third of the whole. None makes it look absent.
_NUMPY_ABSENT = "numpy" not in sys.modules
if _NUMPY_ABSENT:
    sys.modules["numpy"] = None  # type: ignore[assignment]
# Its hooks name the type of a connection, and would bring Python's own engine in beside this one.
_SQLITE_ABSENT = "sqlite3" not in sys.modules
if _SQLITE_ABSENT:
    sys.modules["sqlite3"] = sqlcipher3
try:
    from sqlite_utils import Database, Migrations
    from sqlite_utils import utils as _utils
finally:
    if _NUMPY_ABSENT:
        del sys.modules["numpy"]
    if _SQLITE_ABSENT:
        del sys.modules["sqlite3"]

if _utils.OperationalError is not dbapi2.OperationalError:
    raise ImportError("sqlite_utils was imported before acudesk.data.engine")

Connection = dbapi2.Connection
Cursor = dbapi2.Cursor
DriverError = dbapi2.Error
IntegrityError = dbapi2.IntegrityError
OperationalError = dbapi2.OperationalError
Row = dbapi2.Row
connect = dbapi2.connect
error_name = "sqlite_errorname"
"""The attribute of a driver error that names it, e.g. SQLITE_FULL; its text is never logged."""

__all__ = [
    "Connection",
    "Cursor",
    "Database",
    "DriverError",
    "IntegrityError",
    "Migrations",
    "OperationalError",
    "Row",
    "connect",
    "error_name",
]
