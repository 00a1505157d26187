"""A calm sound at the end of a timer; where no player is found, the system's own beep."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from acudesk import paths

TIMES = 3
"""How often it sounds until somebody takes notice."""
APART_MILLISECONDS = 8_000
PLAYERS = (("afplay",),) if sys.platform == "darwin" else (("paplay",), ("aplay", "-q"))
"""Players and their options, tried in this order; QtMultimedia is not in Essentials."""


class Chime(QObject):
    """Sounds without holding up the window, and never raises: the visible sign is what counts."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        players: Sequence[Sequence[str]] = PLAYERS,
        apart: int = APART_MILLISECONDS,
    ) -> None:
        super().__init__(parent)
        self._players = players
        self._untried: list[Sequence[str]] = []
        self._playing = False
        self._process = process = QProcess(self)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._troubled)
        # Qt complains about a process that outlives its owner.
        self.destroyed.connect(lambda: _stop(process))
        self._left = 0
        self._again = QTimer(self)
        self._again.setInterval(apart)
        self._again.timeout.connect(self._strike)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.hush)

    @property
    def is_ringing(self) -> bool:
        """Whether it will sound again by itself."""
        return self._again.isActive()

    def ring(self) -> None:
        """Sound now, and again until `hush`, three times at most."""
        self._left = TIMES
        self._again.start()
        self._strike()

    def hush(self) -> None:
        """Somebody took notice: be quiet."""
        self._again.stop()
        self._untried = []
        self._end()

    def play(self) -> None:
        """Sound once."""
        if sys.platform == "win32":
            _play_on_windows(sound_file())
            return
        self._end()
        self._untried = list(self._players)
        self._playing = True
        self._try_next()

    def _strike(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._again.stop()
        self.play()

    def _try_next(self) -> None:
        while self._playing and self._untried:
            name, *options = self._untried.pop(0)
            program = QStandardPaths.findExecutable(name)
            if program:
                self._process.start(program, [*options, str(sound_file())])
                return
        if self._playing:
            self._playing = False
            QApplication.beep()

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if code == 0 and status == QProcess.ExitStatus.NormalExit:
            self._playing = False
        else:
            self._go_on()

    def _troubled(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._go_on()

    def _go_on(self) -> None:
        """A player without a sound server ends with an error: then the next one is tried."""
        if self._playing:
            QTimer.singleShot(0, self, self._try_next)

    def _end(self) -> None:
        self._playing = False
        _stop(self._process)


def sound_file() -> Path:
    """The bundled sound: 1.5 s, two tones."""
    return paths.resource_folder("sounds") / "timer.wav"


def _stop(process: QProcess) -> None:
    if isValid(process) and process.state() != QProcess.ProcessState.NotRunning:
        process.kill()
        process.waitForFinished(500)


def _play_on_windows(file: Path) -> None:
    if sys.platform == "win32":
        import winsound

        try:
            winsound.PlaySound(
                str(file), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
            )
        except RuntimeError:
            QApplication.beep()
