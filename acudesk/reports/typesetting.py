"""From plain values to paper: what all pages share, the only place that calls typst.

A page is a template of `resources/typst` behind `letterhead.typ`; its data go in as JSON and are
never read as markup. The same data give the same bytes.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from acudesk import paths
from acudesk.domain.errors import DomainError
from acudesk.domain.logo import damaged
from acudesk.domain.practice import LogoKind, Practice, logo_kind
from acudesk.domain.text import shortened
from acudesk.translation import tr

if TYPE_CHECKING:
    import typst

PageFormat = Literal["pdf", "png"]

PPI = 150.0
PDF: dict[str, Any] = {"format": "pdf", "pdf_standards": ["a-2a", "ua-1"]}
ADDRESS_LETTERS = 200
UNBROKEN = 28
"""A word longer than this gets places where it may be broken, so that it stays on the page."""
LOGO_PIXELS = 25_000_000
ZERO_WIDTH_SPACE = "\u200b"

_UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed|codepoint `"(.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
"""How typst names a letter that has no face of its own."""
_MARK_OF_FILES = "\ufeff"
"""Invisible, comes along with text that is pasted from files, and PDF/UA forbids it."""
_LONG_WORD = re.compile(rf"[^\s\u2e80-\U0010ffff]{{{UNBROKEN + 1},}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The head of a page, and the paper that it is printed on."""

    paper: str
    practice: str
    address: str
    practitioner: str
    logo: bytes
    logo_words: str


def letterhead(practice: Practice) -> Letterhead:
    """The practice as it stands at the head of a page."""
    return Letterhead(
        paper=practice.paper.value,
        practice=fit(practice.name),
        address=fit(
            shortened(joined([*practice.address.splitlines(), practice.phone]), ADDRESS_LETTERS)
        ),
        practitioner=fit(joined([practice.practitioner, practice.registration_number])),
        logo=practice.logo,
        logo_words=tr("Logo of {practice}", practice=practice.name or tr("the practice")),
    )


def head_values(head: Letterhead) -> dict[str, Any]:
    """The letterhead as the plain values that `letterhead.typ` reads."""
    return asdict(head) | _logo(head.logo)


def source(template: str, *shared: str) -> bytes:
    """A template with what all pages share before it, and then what some do."""
    return b"\n".join(
        paths.resource(f"typst/{name}").read_bytes()
        for name in ("letterhead.typ", *shared, template)
    )


def pages(
    template: str,
    values: dict[str, Any],
    head: Letterhead,
    form: PageFormat,
    *,
    ppi: float = PPI,
    shared: tuple[str, ...] = (),
) -> tuple[bytes, ...]:
    """One PDF file (PDF/A-2a and PDF/UA-1), or a PNG picture of each page with `ppi` dots an inch.

    `shared` are the templates that stand between `letterhead.typ` and this one.

    Raises DomainError where the logo cannot be read, and where letters occur that no font of
    this computer can print: it names them.
    """
    import typst

    text = source(template, *shared)
    inputs = {"data": json.dumps(values, ensure_ascii=False).replace(_MARK_OF_FILES, "")}
    system_fonts = False
    try:
        written = _compiled(text, inputs, False, **PDF)
    except typst.TypstError as error:
        if head.logo and not _logo_reads(head.logo):
            raise DomainError(
                tr("The logo cannot be read. Choose another picture in Settings."), field="logo"
            ) from error
        if not _UNPRINTABLE.search(str(error.diagnostic)):
            raise
        system_fonts = True
        written = _with_system_fonts(text, inputs)
    if form == "pdf":
        return written
    return _compiled(text, inputs, system_fonts, format="png", ppi=ppi)


def check_logo_sets(logo: bytes) -> None:
    """Set a logo on a page of its own, to be thrown away; raises DomainError where that fails."""
    if not _logo_reads(logo):
        raise damaged()


def stacked(pictures: Sequence[bytes], *, ppi: float = PPI) -> bytes:
    """Pages as one file: a PDF as it is, PNG pictures below each other in one."""
    if len(pictures) == 1:
        return pictures[0]
    sizes = [_png_size(picture) for picture in pictures]
    inch = f"{1 / ppi}in * "
    text = (
        "#let d = json(bytes(sys.inputs.data))\n"
        f"#set page(width: {inch}{max(wide for wide, _ in sizes)}, height: auto, margin: 0pt)\n"
        "#stack(..d.pages.map(page => image(bytes(page), width: 100%)))"
    )
    inputs = {"data": json.dumps({"pages": [list(picture) for picture in pictures]})}
    return _compiled(text.encode(), inputs, False, format="png", ppi=ppi)[0]


def _compiled(
    text: bytes, inputs: dict[str, str], system_fonts: bool, **wanted: Any
) -> tuple[bytes, ...]:
    import typst

    compiler = typst.Compiler(text, font_paths=_fonts(system_fonts))
    result = compiler.compile(text, sys_inputs=inputs, timestamp=0, **wanted)
    if isinstance(result, bytes):
        return (result,)
    assert isinstance(result, list)
    return tuple(result)


@cache
def _fonts(system_fonts: bool) -> "typst.Fonts":
    import typst

    folder = str(paths.resource_folder("fonts"))
    return typst.Fonts(include_system_fonts=system_fonts, font_paths=[folder])


def _with_system_fonts(text: bytes, inputs: dict[str, str]) -> tuple[bytes, ...]:
    import typst

    try:
        return _compiled(text, inputs, True, **PDF)
    except typst.TypstError as error:
        found = ["".join(one) for one in _UNPRINTABLE.findall(str(error.diagnostic))]
        if not found:
            raise
        letters = " ".join(dict.fromkeys(_letters_of(found)))
        raise DomainError(
            tr(
                "No font on this computer can print these letters: {letters}. "
                "Install a font for them, or write the text in other letters.",
                letters=letters,
            )
        ) from error


def _letters_of(found: Iterable[str]) -> Iterable[str]:
    """Each letter by itself; one without a face as U+ and its number."""
    for text in found:
        for code in _ESCAPED.findall(text):
            yield f"U+{int(code, 16):04X}"
        yield from _ESCAPED.sub("", text)


def _logo_reads(logo: bytes) -> bool:
    """Whether the logo alone can be set on a page."""
    import typst

    text = (
        b"#set document(title: [Logo])\n#let d = json(bytes(sys.inputs.data))\n"
        b'#image(bytes(d.logo), format: d.kind, alt: "Logo")'
    )
    try:
        _compiled(text, {"data": json.dumps(_logo(logo))}, False, **PDF)
    except typst.TypstError:
        return False
    return True


def _logo(logo: bytes) -> dict[str, Any]:
    """A logo and its kind: SVG as text, pictures as numbers, because JSON knows no bytes."""
    if not logo:
        return {"logo": "", "kind": ""}
    kind = logo_kind(logo)
    if kind == LogoKind.SVG:
        return {"logo": logo.decode("utf-8", errors="replace"), "kind": "svg"}
    if kind == LogoKind.PNG and _png_size(logo)[0] * _png_size(logo)[1] > LOGO_PIXELS:
        raise DomainError(
            tr("The logo has too many pixels. Choose a smaller picture in Settings."),
            field="logo",
        )
    return {"logo": list(logo), "kind": kind.value}


def _png_size(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels that a PNG announces in its header."""
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def joined(parts: Iterable[str]) -> str:
    """Those parts that say something, in one line."""
    return " · ".join(part.strip() for part in parts if part.strip())


def fit(text: str) -> str:
    """Text in which a very long word may be broken; all other text stays as it is."""
    return _LONG_WORD.sub(lambda found: _broken(found[0]), text)


def _broken(word: str) -> str:
    return ZERO_WIDTH_SPACE.join(
        word[start : start + UNBROKEN] for start in range(0, len(word), UNBROKEN)
    )
