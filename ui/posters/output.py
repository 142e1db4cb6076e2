"""How the posters are handed out: size, format, sheets."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.referrals.posters.sizes import SIZES, Size, size_name
from ui.paper.poster_files import Format, Sheet
from ui.widgets.segmented import SegmentedControl

_FORMATS: tuple[Format, ...] = ("jpeg", "png", "pdf")


class Output(QWidget):
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.size_box = QComboBox()
        self.size_box.setAccessibleName(_("海报尺寸"))
        self.size_box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for key in SIZES:
            self.size_box.addItem(size_name(key), key)
        self.kind = SegmentedControl([(kind, kind.upper()) for kind in _FORMATS], _("文件格式"))
        self.kind.setToolTip(_("发微信用 JPEG，要无损用 PNG，打印用 PDF"))
        self.sheet_box = QCheckBox(_("拼到 A4 纸上，带裁切线"))
        self.bleed_box = QCheckBox(_("四周加 3 毫米出血和裁切线"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.size_box, self.kind, self.sheet_box, self.bleed_box):
            column.addWidget(widget)
        self.size_box.currentIndexChanged.connect(lambda _index: self._on_changed())
        self.kind.chosen.connect(lambda _key: self._on_changed())
        self.sheet_box.toggled.connect(lambda _on: self._on_changed())
        self.bleed_box.toggled.connect(lambda _on: self._on_changed())
        self._show()

    def size_chosen(self) -> Size:
        return SIZES[str(self.size_box.currentData())]

    def choose_size(self, key: str) -> None:
        index = self.size_box.findData(key)
        if index >= 0:
            self.size_box.setCurrentIndex(index)

    def format(self) -> Format:
        return next(kind for kind in _FORMATS if kind == self.kind.key())

    def sheet(self) -> Sheet | None:
        return "a4" if self.format() == "pdf" and self.sheet_box.isChecked() else None

    def bleed(self) -> bool:
        return self.bleed_box.isChecked() and self.bleed_box.isVisibleTo(self)

    def remembered(self) -> dict[str, object]:
        return {
            "format": self.kind.key(),
            "sheet": self.sheet_box.isChecked(),
            "bleed": self.bleed_box.isChecked(),
        }

    def recall(self, stored: object) -> None:
        """What remembered() said last time; anything else is ignored."""
        if isinstance(stored, dict):
            if stored.get("format") in _FORMATS:
                self.kind.choose(stored["format"])
            self.sheet_box.setChecked(stored.get("sheet") is True)
            self.bleed_box.setChecked(stored.get("bleed") is True)

    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Only what has a meaning for this size and format."""
        pdf = self.kind.key() == "pdf"
        self.sheet_box.setVisible(pdf and self.size_chosen().key not in ("a3", "a4"))
        self.bleed_box.setVisible(pdf and not self.size_chosen().pixels and self.sheet() is None)
