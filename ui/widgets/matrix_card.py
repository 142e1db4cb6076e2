"""A matrix in a card: its counts copied or saved as a workbook, itself saved as a picture."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import SheetColumn
from ui.widgets.matrix import Matrix
from ui.widgets.pictures import titled_picture
from ui.widgets.saved_card import Numbers, Saved, SavedCard


class MatrixCard(SavedCard):
    def __init__(self, title: str, matrix: Matrix, saved: Saved | None = None) -> None:
        """The matrix is put where it belongs among what else the card says."""
        super().__init__(title, saved)
        self.matrix = matrix
        self.add_buttons()

    def name(self) -> str:
        return self.matrix.accessibleName()

    def texts(self) -> tuple[list[str], list[list[str]]]:
        titles, rows = self.matrix.numbers()
        return ["", *titles], [[name, *map(str, counts)] for name, counts in rows]

    def sheet(self) -> Numbers:
        titles, rows = self.matrix.numbers()
        columns = [SheetColumn(_("名称"), 24), *(SheetColumn(title, 18, "count") for title in titles)]
        return columns, [[name, *counts] for name, counts in rows]

    def picture(self) -> QImage:
        return titled_picture(self.matrix, self.name(), lambda painter: self.matrix.render(painter, QPoint()))
