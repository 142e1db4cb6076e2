"""A card of figures: its numbers are copied or saved as a workbook, itself is saved as a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import Sheet, SheetColumn, write_workbook
from ui.table.clipboard import clipboard_data
from ui.widgets.buttons import icon_button
from ui.widgets.cards import Card
from ui.widgets.pictures import save_picture

Numbers = tuple[list[SheetColumn], list[list[Any]]]
Saved = Callable[[Path], object]


class SavedCard(Card):
    """`saved(path)` is called after a picture or a workbook was written; a ShopError goes to the caller's handler."""

    def __init__(self, title: str, saved: Saved | None = None, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._saved = saved

    def add_buttons(self, *, picture: bool = True) -> None:
        self.save_button = icon_button("image", _("保存为图片"), self.ask_and_save)
        self.heading.addWidget(icon_button("copy", _("复制数字"), self.copy_numbers))
        self.heading.addWidget(icon_button("file-spreadsheet", _("数字存成 Excel"), self.ask_and_save_numbers))
        self.heading.addWidget(self.save_button)
        self.save_button.setVisible(picture)

    # ---- for sub-classes

    def name(self) -> str:
        """Proposed for the files, and stands on them."""
        raise NotImplementedError

    def texts(self) -> tuple[list[str], list[list[str]]]:
        """Headings and rows as they are shown; the first column is a name, the others are numbers."""
        raise NotImplementedError

    def sheet(self) -> Numbers:
        """The same as numbers, or more."""
        raise NotImplementedError

    def picture(self) -> QImage:
        raise NotImplementedError

    # ---- out of the program

    def copy_numbers(self) -> None:
        headings, rows = self.texts()
        numbers = [False] + [True] * (len(headings) - 1)
        QGuiApplication.clipboard().setMimeData(clipboard_data(headings, numbers, [headings, *rows]))

    def ask_and_save(self) -> None:
        place = QStandardPaths.StandardLocation.PicturesLocation
        path = _ask_path(self, (_("保存为图片"), self.name()), place, ".png", "PNG")
        if path is not None:
            self._write(self.save_png, path)

    def ask_and_save_numbers(self) -> None:
        place = QStandardPaths.StandardLocation.DocumentsLocation
        path = _ask_path(self, (_("数字存成 Excel"), self.name()), place, ".xlsx", "Excel")
        if path is not None:
            self._write(self.save_numbers, path)

    def save_png(self, path: Path) -> None:
        save_picture(self.picture(), path)

    def save_numbers(self, path: Path) -> None:
        """All numbers as a workbook, money and shares as numbers; ShopError when it cannot be written."""
        columns, rows = self.sheet()
        write_workbook(path, lambda: iter([Sheet(self.name(), columns, rows)]))

    def _write(self, write: Callable[[Path], object], path: Path) -> None:
        write(path)
        if self._saved is not None:
            self._saved(path)


def _ask_path(
    parent: QWidget, words: tuple[str, str], place: QStandardPaths.StandardLocation, suffix: str, kind: str
) -> Path | None:
    title, name = words
    proposed = str(Path(QStandardPaths.writableLocation(place)) / f"{name}{suffix}")
    chosen, _filter = QFileDialog.getSaveFileName(parent, title, proposed, f"{kind} (*{suffix})")
    return Path(chosen).with_suffix(suffix) if chosen else None
