"""The look: one set of tokens at a time, as QPalette and one style sheet, after the system or as the owner chose.

Widgets that paint themselves read `tokens()` while painting, so a change of theme needs no work of theirs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from shopdesk.base.paths import resource_path
from ui.style_sheet import style_sheet
from ui.tokens import DARK, LIGHT, Tokens

Scheme = Literal["auto", "light", "dark"]
BASE_POINT_SIZE = 13.0 if sys.platform == "darwin" else 10.0  # macOS counts 72 points to the inch, the others 96
_SYSTEM_FONTS = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
_EMOJI_FONTS = ("Segoe UI Emoji", "Apple Color Emoji", "Noto Color Emoji")


class _Theme(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self.scheme: Scheme = "auto"
        self.following = False
        self.fonts_loaded = False


_theme: _Theme | None = None


def _state() -> _Theme:
    # Made on first use: a QObject at import time would exist before the application does.
    global _theme
    if _theme is None:
        _theme = _Theme()
    return _theme


def tokens() -> Tokens:
    """The colours of this moment."""
    return _state().tokens


def color(name: str) -> QColor:
    """A token by name as QColor, for painting."""
    return QColor(getattr(_state().tokens, name))


def scheme() -> Scheme:
    return _state().scheme


def on_theme_changed(method: Callable[[], None]) -> None:
    """Call a widget's method after every change of theme; Qt forgets it when the widget dies."""
    _state().changed.connect(method)


def apply_theme(app: QApplication, scheme: Scheme = "auto") -> None:
    """Dress the whole application; `auto` follows the system now and later."""
    state = _state()
    state.scheme = scheme
    if not state.following:
        state.following = True
        app.styleHints().colorSchemeChanged.connect(lambda _new: _follow_system(app))
        app.setStyle("Fusion")
    if not state.fonts_loaded:
        state.fonts_loaded = True
        load_fonts(app)
    wanted = {"auto": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    app.styleHints().setColorScheme(wanted[scheme])  # window frames and native dialogs go along
    _dress(app, _wanted_tokens())


def load_fonts(app: QApplication) -> None:
    """The bundled fonts first, then the system's, so that charts, tables and lists all speak with one voice."""
    families = []
    for path in sorted(resource_path("fonts").glob("NotoSansSC*.[to]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number >= 0:
            families += QFontDatabase.applicationFontFamilies(number)
    font = QFont(app.font())
    font.setFamilies(list(dict.fromkeys([*families, *_SYSTEM_FONTS, font.family(), *_EMOJI_FONTS])))
    font.setPointSizeF(BASE_POINT_SIZE)
    app.setFont(font)


def _follow_system(app: QApplication) -> None:
    if _state().scheme == "auto":
        _dress(app, _wanted_tokens())


def _wanted_tokens() -> Tokens:
    chosen = _state().scheme
    if chosen == "auto":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if chosen == "dark" else LIGHT


def _dress(app: QApplication, new: Tokens) -> None:
    state = _state()
    if state.tokens is new and app.styleSheet():
        return
    state.tokens = new
    app.setPalette(palette(new))
    app.setStyleSheet(style_sheet(new, BASE_POINT_SIZE))
    state.changed.emit()


def palette(colors: Tokens) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: colors.window,
        QPalette.ColorRole.WindowText: colors.text,
        QPalette.ColorRole.Base: colors.surface,
        QPalette.ColorRole.AlternateBase: colors.sunken,
        QPalette.ColorRole.ToolTipBase: colors.inverse,
        QPalette.ColorRole.ToolTipText: colors.on_inverse,
        QPalette.ColorRole.Text: colors.text,
        QPalette.ColorRole.Button: colors.surface,
        QPalette.ColorRole.ButtonText: colors.text,
        QPalette.ColorRole.BrightText: colors.danger_text,
        QPalette.ColorRole.Link: colors.accent_text,
        QPalette.ColorRole.LinkVisited: colors.accent_text,
        QPalette.ColorRole.Highlight: colors.accent,
        QPalette.ColorRole.HighlightedText: colors.on_accent,
        QPalette.ColorRole.PlaceholderText: colors.muted,
        QPalette.ColorRole.Accent: colors.accent,
        QPalette.ColorRole.Light: colors.hover,
        QPalette.ColorRole.Midlight: colors.border,
        QPalette.ColorRole.Mid: colors.border_control,
        QPalette.ColorRole.Dark: colors.border_check,
        QPalette.ColorRole.Shadow: "#000000",
    }
    result = QPalette()
    for role, value in roles.items():
        result.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(colors.disabled))
    return result
