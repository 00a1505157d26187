"""Text as it is kept, found and compared."""

import re
import unicodedata

from acudesk.domain.errors import DomainError
from acudesk.translation import tr

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"\w+")
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)


def cleaned(text: str, *, limit: int, field: str, lines: bool = False) -> str:
    """Text fit to be kept: NFC, no NUL or half characters, trimmed, at most `limit` characters.

    With `lines` false, line breaks become spaces. A longer text is refused, never cut.
    """
    if not text:  # Most fields of a record are empty, and each one comes by here.
        return ""
    kept = _CONTROL.sub("", _UNKEEPABLE.sub("", text))
    kept = kept.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        kept = " ".join(kept.split())
    kept = unicodedata.normalize("NFC", kept).strip("\n " if lines else None)
    if len(kept) > limit:
        raise DomainError(
            tr(
                "This text has {length} characters; at most {limit} fit. Please shorten it.",
                length=len(kept),
                limit=limit,
            ),
            field=field,
        )
    return kept


def shortened(text: str, most: int) -> str:
    """At most so many letters, the last one an ellipsis where something was cut."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > most * 3 // 4 else cut).rstrip(" ,.;:") + "…"


def folded(text: str) -> str:
    """Text as it is searched: lower case, without accents; `Müller` and `muller` are alike."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN_LETTERS)
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)  # Korean syllables are whole again


def search_words(text: str) -> list[str]:
    """The words that somebody typed into a search field, folded, in their order."""
    return _WORD.findall(folded(text))


def search_terms(*texts: str) -> set[str]:
    """Every start under which a record can be found: each word, and each tail of a word in
    a script written without spaces (Chinese, Japanese, Korean)."""
    terms: set[str] = set()
    for text in texts:
        for word in search_words(text):
            terms.add(word)
            if any(char >= "\u2e80" for char in word):
                terms.update(word[start:] for start in range(1, len(word)))
    return terms


def initials(name: str) -> str:
    """One or two letters that stand for a name in a small circle."""
    words: list[str] = [word for word in _WORD.findall(unicodedata.normalize("NFC", name)) if word]
    if not words:
        return "?"
    first = words[0][0]
    if len(words) == 1 or first >= "\u0590":
        if "\u0400" <= first <= "\u04ff" and len(words) > 1:
            return (first + words[-1][0]).upper()
        return first.upper()
    return (first + words[-1][0]).upper()
