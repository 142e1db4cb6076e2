"""A table model over a list of ids: rows are fetched for what is on screen and forgotten on refresh."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from ui.table.columns import Column, Row
from ui.widgets.elided import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
_KEPT = 4000  # rows; about forty screens
AROUND = 40  # rows fetched above and below the screen, so that slow scrolling asks seldom
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}


class IdTableModel(QAbstractTableModel, Generic[Row]):
    """The order and the filter belong to whoever makes the ids; `fetch` answers with the rows that still exist.

    With `checkboxes`, section 0 is the column of boxes and `column_at(0)` is None.
    """

    edit_refused = Signal(str)
    edited = Signal(int, str)  # id, column key

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        fetch: Callable[[list[int]], dict[int, Row]],
        *,
        checkboxes: bool = False,
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.first = 1 if checkboxes else 0
        self._fetch = fetch
        self._ids: Sequence[int] = []
        self._rows: dict[int, Row] = {}
        self._gone: set[int] = set()
        self._places: dict[int, int] | None = None

    # --- ids and rows
    @property
    def ids(self) -> Sequence[int]:
        return self._ids

    def set_ids(self, ids: Sequence[int], rows: Mapping[int, Row] | None = None) -> None:
        """Show these, in this order; `rows` are those that were read with them. All other rows are forgotten.

        Selection is kept by `BigTable.set_ids`, not here.
        """
        self.beginResetModel()
        self._ids = ids
        self._places = None
        self._forget()
        self._rows.update(rows or {})
        self.endResetModel()

    def forget_rows(self, ids: Iterable[int] | None = None) -> None:
        """Fetch these rows (or all) again when they are next painted."""
        if ids is None:
            self._forget()
        else:
            for row_id in ids:
                self._rows.pop(row_id, None)
                self._gone.discard(row_id)
        if self._ids:
            last = self.index(len(self._ids) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _forget(self) -> None:
        self._rows.clear()
        self._gone.clear()

    def place_of(self, row_id: int) -> int | None:
        """The row number of an id; the first call after `set_ids` costs some milliseconds per 100,000."""
        if self._places is None:
            self._places = {found: place for place, found in enumerate(self._ids)}
        return self._places.get(row_id)

    def ensure(self, first: int, last: int) -> None:
        """Have the rows `first`..`last` at hand with one call of `fetch` at most."""
        wanted = [i for i in self._ids[first : last + 1] if i not in self._rows and i not in self._gone]
        if not wanted:
            return
        around = self._ids[max(first - AROUND, 0) : last + 1 + AROUND]
        wanted = [i for i in around if i not in self._rows and i not in self._gone]
        if len(self._rows) + len(wanted) > _KEPT:
            self._forget()
            wanted = list(around)
        found = self._fetch(wanted)
        self._rows.update(found)
        self._gone.update(i for i in wanted if i not in found)

    def row_at(self, place: int) -> Row | None:
        """None when the row was deleted since the ids were made."""
        row_id = self._ids[place]
        row = self._rows.get(row_id)
        if row is None and row_id not in self._gone:
            self.ensure(place, place)
            row = self._rows.get(row_id)
        return row

    def rows_for(self, ids: Sequence[int]) -> Iterable[Row]:
        """Rows in the order of ids, fetched in portions and not kept: for copying long selections."""
        for start in range(0, len(ids), 2000):
            part = list(ids[start : start + 2000])
            found = self._fetch(part)
            yield from (found[i] for i in part if i in found)

    def column_at(self, section: int) -> Column[Row] | None:
        return None if section < self.first else self.columns[section - self.first]

    def section_of(self, key: str) -> int:
        for number, column in enumerate(self.columns):
            if column.key == key:
                return number + self.first
        return -1

    # --- Qt
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns) + self.first

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        column = self.column_at(index.column())
        if column is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align]
        if role not in _TEXT_ROLES:
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.EditRole:
            return (column.edit_text or column.text)(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(column.tooltip(row)) if column.tooltip is not None else None
        return column.text(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.column_at(section)
        if column is None:
            return _("全选或全不选") if role in (Qt.ItemDataRole.ToolTipRole, _ACCESSIBLE) else None
        if role in (Qt.ItemDataRole.DisplayRole, _ACCESSIBLE):
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align]
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.title_tooltip or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        column = self.column_at(index.column())
        if column is not None and column.set_value is not None:
            row = self.row_at(index.row())
            if row is not None and column.can_edit(row):
                return _EDITABLE
        return _PLAIN

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        column = self.column_at(index.column())
        if role != Qt.ItemDataRole.EditRole or column is None or column.set_value is None:
            return False
        if value == self.data(index, Qt.ItemDataRole.EditRole):
            return True
        row_id = self._ids[index.row()]
        try:
            column.set_value(row_id, value)
        except ShopError as error:
            self.edit_refused.emit(str(error))
            return False
        self.forget_rows([row_id])
        self.edited.emit(row_id, column.key)
        return True


_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _PLAIN | Qt.ItemFlag.ItemIsEditable
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole
_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole, _ACCESSIBLE)
