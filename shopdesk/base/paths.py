"""Where things are on disk: what ships with the program, and the owner's folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

APP_NAME = "ShopDesk"


def resource_path(*parts: str) -> Path:
    """A file that ships with the program, in a checkout as well as in a frozen bundle."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[2]))
    return root.joinpath("resources", *parts)


def default_data_dir() -> Path:
    """The shop's folder unless the owner chose another: SHOPDESK_DATA, else in the user's documents."""
    chosen = os.environ.get("SHOPDESK_DATA")
    return Path(chosen) if chosen else platformdirs.user_documents_path() / APP_NAME


def config_dir() -> Path:
    """The owner's choices (not the shop's data); SHOPDESK_CONFIG moves it, as the tests do."""
    chosen = os.environ.get("SHOPDESK_CONFIG")
    return Path(chosen) if chosen else platformdirs.user_config_path(APP_NAME, appauthor=False)


def log_dir() -> Path:
    chosen = os.environ.get("SHOPDESK_CONFIG")
    return Path(chosen) / "log" if chosen else platformdirs.user_log_path(APP_NAME, appauthor=False)
