"""docs/api.md: its example runs and prints what it says, and no function is left out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from acudesk.bootstrap import Services

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLE, PRINTED = re.findall(r"```(?:python|text)\n(.*?)```", TEXT, flags=re.DOTALL)[:2]


def test_the_example_prints_what_is_shown(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "utf8", "-c", EXAMPLE],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "SYSTEMROOT": r"C:\Windows"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout == PRINTED
    assert (tmp_path / "my-practice" / "CURRENT").is_file()


@pytest.mark.parametrize(
    "name",
    [name for name in dir(Services) if not name.startswith("_")]
    + [name for name in Services.__annotations__ if name not in ("work", "clock")],
)
def test_every_function_of_a_service_is_listed(name: str, practice: Services) -> None:
    service = type(getattr(practice, name))
    heading, _, table = TEXT.partition(f"| `practice.{name}` |")
    assert heading
    assert table
    table = table.split("\n\n")[0]
    for function in vars(service):
        if not function.startswith("_"):
            assert f"`{function}(" in table, f"{name}.{function} is not in docs/api.md"
