"""All figures as a table model: a row for each part, sorted by a figure or as they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import SheetColumn
from shopdesk.insight.board import BoardRow
from shopdesk.insight.definitions import definition
from ui.figures.all_figures import Figure, every_figure, figures_sheet
from ui.figures.wanted import change_words, share_text
from ui.widgets.elided import plain_tooltip, tame

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_LONGEST_NAME = 24


@dataclass(frozen=True)
class NamedRow:
    name: str
    row: BoardRow


class BoardModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.figures = every_figure()
        self.keys = list(self.figures)
        self.rows: list[NamedRow] = []
        """As they are shown: the whole first."""
        self._came: list[NamedRow] = []
        self.sorted_by: tuple[str, bool] | None = None
        """Key of a figure, and whether the largest come first; None: as they came."""

    def show(self, rows: Sequence[NamedRow]) -> None:
        self.beginResetModel()
        self._came = list(rows)
        self._order()
        self.endResetModel()

    def sort_by(self, sorted_by: tuple[str, bool] | None) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.rows
        self.sorted_by = sorted_by
        self._order()
        new_places = {id(named): place for place, named in enumerate(self.rows)}
        old = self.persistentIndexList()
        self.changePersistentIndexList(
            old, [self.index(new_places[id(before[one.row()])], one.column()) for one in old]
        )
        self.layoutChanged.emit()

    def _order(self) -> None:
        """What is not known stands below, whichever comes first."""
        whole, rows = self._came[:1], self._came[1:]
        if self.sorted_by is not None:
            key, descending = self.sorted_by
            known = [(self.figures[key].values(named.row)[0], named) for named in rows]
            unknown = [named for value, named in known if value is None]
            known = [pair for pair in known if pair[0] is not None]
            known.sort(key=lambda pair: pair[0] or 0, reverse=descending)
            rows = [*(named for _value, named in known), *unknown]
        self.rows = [*whole, *rows]

    @property
    def parts(self) -> list[NamedRow]:
        """Without the whole, as they came: days in their order."""
        return self._came[1:]

    # ---- Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.keys)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            figure = self.figures[self.keys[section]]
            if role == Qt.ItemDataRole.DisplayRole:
                return figure.title
            words = definition(figure.meaning) + _("点一下按它排序。")
            return plain_tooltip(words) if role == Qt.ItemDataRole.ToolTipRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return tame(self.rows[section].name, _LONGEST_NAME)
        return plain_tooltip(self.rows[section].name) if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        key = self.keys[index.column()]
        figure = self.figures[key]
        if role == Qt.ItemDataRole.DisplayRole:
            now, before = figure.values(self.rows[index.row()].row)
            change = change_words(now, before, as_points=figure.write is share_text, short=True)[0]
            return f"{figure.write(now)}\n{change}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            words = self._words(index.row(), key, figure)
            return plain_tooltip(words) if role == Qt.ItemDataRole.ToolTipRole else words
        return None

    def _words(self, row: int, key: str, figure: Figure) -> str:
        now, before = figure.values(self.rows[row].row)
        return _("{name}，{figure} {now}，上一段 {before}").format(
            name=self.rows[row].name, figure=figure.title, now=figure.write(now), before=figure.write(before)
        )

    # ---- numbers

    def texts(self) -> tuple[list[str], list[list[str]]]:
        """Each figure as it is written, without the one before it."""
        headings = [_("名称"), *(figure.title for figure in self.figures.values())]
        return headings, [
            [named.name, *(figure.write(figure.values(named.row)[0]) for figure in self.figures.values())]
            for named in self.rows
        ]

    def sheet(self) -> tuple[list[SheetColumn], list[list[Any]]]:
        columns, rows = figures_sheet([named.row for named in self.rows])
        names = [SheetColumn(_("名称"), 40), *columns]
        return names, [[named.name, *row] for named, row in zip(self.rows, rows, strict=True)]
