"""Every text that a person reads goes through `tr`, so that a translation is a file, not a change.

Catalogues are GNU gettext files below `resources/translations/<language>/LC_MESSAGES/acudesk.mo`.
The language of the paper may differ from that of the screen: `language("de")` holds for a block.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from acudesk import paths

_CATALOGUE: ContextVar[gettext.NullTranslations] = ContextVar("catalogue")
_ENGLISH = gettext.NullTranslations()


def tr(text: str, /, **values: object) -> str:
    """The text in the reader's language, with `{name}` filled from `values`."""
    translated = _CATALOGUE.get(_ENGLISH).gettext(text)
    return translated.format(**values) if values else translated


def ntr(singular: str, plural: str, count: int, /, **values: object) -> str:
    """Like `tr` for a counted thing; `{n}` is the count."""
    translated = _CATALOGUE.get(_ENGLISH).ngettext(singular, plural, count)
    return translated.format(n=count, **values)


@contextmanager
def language(code: str) -> Iterator[None]:
    """Read texts in another language inside the block; English where no catalogue exists."""
    folder = str(paths.resource("translations"))
    token = _CATALOGUE.set(gettext.translation("acudesk", folder, [code], fallback=True))
    try:
        yield
    finally:
        _CATALOGUE.reset(token)
