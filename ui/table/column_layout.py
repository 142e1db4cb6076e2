"""Which columns stand where and how wide: kept as JSON, chosen in a dialog or the header's menu."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from shopdesk.base.i18n import _
from ui.icons import icon
from ui.table.column_dialog import ColumnDialog, ColumnState
from ui.table.columns import Column
from ui.table.header import TableHeader
from ui.table.model import IdTableModel

_NARROWEST, _WIDEST = 40, 1200
_SHRUNK = 0.62
"""Of its width a flexible column keeps at least this much before the table scrolls sideways."""


class ColumnLayout(QObject):
    """Belongs to one header; `sort_chosen` comes from its menu."""

    changed = Signal()
    sort_chosen = Signal(str, bool)

    def __init__(self, header: TableHeader, rows: IdTableModel[Any]) -> None:
        super().__init__(header)
        self._header = header
        self._rows = rows
        self._widths = {column.key: column.width for column in rows.columns}
        """As the program or the owner asked for; on screen flexible columns are wider or narrower."""
        self._room = 0
        self._aside: frozenset[str] = frozenset()
        """Hidden for want of room, or because every row says the same there: not by the owner's wish."""
        self._needless: frozenset[str] = frozenset()
        self._fitting = True
        if rows.first:
            header.setSectionResizeMode(0, TableHeader.ResizeMode.Fixed)
            header.resizeSection(0, 40)
        for number, column in enumerate(rows.columns):
            header.resizeSection(number + rows.first, column.width)
            header.setSectionHidden(number + rows.first, not column.visible)
        self._fitting = False
        header.sectionMoved.connect(self._on_change)
        header.sectionResized.connect(self._on_resized)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_menu)

    def columns(self) -> list[ColumnState]:
        """(key, width, visible) in the order on screen, the hidden ones among them."""
        chosen = set(self.chosen_sections())
        order = (self._header.logicalIndex(place) for place in range(self._header.count()))
        named = ((section, self._rows.column_at(section)) for section in order)
        return [
            (column.key, self._widths[column.key], section in chosen) for section, column in named if column is not None
        ]

    def chosen_sections(self) -> list[int]:
        """What the owner wants to see from left to right, even where there is no room for it just now."""
        aside = {self._rows.section_of(key) for key in self._aside}
        order = (self._header.logicalIndex(place) for place in range(self._header.count()))
        return [section for section in order if section in aside or not self._header.isSectionHidden(section)]

    def leave_out(self, keys: Collection[str]) -> None:
        """Every row says the same in these columns just now."""
        if self._needless != frozenset(keys):
            self._needless = frozenset(keys)
            self.fit()

    def fit(self, whole_width: int = 0) -> None:
        """Share the table's width (0: the one it had before) among the flexible columns; one that the owner dragged
        stays as wide as he left it."""
        self._room = whole_width or self._room  # the header's own width lags behind while the table is laid out
        self._step_aside()
        shown = [(section, self._rows.column_at(section)) for section in self._header.visible_sections()]
        wanted = {section: self._widths[column.key] for section, column in shown if column is not None}
        fixed = sum(self._header.sectionSize(section) for section, column in shown if column is None)
        room = self._room - fixed - sum(wanted.values())
        flexible = {
            section: wanted[section] for section, column in shown if column is not None and self._is_flexible(column)
        }
        whole = sum(flexible.values())
        if whole and room >= whole * (_SHRUNK - 1):  # else it scrolls sideways anyway, and nothing need be narrow
            for section, width in flexible.items():
                share = room * width // whole
                wanted[section] = width + share
                room, whole = room - share, whole - width
        self._fitting = True
        for section, width in wanted.items():
            self._header.resizeSection(section, width)
        self._fitting = False

    def _step_aside(self) -> None:
        """Hide what makes room and show it again where there is room; an owner who chose columns sees all of them."""
        shown = [column for section in self.chosen_sections() if (column := self._rows.column_at(section)) is not None]
        aside: frozenset[str] = frozenset()
        if {column.key for column in shown} == {column.key for column in self._rows.columns if column.visible}:
            aside = self._needless & {column.key for column in shown}
            aside |= self._too_many([column for column in shown if column.key not in aside])
        self._fitting = True
        for key in aside ^ self._aside:
            self._header.setSectionHidden(self._rows.section_of(key), key in aside)
        self._fitting = False
        self._aside = aside

    def _too_many(self, shown: Sequence[Column[Any]]) -> frozenset[str]:
        """Which of these give way, in their order; none when even that would not be enough."""
        least = sum(self._least(column) for column in shown) + (self._header.sectionSize(0) if self._rows.first else 0)
        going: set[str] = set()
        for column in sorted((column for column in shown if column.gives_way), key=lambda column: -column.gives_way):
            if least > self._room:
                going.add(column.key)
                least -= self._least(column)
        return frozenset(going) if least <= self._room else frozenset()

    def _least(self, column: Column[Any]) -> float:
        width = self._widths[column.key]
        return width * _SHRUNK if self._is_flexible(column) else width

    def _is_flexible(self, column: Column[Any]) -> bool:
        return column.flex and self._widths[column.key] == column.width

    def arrange(self, columns: Sequence[ColumnState]) -> None:
        """Put them in this order; unknown keys are passed over, columns not named come after."""
        known = [(self._rows.section_of(key), key, width, visible) for key, width, visible in columns]
        known = [entry for entry in known if entry[0] >= 0]
        self._aside = frozenset()
        for place, (section, key, width, visible) in enumerate(known):
            self._header.moveSection(self._header.visualIndex(section), place + self._rows.first)
            self._widths[key] = min(max(width, _NARROWEST), _WIDEST)
            self._header.setSectionHidden(section, not visible)
        self.fit()
        self.changed.emit()

    def default_columns(self) -> list[ColumnState]:
        return [(column.key, column.width, column.visible) for column in self._rows.columns]

    def choose(self) -> None:
        titles = {column.key: column.title for column in self._rows.columns}
        dialog = ColumnDialog(titles, self.columns(), self.default_columns(), self._header.window())
        if dialog.exec():
            self.arrange(dialog.columns())
        dialog.deleteLater()

    def _on_change(self, *_ignored: object) -> None:
        self.fit()
        self.changed.emit()

    def _on_resized(self, section: int, _old: int, new: int) -> None:
        """By the owner's hand: the last one is stretched by Qt, the others are not moved while he drags."""
        column = self._rows.column_at(section)
        if self._fitting or column is None or section == self._header.visible_sections()[-1]:
            return
        if new:  # 0 while it is being hidden
            self._widths[column.key] = new
        self.changed.emit()

    def _open_menu(self, position: QPoint) -> None:
        menu = self.build_menu(self._header.logicalIndexAt(position))
        menu.exec(self._header.mapToGlobal(position))
        menu.deleteLater()

    def build_menu(self, section: int) -> QMenu:
        menu = QMenu(self._header)
        column = self._rows.column_at(section)
        if column is not None and column.sort_key:
            menu.addAction(icon("arrow-up", "muted"), _("升序"), self._chooser(column.sort_key, False))
            menu.addAction(icon("arrow-down", "muted"), _("降序"), self._chooser(column.sort_key, True))
            menu.addSeparator()
        menu.addAction(icon("columns-3", "muted"), _("选择列…"), self.choose)
        menu.addAction(_("恢复默认列"), lambda: self.arrange(self.default_columns()))
        return menu

    def _chooser(self, key: str, descending: bool) -> Callable[[], None]:
        return lambda: self.sort_chosen.emit(key, descending)


def layout_json(columns: Sequence[ColumnState], sort: tuple[str, bool]) -> str:
    return json.dumps({"version": 1, "columns": list(columns), "sort": list(sort)}, ensure_ascii=False)


def read_layout(text: str) -> tuple[list[ColumnState], tuple[str, bool]] | None:
    """None when the text is not what `layout_json` wrote."""
    try:
        kept = json.loads(text)
        columns = [(str(key), int(width), bool(visible)) for key, width, visible in kept["columns"]]
        key, descending = kept["sort"]
    except (ValueError, TypeError, KeyError):
        return None
    return columns, (str(key), bool(descending))
