"""`acudesk import` of tables, address cards, bundles and whole exports: what it asks, what it
says, what it keeps, and how it ends."""

import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from acudesk.bootstrap import holds_practice, open_practice, prepare_demo
from acudesk.cli.main import run
from acudesk.domain.patient import Patient

USAGE = 2


class Desk:
    """A practice in a folder, a place for files, and a command line."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.place = place
        self.practice = place / "practice"
        self._capsys = capsys
        self.code = 0
        self.out = self.err = ""

    def file(self, name: str, content: str | bytes) -> Path:
        """A file with this content."""
        file = self.place / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def import_(self, name: str, content: str | bytes, *options: str) -> int:
        """Import a file of this content."""
        return self.run("import", str(self.file(name, content)), *options)

    def run(self, *arguments: str) -> int:
        """Run a command on the practice."""
        self.code = run(["--data", str(self.practice), *arguments]).code
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.err
        assert "inside AcuDesk" not in self.err
        return self.code

    def people(self) -> dict[str, str]:
        """Name and last day of everybody; nobody where there is no practice."""
        if not holds_practice(self.practice):
            return {}
        with open_practice(self.practice) as services:
            rows = services.patients.list_patients()
        return {row.display_name: str(row.last_day or "") for row in rows}

    def knows(self, name: str) -> None:
        """Somebody who is in the practice already."""
        with open_practice(self.practice) as services:
            services.patients.add_patient(Patient(display_name=name))


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


PEOPLE = "Surname,First name,DOB,Shoe size\nRuiz,Ana,1980-02-03,38\nLind,Bo,1975-11-30,44\n"


# ------------------------------------------------------------------------------ tables


def test_a_list_of_patients_is_recognised_and_what_is_passed_over_is_said(desk: Desk) -> None:
    assert desk.import_("people.csv", PEOPLE) == 0
    assert "“DOB” as Birth date" in desk.out
    assert "Not read: “Shoe size”." in desk.out
    assert "Added: 2 patients" in desk.out
    assert desk.people().keys() == {"Ana Ruiz", "Bo Lind"}


def test_the_same_again_adds_nobody(desk: Desk) -> None:
    desk.import_("people.csv", PEOPLE)
    assert desk.import_("people.csv", PEOPLE) == 0
    assert "Added: 0 patients" in desk.out
    assert len(desk.people()) == 2


def test_a_dry_run_says_the_same_and_makes_no_practice(desk: Desk) -> None:
    assert desk.import_("people.csv", PEOPLE, "--dry-run") == 0
    assert "Would be added: 2 patients" in desk.out
    assert not holds_practice(desk.practice)


SCORES = "name,date,pain_7d\nAna Ruiz,03/04/2025,7\nAna Ruiz,05/04/2025,6\n"


def test_an_open_question_names_the_options_that_answer_it(desk: Desk) -> None:
    assert desk.import_("scores.csv", SCORES) == 1
    assert "--answer order:date=day_first" in desk.out
    assert "03/04/2025 is 2025-03-04" in desk.out
    assert "leaves 1 question open" in desk.err
    assert desk.people() == {}


def test_an_answer_is_taken(desk: Desk) -> None:
    assert desk.import_("scores.csv", SCORES, "--answer", "order:date=month_first") == 0
    assert desk.people() == {"Ana Ruiz": "2025-05-04"}


def test_an_answer_to_nothing_is_refused(desk: Desk) -> None:
    assert desk.import_("scores.csv", SCORES, "--answer", "order:day=day_first") == 1
    assert "answers no question" in desk.err
    assert desk.people() == {}


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ("1066-10-14,5", "line 2"),
        ("3026-10-14,5", "line 2"),
        ("2025-01-01,-1", "line 2"),
        ("2025-01-01,7-6", "line 2"),
        ("2025-13-45,5", "line 2"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(desk: Desk, cells: str, line: str) -> None:
    content = f"name,date,pain_7d\nAna,{cells}\nAna,2025-01-02,4\n"
    assert desk.import_("scores.csv", content) == 1
    assert f"{line}: Ana" in desk.out
    assert desk.err.startswith("Nothing was imported")
    assert desk.people() == {}


def test_eleven_of_ten_is_refused_and_the_good_part_comes_in_on_request(desk: Desk) -> None:
    content = "name,date,pain_7d\nAna,2025-01-01,11\nAna,2025-01-02,4\n"
    ten = ("--answer", "scale:pain_7d=nrs11")
    assert desk.import_("scores.csv", content, *ten) == 1
    assert "11 lies outside 0 to 10" in desk.err
    assert desk.people() == {}
    assert desk.import_("scores.csv", content, *ten, "--skip-bad") == 0
    assert desk.people() == {"Ana": "2025-01-02"}


def test_who_may_be_known_is_decided_by_an_option(desk: Desk) -> None:
    desk.knows("Anna Ruiz")
    assert desk.import_("people.csv", "name\nAna Ruiz\nBo Lind\n") == 1
    assert "--decide 2=0001  Anna Ruiz" in desk.out
    assert "--decide 2=new  --decide 2=skip" in desk.out
    assert desk.people().keys() == {"Anna Ruiz"}


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("0001", {"Anna Ruiz", "Bo Lind"}),
        ("new", {"Anna Ruiz", "Ana Ruiz", "Bo Lind"}),
        ("skip", {"Anna Ruiz", "Bo Lind"}),
    ],
)
def test_each_decision_is_carried_out(desk: Desk, who: str, names: set[str]) -> None:
    desk.knows("Anna Ruiz")
    assert desk.import_("people.csv", "name\nAna Ruiz\nBo Lind\n", "--decide", f"2={who}") == 0
    assert desk.people().keys() == names


@pytest.mark.parametrize(
    ("decision", "words"),
    [("9=new", "line 9"), ("two=new", "“two”"), ("2=0815", "0815")],
)
def test_a_decision_about_nobody_is_refused(desk: Desk, decision: str, words: str) -> None:
    desk.knows("Anna Ruiz")
    assert desk.import_("people.csv", "name\nAna Ruiz\n", "--decide", decision) == 1
    assert words in desk.err
    assert desk.people().keys() == {"Anna Ruiz"}


# ------------------------------------------------------------------------- address cards

CARD = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{name}\r\nBDAY:{born}\r\nEND:VCARD\r\n"


def test_address_cards_come_in(desk: Desk) -> None:
    card = CARD.format(name="Ana Ruiz", born="19800203")
    assert desk.import_("cards.vcf", card) == 0
    with open_practice(desk.practice) as services:
        (patient,) = [services.patients.find_patient("0001")]
    assert (patient.display_name, str(patient.birth_date)) == ("Ana Ruiz", "1980-02-03")


def test_a_card_from_the_future_is_refused(desk: Desk) -> None:
    assert desk.import_("cards.vcf", CARD.format(name="Ana", born="3026-02-03")) == 1
    assert "lies in the future" in desk.err
    assert desk.people() == {}


# ------------------------------------------------------------------------------- bundles


def bundle(*resources: dict[str, object]) -> str:
    """A collection of these."""
    entries = [{"resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


ANA: dict[str, object] = {
    "resourceType": "Patient",
    "id": "a",
    "name": [{"text": "Ana Ruiz"}],
    "birthDate": "1980-02-03",
}


def pain(value: int) -> dict[str, object]:
    """A pain score of hers."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "72514-3"}]},
        "subject": {"reference": "Patient/a"},
        "effectiveDateTime": "2026-03-02",
        "valueInteger": value,
    }


def test_a_bundle_of_another_system_comes_in(desk: Desk) -> None:
    assert desk.import_("b.json", bundle(ANA, pain(7)), "--dry-run") == 0
    assert "would be imported: 1 patient added" in desk.out
    assert desk.people() == {}
    assert desk.import_("b.json", bundle(ANA, pain(7))) == 0
    assert desk.people() == {"Ana Ruiz": "2026-03-02"}


def test_a_bundle_s_bad_entries_stay_out_on_request(desk: Desk) -> None:
    assert desk.import_("b.json", bundle(ANA, pain(11))) == 1
    assert "entry 2 (Observation)" in desk.err
    assert desk.people() == {}
    assert desk.import_("b.json", bundle(ANA, pain(11)), "--skip-bad") == 0
    assert desk.people().keys() == {"Ana Ruiz"}


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("0001", {"Anna Ruiz": "2026-03-02"}),
        ("new", {"Anna Ruiz": "", "Ana Ruiz": "2026-03-02"}),
        ("skip", {"Anna Ruiz": ""}),
    ],
)
def test_who_in_a_bundle_may_be_known_is_decided(
    desk: Desk, who: str, names: dict[str, str]
) -> None:
    desk.knows("Anna Ruiz")
    content = bundle(ANA, pain(7))
    assert desk.import_("b.json", content) == 1
    assert '--decide "entry 1 (Patient)=new"' in desk.out
    assert desk.people() == {"Anna Ruiz": ""}
    assert desk.import_("b.json", content, "--decide", f"entry 1 (Patient)={who}") == 0
    assert desk.people() == names
    assert ("1 left out" in desk.out) == (who == "skip")


def test_a_decision_about_no_entry_is_refused(desk: Desk) -> None:
    assert desk.import_("b.json", bundle(ANA), "--decide", "entry 7 (Patient)=new") == 1
    assert "entry 7 (Patient)" in desk.err
    assert desk.people() == {}


# ----------------------------------------------------------------------------- whole exports


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything of a small demo practice."""
    place = tmp_path_factory.mktemp("everything")
    prepare_demo(place / "practice", patients=6)
    out = place / "out"
    assert run(["--data", str(place / "practice"), "export", "--out", str(out)]).code == 0
    return out


@pytest.fixture(scope="module")
def names(everything: Path) -> Iterator[set[str]]:
    with open_practice(everything.parent / "practice") as services:
        yield {row.display_name for row in services.patients.list_patients()}


def test_everything_comes_back_from_a_folder(desk: Desk, everything: Path, names: set[str]) -> None:
    assert desk.run("import", str(everything)) == 0
    assert "Brought back: 6 patients" in desk.out
    assert desk.people().keys() == names


def test_everything_comes_back_from_a_zip(desk: Desk, everything: Path, names: set[str]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(one for one in everything.rglob("*") if one.is_file()):
            out.write(file, str(file.relative_to(everything)))
    assert desk.import_("all.zip", packed.getvalue()) == 0
    assert desk.people().keys() == names


def test_nothing_comes_back_where_somebody_is(desk: Desk, everything: Path) -> None:
    desk.knows("Anna Ruiz")
    assert desk.run("import", str(everything)) == 1
    assert "There are patients in this practice" in desk.err
    assert desk.people().keys() == {"Anna Ruiz"}


# ------------------------------------------------------------------- what is no file at all


@pytest.mark.parametrize("name", ["pipe.csv", "pipe.vcf", "pipe.json", "pipe.zip"])
def test_a_pipe_is_not_waited_for(desk: Desk, name: str) -> None:
    os.mkfifo(desk.place / name)
    assert desk.run("import", str(desk.place / name)) == 1
    assert "is not a file on a disk" in desk.err


def test_a_folder_that_is_called_like_a_table_is_no_table(desk: Desk) -> None:
    (desk.place / "people.csv").mkdir()
    assert desk.run("import", str(desk.place / "people.csv")) == 1
    assert "no folder and no ZIP" in desk.err


LAUGHS = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><l>&b;</l>'


@pytest.mark.parametrize("name", ["l.csv", "l.vcf", "l.json", "l.ndjson", "l.zip", "l.xml"])
def test_laughs_are_heard_by_nobody(desk: Desk, name: str) -> None:
    assert desk.import_(name, LAUGHS) == 1
    assert len(desk.err.splitlines()) == 1
    assert desk.people() == {}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("b.json", ("--visits",)),
        ("b.json", ("--answer", "encoding=utf-8")),
        ("all.zip", ("--decide", "2=new")),
        ("all.zip", ("--dry-run",)),
        ("people.csv", ("--date-format", "%d/%m/%Y")),
        ("people.csv", ("--person", "a", "--date", "b")),
        ("p.csv", ("--person", "a", "--date", "b", "--score", "pain_7d=c", "--decide", "2=new")),
        ("people.csv", ("--decide", "2")),
    ],
)
def test_options_that_would_be_passed_over_are_refused(
    desk: Desk, name: str, options: tuple[str, ...]
) -> None:
    assert desk.import_(name, "", *options) == USAGE
    assert not holds_practice(desk.practice)
