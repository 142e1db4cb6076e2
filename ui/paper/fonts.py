"""The bundled fonts, so that paper looks the same on every computer."""

from __future__ import annotations

from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase

from shopdesk.base.paths import resource_path

Face = Literal["plain", "title", "hand"]
_FILES: dict[str, tuple[Face, str]] = {
    "NotoSansSC-Regular.ttf": ("plain", "Noto Sans SC"),
    "NotoSansSC-Bold.ttf": ("plain", "Noto Sans SC"),
    "SmileySans-Oblique.ttf": ("title", "Smiley Sans Oblique"),
    "ZCOOLKuaiLe-Regular.ttf": ("hand", "ZCOOL KuaiLe"),
}
_PLAIN = "Noto Sans SC"
_families: dict[Face, list[str]] = {}


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; needs a QGuiApplication. Doing it again costs nothing."""
    if _families:
        return
    for name, (face, family) in _FILES.items():
        if QFontDatabase.addApplicationFont(str(resource_path("fonts", name))) < 0:
            raise RuntimeError(f"the bundled font {name} cannot be loaded")
        _families[face] = [family] if family == _PLAIN else [family, _PLAIN]


def paper_font(face: Face, pixels: int, *, bold: bool = False) -> QFont:
    """A font `pixels` high, laid out alike on every device: no hinting, no kerning surprises."""
    load_fonts()
    font = QFont()
    font.setFamilies(_families[face])
    font.setPixelSize(pixels)
    font.setBold(bold and face == "plain")
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font
