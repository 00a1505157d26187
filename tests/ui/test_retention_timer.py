"""Retention timers: by the wall clock, on any patient, with a sign that can be seen and heard."""

import stat
import sys
import wave
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from acudesk.domain.course import Course
from acudesk.domain.patient import Patient
from acudesk.domain.treatment import Treatment
from acudesk.settings import Appearance
from acudesk.ui.retention_timers import RetentionTimers, clock_text, left_words, over_words
from acudesk.ui.sound import Chime, sound_file
from acudesk.ui.theme import Theme
from acudesk.ui.widgets.retention_timer import RetentionTimer, TimerStrip
from tests.clock import FixedClock
from tests.ui.conftest import Desk


@pytest.fixture
def clock() -> FixedClock:
    """Half past nine."""
    return FixedClock()


@pytest.fixture
def timers(clock: FixedClock, qapp: QApplication) -> RetentionTimers:
    """No timer runs yet; nothing is heard."""
    return RetentionTimers(clock=clock, chime=Chime(players=()))


@pytest.fixture
def theme(qapp: QApplication, fonts: None) -> Theme:
    made = Theme(qapp, Appearance.LIGHT)
    made.apply()
    return made


@pytest.fixture
def timer(qtbot: QtBot, theme: Theme, clock: FixedClock) -> RetentionTimer:
    """The timer of a session that has not begun; the practice's usual is 25 minutes."""
    made = RetentionTimer(theme, clock=clock)
    qtbot.addWidget(made)
    made.resize(480, 120)
    made.show_timer(Treatment(), usual=25, fresh=True)
    made.show()
    return made


def running(clock: FixedClock, minutes: int = 20) -> Treatment:
    return Treatment(timer_started_at=clock.now().astimezone(UTC), timer_minutes=minutes)


# All of the program


def test_time_is_that_of_the_wall_clock(timers: RetentionTimers, clock: FixedClock) -> None:
    timers.start(1, clock.now(), 20, "Ana Ruiz")
    assert timers.remaining(1) == 1200
    clock.move(minutes=12, seconds=30)  # The computer slept: no tick came.
    assert timers.remaining(1) == 450
    clock.move(minutes=10)
    assert timers.remaining(1) == -150
    assert timers.remaining(2) is None


def test_needles_do_not_stay_in_longer_where_the_clock_is_set_back(
    timers: RetentionTimers, timer: RetentionTimer, clock: FixedClock
) -> None:
    ended: list[int] = []
    timers.ended.connect(ended.append)
    timer.follow(timers)
    started = running(clock)
    timers.follow(1, started, "Ana Ruiz")
    timer.show_timer(started, usual=20)
    clock.move(minutes=5)
    timers.tick()
    clock.move(hours=-1)
    timers.tick()
    assert timers.remaining(1) == 15 * 60
    assert "15:00" in timer.remaining.text()
    timers.start(2, clock.now(), 20, "Ben Okoro")  # by the clock as it is now
    clock.move(minutes=15)
    timers.tick()
    assert ended == [1]
    assert timers.remaining(1) == 0
    assert timers.remaining(2) == 5 * 60
    timers.stop(1)
    clock.move(hours=1, minutes=5)  # set right again
    timers.tick()
    assert ended == [1, 2]


def test_the_end_is_told_once_and_again_after_more_time(
    timers: RetentionTimers, clock: FixedClock
) -> None:
    ended: list[int] = []
    timers.ended.connect(ended.append)
    start = clock.now()
    timers.start(1, start, 20, "Ana Ruiz")
    timers.start(2, start, 30, "Ben Okoro")
    clock.move(minutes=19, seconds=59)
    timers.tick()
    assert ended == []
    clock.move(seconds=1)
    timers.tick()
    timers.tick()
    assert ended == [1]
    timers.start(1, start, 25, "Ana Ruiz")
    clock.move(minutes=5)
    timers.tick()
    assert ended == [1, 1]
    clock.move(minutes=5)
    timers.tick()
    assert ended == [1, 1, 2]


def test_the_first_to_end_stands_first(timers: RetentionTimers, clock: FixedClock) -> None:
    timers.start(1, clock.now(), 30, "Ana Ruiz")
    timers.start(2, clock.now(), 20, "Ben Okoro")
    assert [one.session_id for one in timers.running] == [2, 1]
    timers.stop(2)
    timers.stop(2)
    assert [one.session_id for one in timers.running] == [1]


def test_it_ticks_only_while_one_runs(
    timers: RetentionTimers, clock: FixedClock, qtbot: QtBot
) -> None:
    timers.start(1, clock.now(), 20, "Ana Ruiz")
    with qtbot.waitSignal(timers.ticked, timeout=2500):
        pass
    timers.stop(1)
    with qtbot.assertNotEmitted(timers.ticked, wait=1200):
        pass


def test_a_timer_follows_the_record(timers: RetentionTimers, clock: FixedClock) -> None:
    changes: list[None] = []
    timers.changed.connect(lambda: changes.append(None))
    timers.follow(1, Treatment(timer_minutes=20), "Ana Ruiz")
    assert not timers.running
    timers.follow(1, running(clock), "Ana Ruiz")
    timers.follow(1, running(clock), "Ana Ruiz")
    (one,) = timers.running
    assert one.ends_at == clock.now() + timedelta(minutes=20)
    assert len(changes) == 1
    done = Treatment(timer_started_at=clock.now(), timer_minutes=20, retention_minutes=18)
    timers.follow(1, done, "Ana Ruiz")
    assert timers.running == ()


def test_it_sounds_until_somebody_takes_notice(timers: RetentionTimers, clock: FixedClock) -> None:
    timers.start(1, clock.now(), 20, "Ana Ruiz")
    timers.start(2, clock.now(), 20, "Ben Okoro")
    clock.move(minutes=20)
    timers.tick()
    assert timers.chime.is_ringing
    timers.acknowledge(1)
    assert timers.chime.is_ringing
    timers.stop(2)
    assert not timers.chime.is_ringing


def test_a_timer_of_yesterday_makes_no_sound(timers: RetentionTimers, clock: FixedClock) -> None:
    timers.start(1, clock.now() - timedelta(days=1), 20, "Ana Ruiz")
    with_sound: list[int] = []
    timers.ended.connect(with_sound.append)
    timers.tick()
    assert with_sound == [1]
    assert not timers.chime.is_ringing


@pytest.mark.parametrize(
    ("seconds", "shown", "said"),
    [
        (1200, "20:00", "20 minutes left"),
        (1199, "19:59", "20 minutes left"),
        (60, "01:00", "1 minute left"),
        (5, "00:05", "1 minute left"),
        (14_400, "240:00", "240 minutes left"),
        (-5, "00:00", "0 minutes left"),
    ],
)
def test_words_of_remaining_time(seconds: int, shown: str, said: str) -> None:
    assert clock_text(seconds) == shown
    assert left_words(seconds) == said


def test_words_of_time_that_is_up() -> None:
    end = datetime(2025, 3, 1, 12, 5).astimezone()
    assert over_words(0, end) == "Time is up"
    assert over_words(-59, end) == "Time is up"
    assert over_words(-125, end) == "Time is up, 2 min over"
    assert over_words(-15_000, end) == "Time was up on 1 Mar 2025 at 12:05"


# On the page


def test_one_click_starts_it(timer: RetentionTimer, qtbot: QtBot) -> None:
    started: list[int] = []
    timer.start_wanted.connect(started.append)
    assert timer.start.text() == "Start timer, 25 min"
    qtbot.mouseClick(timer.start, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(timer.preset.parts[2], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(timer.start, Qt.MouseButton.LeftButton)
    timer.length.selectAll()
    qtbot.keyClicks(timer.length, "12")
    qtbot.mouseClick(timer.start, Qt.MouseButton.LeftButton)
    assert started == [25, 30, 12]
    assert timer.start.text() == "Start timer, 12 min"


def test_the_minutes_chosen_survive_a_refresh_and_not_another_session(
    timer: RetentionTimer, qtbot: QtBot
) -> None:
    qtbot.mouseClick(timer.preset.parts[0], Qt.MouseButton.LeftButton)
    timer.show_timer(Treatment(), usual=25)
    assert timer.start.text() == "Start timer, 20 min"
    timer.show_timer(Treatment(timer_minutes=40), usual=25, fresh=True)
    assert timer.start.text() == "Start timer, 40 min"
    assert timer.length.text() == "40"
    assert timer.preset.value is None


@pytest.mark.parametrize("text", ["0", "241", "2.5", "long"])
def test_minutes_that_cannot_be_start_nothing(
    timer: RetentionTimer, qtbot: QtBot, text: str
) -> None:
    timer.length.selectAll()
    qtbot.keyClicks(timer.length, text)
    with qtbot.assertNotEmitted(timer.start_wanted):
        qtbot.mouseClick(timer.start, Qt.MouseButton.LeftButton)
    assert len(timer.unkept()) == 1


def test_it_runs_and_ends_in_words(timer: RetentionTimer, clock: FixedClock) -> None:
    timer.show_timer(running(clock), usual=25)
    assert not timer.start.isVisible()
    clock.move(minutes=5)
    timer.tick()
    assert timer.remaining.text() == "\u206615:00\u2069"
    assert timer.remaining.accessibleName() == "15 minutes left"
    assert timer.line.share == 0.25
    assert timer.over.text == ""
    clock.move(minutes=17, seconds=3)
    timer.tick()
    assert timer.over.text == "Time is up, 2 min over"
    assert timer.over.isVisible()
    assert not timer.remaining.isVisible()
    assert timer.stop.isVisible()


def test_five_more_minutes_count_from_the_end_or_from_now(
    timer: RetentionTimer, clock: FixedClock, qtbot: QtBot
) -> None:
    wanted: list[int] = []
    timer.extend_wanted.connect(wanted.append)
    treatment = running(clock)
    timer.show_timer(treatment)
    clock.move(minutes=10)
    qtbot.mouseClick(timer.longer, Qt.MouseButton.LeftButton)
    clock.move(minutes=17)
    qtbot.mouseClick(timer.longer, Qt.MouseButton.LeftButton)
    clock.move(hours=9)
    qtbot.mouseClick(timer.longer, Qt.MouseButton.LeftButton)
    assert wanted == [25, 32, 240]


def test_minutes_are_put_right_by_hand(timer: RetentionTimer, qtbot: QtBot) -> None:
    given: list[object] = []
    timer.minutes_given.connect(given.append)
    qtbot.keyClicks(timer.stayed, "30")
    timer.flush()
    assert not timer.restart.isVisible()
    timer.show_timer(Treatment(retention_minutes=30), fresh=True)
    assert timer.restart.isVisible()
    assert not timer.start.isVisible()
    timer.stayed.selectAll()
    qtbot.keyClick(timer.stayed, Qt.Key.Key_Delete)
    timer.flush()
    assert given == [30, None]


def test_the_focus_goes_to_what_comes_next(timer: RetentionTimer, clock: FixedClock) -> None:
    assert timer.focusProxy() is timer.start
    timer.show_timer(running(clock))
    assert timer.focusProxy() is timer.stop
    timer.show_timer(Treatment(retention_minutes=30))
    assert timer.focusProxy() is timer.stayed


def test_it_goes_on_with_the_timers_of_the_program(
    timer: RetentionTimer, timers: RetentionTimers, clock: FixedClock
) -> None:
    timer.follow(timers)
    timer.show_timer(running(clock))
    clock.move(minutes=1)
    timers.tick()
    assert timer.remaining.text() == "\u206619:00\u2069"


def test_the_record_holds_how_long_it_ran(desk: Desk, timer: RetentionTimer, qtbot: QtBot) -> None:
    def begin(services: Any) -> int:
        added = services.patients.admit_patient(
            Patient(display_name="Ana Ruiz"),
            Course(patient_id=0, condition="Sciatica", opened=date.today()),
        )
        begun: int = services.sessions.start_session(added.course_id).session_id
        return begun

    session_id = desk.ask(begin)
    page = RetentionTimer(desk.theme)
    qtbot.addWidget(page)
    page.show()
    stored = Treatment()

    def reread() -> None:
        nonlocal stored
        session = desk.ask(lambda services: services.sessions.session(session_id))
        stored = session.treatment
        page.show_timer(stored)

    def start(minutes: int) -> None:
        desk.ask(lambda services: services.treatments.start_timer(session_id, minutes))
        reread()

    def stop() -> None:
        desk.ask(lambda services: services.treatments.stop_timer(session_id))
        reread()

    page.start_wanted.connect(start)
    page.stop_wanted.connect(stop)
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert stored.timer_runs
    assert stored.timer_minutes == 20
    assert page.stop.isVisible()
    qtbot.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    assert stored.retention_minutes == 1
    assert page.stayed.text() == "1"
    qtbot.mouseClick(page.restart, Qt.MouseButton.LeftButton)
    assert stored.timer_runs


# At the top of the window


def test_the_strip_names_whoever_has_needles_in(
    timers: RetentionTimers, theme: Theme, clock: FixedClock, qtbot: QtBot
) -> None:
    strip = TimerStrip(timers, theme)
    qtbot.addWidget(strip)
    assert strip.isHidden()
    timers.start(7, clock.now(), 20, "Müller & Söhne")
    timers.start(8, clock.now(), 30, "Ben Okoro")
    assert not strip.isHidden()
    clock.move(minutes=22)
    timers.tick()
    first, second = strip.chips[7], strip.chips[8]
    assert first.accessibleName() == "Müller & Söhne: Time is up, 2 min over"
    assert "Müller && Söhne" in first.text()
    assert "Time is up, 2 min over" in first.text()
    assert first.property("over") is True
    assert second.accessibleName() == "Ben Okoro: 8 minutes left"
    assert "08:00" in second.text()
    assert not second.property("over")
    timers.stop(7)
    timers.stop(8)
    assert strip.isHidden()
    assert strip.chips == {}


def test_a_chip_leads_to_its_session_and_ends_the_sound(
    timers: RetentionTimers, theme: Theme, clock: FixedClock, qtbot: QtBot
) -> None:
    strip = TimerStrip(timers, theme)
    qtbot.addWidget(strip)
    timers.start(7, clock.now(), 20, "Ana Ruiz")
    clock.move(minutes=20)
    timers.tick()
    assert timers.chime.is_ringing
    with qtbot.waitSignal(strip.session_chosen, check_params_cb=lambda key: key == 7):
        qtbot.mouseClick(strip.chips[7], Qt.MouseButton.LeftButton)
    assert not timers.chime.is_ringing


def test_open_sessions_stand_beside_running_ones(
    timers: RetentionTimers, theme: Theme, clock: FixedClock, qtbot: QtBot
) -> None:
    strip = TimerStrip(timers, theme)
    qtbot.addWidget(strip)
    strip.show_open([(7, "Ana Ruiz"), (9, "Cem Aydın")])
    timers.start(7, clock.now(), 20, "Ana Ruiz")
    assert strip.chips[9].accessibleName() == "Cem Aydın: open"
    assert strip.chips[7].accessibleName() == "Ana Ruiz: 20 minutes left"
    timers.stop(7)
    strip.show_open([])
    assert strip.isHidden()


# Sound


def test_the_sound_is_short_and_mono() -> None:
    with wave.open(str(sound_file())) as sound:
        assert sound.getnchannels() == 1
        assert sound.getframerate() == 22_050
        assert 1 < sound.getnframes() / sound.getframerate() < 2


def player(folder: Path, name: str, code: int) -> str:
    """A program that notes that it was called, and ends with a code."""
    made = folder / name
    made.write_text(f'#!/bin/sh\necho "{name} $*" >> "{folder}/calls"\nexit {code}\n')
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    return str(made)


def calls(folder: Path) -> list[str]:
    noted = folder / "calls"
    return noted.read_text().splitlines() if noted.exists() else []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows plays it by itself")
def test_a_player_that_fails_is_followed_by_the_next(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    bad, good = player(tmp_path, "bad", 1), player(tmp_path, "good", 0)
    chime = Chime(players=(("no such player",), (bad,), (good, "-q"), (bad,)))
    chime.play()
    qtbot.waitUntil(lambda: len(calls(tmp_path)) == 2)
    qtbot.wait(100)
    assert calls(tmp_path) == [f"bad {sound_file()}", f"good -q {sound_file()}"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows plays it by itself")
def test_it_sounds_three_times_at_most(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> None:
    chime = Chime(players=((player(tmp_path, "good", 0),),), apart=100)
    chime.ring()
    qtbot.waitUntil(lambda: not chime.is_ringing)
    qtbot.wait(300)
    assert len(calls(tmp_path)) == 3
    chime.ring()
    qtbot.waitUntil(lambda: len(calls(tmp_path)) == 4)
    chime.hush()
    qtbot.wait(300)
    assert len(calls(tmp_path)) == 4


def test_without_a_player_nothing_is_raised(qapp: QApplication) -> None:
    chime = Chime(players=(("no such player",),))
    chime.play()
    chime.ring()
    chime.hush()
    assert not chime.is_ringing
