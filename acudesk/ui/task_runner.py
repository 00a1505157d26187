"""Carries service calls to the one database thread and brings their results back.

The thread opens, owns and closes the practice. A result reaches the window by a queued signal,
so a field is "saved" only when its commit has returned. Heavy work on plain data (drawing,
typesetting) goes to a thread of its own by `run_aside`.
"""

import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from acudesk.domain.changes import Changes
from acudesk.domain.errors import BugError, DomainError, StorageError
from acudesk.translation import tr
from acudesk.ui.change_bus import ChangeBus

if TYPE_CHECKING:
    from acudesk.bootstrap import Services
    from acudesk.domain.long_work import Step
    from acudesk.services.long_work import LongWork, Question

LOG = logging.getLogger(__name__)
LOG_BYTES = 200_000
SWITCH_SECONDS = 0.000_5
"""How long Python waits before it asks a busy thread to let another one on. A thread that reads
a file lets go for a moment at every read, and takes its turn again before the window has woken:
with Python's own five milliseconds between two reads the window never gets to ask, and stands
still for seconds."""

Job = Callable[["Services"], Any]


class LongTask(QObject):
    """Work of minutes on its way; `told` carries each Step. `stop` asks it to end soon."""

    told = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stopped = threading.Event()

    @property
    def is_stopped(self) -> bool:
        """Whether nobody waits for it any more; may be asked from any thread."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ask the work to end at its next step."""
        self._stopped.set()

    def tell(self, step: "Step") -> None:
        """Say how far the work is, from its own thread."""
        if shiboken6.isValid(self):
            self.told.emit(step)


class TaskRunner(QObject):
    """The way from the window to the services.

    `failed` is emitted with a DomainError that nobody asked for, `broken` with the name of a
    bug; neither loses what is on the screen.
    """

    failed = Signal(object)
    broken = Signal(str)
    _returned = Signal(object)

    def __init__(self, data_dir: Path, bus: ChangeBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_SECONDS)
        self._data_dir = data_dir
        self._bus = bus
        self._services: Services | None = None
        self._waiting = 0
        self._closed = False
        self._database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        self._workshop = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workshop")
        self._long = ThreadPoolExecutor(max_workers=1, thread_name_prefix="long-work")
        self._long_tasks: list[LongTask] = []
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a result is still on its way."""
        return self._waiting > 0

    def open(self, done: Callable[[None], None], failed: Callable[[DomainError], None]) -> None:
        """Open the practice on the database thread."""
        self._submit(self._database, self._open, done, failed, self)

    def read(
        self,
        job: Job,
        done: Callable[[Any], None],
        *,
        failed: Callable[[DomainError], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run a question on the database thread; `done` is called here with its answer.

        Nothing is called when `owner` is gone by then.
        """
        self._submit(self._database, lambda: self._settled(job), done, failed, owner or self)

    def write(
        self,
        job: Job,
        done: Callable[[Changes], None] | None = None,
        *,
        failed: Callable[[DomainError], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run a write on the database thread; its Changes go to the bus, then to `done`."""

        def committed(changes: Changes) -> None:
            self._bus.changed.emit(changes)
            if done is not None:
                done(changes)

        self._submit(self._database, lambda: self._settled(job), committed, failed, owner or self)

    def run_aside(
        self,
        job: Callable[[], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[DomainError], None] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run work on plain data beside the database."""
        self._submit(self._workshop, job, done, failed, owner or self)

    def run_long(
        self,
        work: "Callable[[LongWork], Any]",
        done: Callable[[Any], None],
        *,
        told: "Callable[[Step], None] | None" = None,
        failed: Callable[[DomainError], None] | None = None,
        owner: QObject | None = None,
    ) -> LongTask:
        """Run work of minutes beside everything else, one such work at a time; `told` hears how
        far it is.

        Its questions take their turn among the others on the database thread. A work that was
        stopped ends with StoppedError, which goes to `failed`.
        """
        task = LongTask(self)
        if told is not None:  # Before it begins: what was told to nobody is lost.
            task.told.connect(told)
        self._long_tasks.append(task)

        def carried_out() -> Any:
            from acudesk.services.long_work import LongWork

            return work(LongWork(ask=self._ask, tell=task.tell, is_stopped=lambda: task.is_stopped))

        def over(call: Callable[[Any], None] | None) -> Callable[[Any], None]:
            def ended(result: Any) -> None:
                self._long_tasks.remove(task)
                task.deleteLater()
                if call is not None and shiboken6.isValid(owner or self):
                    call(result)

            return ended

        self._submit(self._long, carried_out, over(done), over(failed or self.failed.emit), self)
        return task

    def announce(self, changes: Changes) -> None:
        """Let every page know what long work has changed."""
        self._bus.changed.emit(changes)

    def close(self) -> None:
        """Finish everything that was asked for, then close the practice; long work is stopped.

        What comes back after that is not delivered, and nothing more can be asked for.
        """
        if self._closed:
            return
        self._closed = True
        for task in self._long_tasks:
            task.stop()
        self._database.submit(self._close)
        self._database.shutdown(wait=True)
        self._workshop.shutdown(wait=True, cancel_futures=True)
        self._long.shutdown(wait=True, cancel_futures=True)

    def _ask(self, question: "Question") -> Any:
        """The answer to a question of long work, on its thread."""
        from acudesk.domain.long_work import StoppedError

        try:
            asked = self._database.submit(lambda: self._settled(question))
        except RuntimeError:  # The program is being closed.
            raise StoppedError from None
        return asked.result()

    def _open(self) -> None:
        from acudesk.bootstrap import connect_practice

        self._services = connect_practice(self._data_dir)

    def _close(self) -> None:
        if self._services is not None:
            self._services.work.close()
            self._services = None

    def _settled(self, job: Job) -> Any:
        if self._services is None:
            raise BugError("the practice is not open")
        try:
            return job(self._services)
        finally:
            self._services.work.check_settled()

    def _submit(
        self,
        threads: ThreadPoolExecutor,
        job: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[DomainError], None] | None,
        owner: QObject,
    ) -> None:
        if self._closed:
            return
        self._waiting += 1

        def hand_back(future: Future[Any]) -> None:
            if shiboken6.isValid(self):
                self._returned.emit((future, done, failed, owner))

        threads.submit(job).add_done_callback(hand_back)

    def _deliver(self, parcel: tuple[Future[Any], Any, Any, QObject]) -> None:
        future, done, failed, owner = parcel
        self._waiting -= 1
        if self._closed:
            return
        error = future.exception()
        if error is None:
            if shiboken6.isValid(owner):
                done(future.result())
            return
        heard = failed is not None and shiboken6.isValid(owner)
        if not isinstance(error, DomainError):
            name = report_bug(error)
            if not heard:
                self.broken.emit(name)
                return
            error = StorageError(bug_words(name))
        if heard:
            failed(error)
        else:
            self.failed.emit(error)


def report_bug(error: BaseException) -> str:
    """Log a bug without its text, which can hold what somebody wrote; returns its short name."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "?"
    if trace is not None:
        code = trace.tb_frame.f_code
        place = f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}"
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    LOG.error("%s at %s", name, place)
    return f"{name}, {place}"


def bug_words(name: str) -> str:
    """What the practitioner reads of a bug: nothing of theirs is lost by it."""
    return tr(
        "Something went wrong inside AcuDesk ({name}); the last entry is not saved. "
        "Ctrl+S tries to save it again.",
        name=name,
    )


def keep_log(folder: Path) -> None:
    """Write what goes wrong inside AcuDesk to `acudesk.log`; it names code, never a patient."""
    from logging.handlers import RotatingFileHandler

    handler = RotatingFileHandler(
        folder / "acudesk.log", maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.raiseExceptions = False
    root = logging.getLogger("acudesk")
    root.addHandler(handler)
    root.propagate = False


def install_hooks(broken: Callable[[str], None]) -> None:
    """Send exceptions that nothing caught to `broken`, from any thread."""

    def caught(kind: type[BaseException], error: BaseException, trace: object) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, error.__traceback__)
            return
        broken(report_bug(error))

    sys.excepthook = caught
    threading.excepthook = lambda args: (
        broken(report_bug(args.exc_value)) if args.exc_value is not None else None
    )
