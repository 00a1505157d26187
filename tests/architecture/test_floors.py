"""The house rules that can be checked by a machine."""

import ast
import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "acudesk").rglob("*.py"))
LONGEST = 500
ERRORS = {"DomainError", "NotFoundError", "StorageError"}
TRANSLATED = {"tr", "ntr"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def called(node: ast.AST) -> str:
    """The last name of what a call calls, e.g. `execute` of `db.conn.execute(...)`."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def test_imports_point_downwards(capsys: pytest.CaptureFixture[str]) -> None:
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        result = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    finally:
        os.chdir(before)

    assert result == 0, capsys.readouterr().out


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_keeps_the_house_rules(path: Path) -> None:
    faults = [*undocumented(path), *slips(path)]
    if path.stem in {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}:
        faults.append("a name that says nothing")
    length = len(path.read_text(encoding="utf-8").splitlines())
    if length > LONGEST:
        faults.append(f"{length} lines: make two files of it")

    assert faults == []


def undocumented(path: Path) -> Iterator[str]:
    """Public modules, classes and functions without a docstring. What overrides another means
    what that one means."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not ast.get_docstring(tree) and tree.body:
        yield "the module has no docstring"

    def visit(body: list[ast.stmt], owner: str) -> Iterator[str]:
        for node in body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node) and not overrides(path, owner, node.name):
                yield f"line {node.lineno}: {node.name} has no docstring"
            if isinstance(node, ast.ClassDef):
                yield from visit(node.body, node.name)

    yield from visit(tree.body, "")


def overrides(path: Path, owner: str, name: str) -> bool:
    """Whether a method stands in for one of a base class."""
    if not owner:
        return False
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return any(hasattr(base, name) for base in getattr(module, owner).__mro__[1:])


def slips(path: Path) -> Iterator[str]:
    """What import-linter cannot see."""
    # A function of the module that calls tr() hands back a sentence.
    sentences = TRANSLATED | {
        node.name
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef)
        and any(called(inner) in TRANSLATED for inner in ast.walk(node))
    }
    for node in nodes(path):
        name = called(node)
        if not isinstance(node, ast.Call):
            continue
        if name == "print":
            yield f"line {node.lineno}: print"
        if name in {"debug", "info", "warning", "error", "exception", "critical", "log"}:
            receiver = ast.unparse(node.func).split(".")[0]
            if receiver.upper() in {"LOG", "LOGGER", "LOGGING"}:
                yield from logged(node)
        if name in {"execute", "executemany", "executescript"}:
            yield from executed(node)
        if name in ERRORS and node.args and not translated(node.args[0], sentences):
            yield f"line {node.lineno}: a sentence without tr()"


def logged(call: ast.Call) -> Iterator[str]:
    """The text of an exception can hold what somebody wrote in a note."""
    text = ast.unparse(call)
    if re.search(
        r"str\((error|exc|e|err)\)|exc_info|\.exception\(|(, |{)(error|exc|e|err)[,)}]", text
    ):
        yield f"line {call.lineno}: an exception's text in the log"


def executed(call: ast.Call) -> Iterator[str]:
    """`db.conn.execute` does not commit a write, and later rows are lost with it."""
    function = ast.unparse(call.func)
    if not re.search(r"\bconn\.execute", function) or not call.args:
        return
    yield f"line {call.lineno}: {function}"


def translated(text: ast.expr, sentences: set[str]) -> bool:
    """Whether a text comes from tr(), directly or by the name of something that did."""
    if isinstance(text, ast.Constant | ast.JoinedStr):
        return False
    if isinstance(text, ast.Call):
        return called(text) in sentences
    if isinstance(text, ast.BinOp):
        return translated(text.left, sentences) and translated(text.right, sentences)
    if isinstance(text, ast.IfExp):
        return translated(text.body, sentences) and translated(text.orelse, sentences)
    return True


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("print('x')", "print"),
        ("LOG.error('failed: %s', str(error))", "exception's text"),
        ("LOG.error(f'failed {exc}')", "exception's text"),
        ("LOG.exception('failed')", "exception's text"),
        ("raise DomainError('no')", "without tr"),
        ("raise StorageError(f'no {x}')", "without tr"),
        ("self._database.conn.execute('DELETE FROM x')", "conn.execute"),
    ],
)
def test_the_rules_notice_a_slip(tmp_path: Path, code: str, fault: str) -> None:
    module = tmp_path / "module.py"
    module.write_text(f'"""A module."""\n{code}\n', encoding="utf-8")

    (found,) = slips(module)
    assert fault in found


def test_the_rules_allow_what_is_meant(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        "raise DomainError(tr('no'), field='x')\nLOG.error('%s at %s', name, place)\n"
        "raise DomainError(ntr('{n}', '{n}', 2) if x else tr('no'))\n"
        "self._database.execute('DELETE FROM x')\n",
        encoding="utf-8",
    )

    assert list(slips(module)) == []
    assert list(undocumented(module)) == ["the module has no docstring"]


def test_only_the_engine_imports_a_driver() -> None:
    importing = {
        named(path)
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and re.search(r"\b(sqlcipher3|sqlite_utils|sqlite3)\b", ast.unparse(node))
    }
    assert importing == {"acudesk/data/engine.py"}


def test_below_the_window_time_comes_from_the_clock_that_is_passed_in() -> None:
    below = [path for path in MODULES if "ui" not in path.relative_to(ROOT).parts]
    asking = {
        named(path)
        for path in below
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and re.fullmatch(
            r"(date|datetime|datetime\.datetime)\.(now|today|utcnow)", ast.unparse(node.func)
        )
    }
    assert asking == {"acudesk/domain/clock.py"}
