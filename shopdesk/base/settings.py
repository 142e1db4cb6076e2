"""The owner's choices on this computer (not the shop's data): one typed dataclass kept as JSON."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from shopdesk.base.paths import config_dir
from shopdesk.base.whole_files import written_beside

_FILE = "settings.json"


@dataclass(frozen=True)
class Settings:
    language: str = "zh_CN"
    look: str = "auto"
    """auto | light | dark"""
    shop_folder: str = ""
    """The folder opened last; empty before the first run."""
    last_page: str = "today"
    recent: dict[str, Any] = field(default_factory=dict)
    """Remembered choices of dialogs and tables, by name: folders, columns, formats."""


def load_settings() -> Settings:
    """What was saved; defaults for what is missing or unreadable."""
    try:
        stored = json.loads((config_dir() / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(stored, dict):
        return Settings()
    default = Settings()
    known = {entry.name: type(getattr(default, entry.name)) for entry in fields(Settings)}
    kept: dict[str, Any] = {key: value for key, value in stored.items() if isinstance(value, known.get(key, ()))}
    return Settings(**kept)


def save_settings(settings: Settings) -> None:
    text = json.dumps(asdict(settings), ensure_ascii=False, indent=1)
    # With a full or locked disk the choice holds until the window closes; nothing else is lost.
    with suppress(OSError), written_beside(config_dir() / _FILE) as beside:
        beside.write_text(text, encoding="utf-8")


def remember(name: str, value: Any) -> None:
    """Keep one choice under `recent`."""
    settings = load_settings()
    save_settings(replace(settings, recent={**settings.recent, name: value}))


def remembered(name: str, default: Any = None) -> Any:
    return load_settings().recent.get(name, default)
