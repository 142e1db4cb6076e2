"""Light, dark or after the system: chosen in one place, kept for the next start."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from shopdesk.base.i18n import _
from shopdesk.base.settings import load_settings, save_settings
from ui.theme import Scheme, apply_theme, scheme


def look_names() -> dict[Scheme, str]:
    return {"auto": _("跟随系统"), "light": _("浅色"), "dark": _("深色")}


def choose_look(look: Scheme) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, look)
    save_settings(replace(load_settings(), look=look))


def following_look() -> Scheme:
    """The one that the button in the bar switches to."""
    following: dict[Scheme, Scheme] = {"auto": "light", "light": "dark", "dark": "auto"}
    return following[scheme()]
