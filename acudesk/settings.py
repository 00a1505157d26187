"""The user's own settings of this computer: appearance and window, never health data."""

import tomllib
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path


class Appearance(StrEnum):
    """Light, dark, or as the system is."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is remembered between two starts; `geometry` is Qt's own, in hexadecimal digits."""

    appearance: Appearance = Appearance.SYSTEM
    geometry: str = ""
    report_folder: str = ""


def read_settings(file: Path) -> Settings:
    """The settings in a TOML file; what is missing or damaged takes its usual value."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    settings = Settings()
    for field in fields(Settings):
        value = table.get(field.name)
        if not isinstance(value, str):
            continue
        if field.name == "appearance":
            if value in list(Appearance):
                settings = replace(settings, appearance=Appearance(value))
        else:
            settings = replace(settings, **{field.name: value})  # type: ignore[arg-type]
    return settings


def write_settings(file: Path, settings: Settings) -> None:
    """Keep the settings; a folder that cannot be written is left as it is, without a word."""
    lines = []
    for field in fields(Settings):
        lines.append(f'{field.name} = "{_escaped(str(getattr(settings, field.name)))}"\n')
    draft = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text("".join(lines), encoding="utf-8")
        draft.replace(file)
    except OSError:
        return


def _escaped(value: str) -> str:
    """A text as TOML writes it; a folder's name can hold line breaks and half characters."""
    kept = value.encode("utf-8", errors="ignore").decode("utf-8")
    return "".join(
        f"\\u{ord(char):04x}" if char < " " or char in '"\\\x7f' else char for char in kept
    )
