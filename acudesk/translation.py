"""Every text that a person reads goes through `tr`, so that a translation is a file, not a change.

Catalogues are GNU gettext files below `resources/translations/<language>/LC_MESSAGES/acudesk.mo`.
The language of the paper may differ from that of the screen: `language("de")` holds for a block.
A catalogue gives the name of its language, in that language, as its text for "English".
"""

import gettext
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from acudesk import paths

ENGLISH = "en"
_DOMAIN = "acudesk"
_CODE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,8})?")
_UNTRANSLATED = gettext.NullTranslations()
_CATALOGUE: ContextVar[gettext.NullTranslations] = ContextVar("catalogue")
_LANGUAGE: ContextVar[str] = ContextVar("language")


def tr(text: str, /, **values: object) -> str:
    """The text in the reader's language, with `{name}` filled from `values`."""
    translated = _CATALOGUE.get(_UNTRANSLATED).gettext(text)
    return translated.format(**values) if values else translated


def ntr(singular: str, plural: str, count: int, /, **values: object) -> str:
    """Like `tr` for a counted thing; `{n}` is the count."""
    translated = _CATALOGUE.get(_UNTRANSLATED).ngettext(singular, plural, count)
    return translated.format(n=count, **values)


def current_language() -> str:
    """The code of the language that texts are read in just now: what a page says of itself.

    Where a catalogue was asked for that does not exist, it is English.
    """
    return _LANGUAGE.get(ENGLISH)


def available_languages() -> dict[str, str]:
    """The languages that paper can be printed in, code and name: English, then every catalogue
    that can be read. One that cannot is left out."""
    found = {}
    folder = paths.resource("translations")
    codes = sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []
    for code in codes:
        catalogue = _read(code) if code != ENGLISH and _CODE.fullmatch(code) else None
        if catalogue is not None:
            name = catalogue.gettext("English")
            found[code] = code if name == "English" else name
    with language(ENGLISH):
        return {ENGLISH: tr("English"), **found}


@contextmanager
def language(code: str) -> Iterator[None]:
    """Read texts in another language inside the block; English where no catalogue exists."""
    catalogue = _read(code)
    catalogue_before = _CATALOGUE.set(catalogue or _UNTRANSLATED)
    language_before = _LANGUAGE.set(ENGLISH if catalogue is None else code)
    try:
        yield
    finally:
        _LANGUAGE.reset(language_before)
        _CATALOGUE.reset(catalogue_before)


def _read(code: str) -> gettext.NullTranslations | None:
    """The catalogue of a language, None where there is none that can be read."""
    folder = str(paths.resource("translations"))
    try:
        return gettext.translation(_DOMAIN, folder, [code])
    except (OSError, ValueError, struct.error):  # Missing, cut short, or another kind of file.
        return None
