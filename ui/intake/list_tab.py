"""The lines of a 接龙, each with how it was read; mended in place, Enter and Tab go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from shopdesk.intake.list_lines import Line, Mend, apply_mend
from shopdesk.intake.mending import (
    accept,
    set_paid,
    set_product,
    take,
)
from shopdesk.intake.preview_rows import ITEMS, ListRow, row_of_line
from shopdesk.intake.questions import Door, door_of
from shopdesk.members.search import find_members
from shopdesk.orders.products import find_products
from ui.icons import icon
from ui.intake.intake import Intake
from ui.intake.list_cells import ListTable, MendingDelegate
from ui.intake.list_columns import list_columns
from ui.table.model import IdTableModel
from ui.widgets.buttons import plain_button
from ui.widgets.elided import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.icon_label import IconLabel

_SHOWN = 12


class ListTab(QWidget):
    said = Signal(str, str)  # a sentence, its look
    who_wanted = Signal(object)  # Door: ask who this is

    def __init__(self, intake: Intake) -> None:
        super().__init__()
        self._intake = intake
        self._lines: list[Line] = []
        self._rows: dict[int, ListRow] = {}
        self._order: list[str] = []
        self._wanted = "all"
        self._model: IdTableModel[ListRow] = IdTableModel(list_columns(self._mend, self._set_product), self._fetch)
        self.table = ListTable(self._model, _("接龙的每一行"))
        searches = {"name": self._find_names, "product": self._find_products}
        self._cells = MendingDelegate(self.table, searches, ("taken", "paid"))
        self.table.cells = self._cells
        self.table.setItemDelegate(self._cells)
        self._cells.ticked.connect(self._tick)
        self.table.space_pressed.connect(self.toggle_taken)
        self.table.edit_refused.connect(lambda sentence: self.said.emit(sentence, "error"))
        self.table.current_changed.connect(lambda _id: self._show_line())
        self.table.set_empty_widget(EmptyState(_("这里没有要看的行。"), icon_name="circle-check"))
        self._add_actions()
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self._line_frame())

    def _line_frame(self) -> QFrame:
        """The line as it stands in the list, with what to do about a doubt."""
        self.line_frame = QFrame()
        self.line_frame.setProperty("role", "card")
        row = QHBoxLayout(self.line_frame)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(10)
        self._doubt_icon = IconLabel("message-circle", 18)
        row.addWidget(self._doubt_icon)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        self.raw = ElidedLabel("", "strong")
        self.why = ElidedLabel("", "muted")
        texts.addWidget(self.raw)
        texts.addWidget(self.why)
        row.addLayout(texts, 1)
        self.accept_button = plain_button(_("就这样导入"), self.accept_selected, icon_name="check")
        self.who_button = plain_button(_("看看是谁"), self._ask_who, icon_name="user-check")
        row.addWidget(self.who_button)
        self.skip_button = plain_button(_("不导入这行"), self.toggle_taken, icon_name="ban")
        row.addWidget(self.accept_button)
        row.addWidget(self.skip_button)
        return self.line_frame

    def _add_actions(self) -> None:
        for text, name, act in (
            (_("就这样导入"), "check", self.accept_selected),
            (_("导入 / 不导入"), "ban", self.toggle_taken),
            (_("再加一样商品"), "plus", self.add_item),
            (_("已付 / 未付"), "banknote", self.toggle_paid),
        ):
            action = QAction(icon(name, "muted"), text, self.table)
            action.triggered.connect(lambda _checked=False, act=act: act())
            self.table.addAction(action)

    # ---- showing

    def show_preview(self) -> None:
        """After each look ahead: fresh effects, the same order of lines."""
        seen = self._intake.seen
        assert seen is not None
        self._lines, self._rows = list(seen.preview.lines), dict(seen.list_rows)
        keys = [line.key for line in self._lines]
        if sorted(keys) != sorted(self._order):
            # Doubts first, and there they stay when they are mended: rows must not jump about under the cursor.
            doubtful = {row.line for row in self._rows.values() if row.doubtful}
            self._order = [key for place, key in enumerate(keys) if place in doubtful]
            self._order += [key for place, key in enumerate(keys) if place not in doubtful]
            self._show_ids()
            if self._model.ids:
                self.table.go_to(self._model.ids[0])
        self._show_ids()

    def start_afresh(self) -> None:
        """For another list: doubts first again."""
        self._order = []

    def doubts(self) -> int:
        return sum(row.first and row.doubtful for row in self._rows.values())

    def show_only(self, wanted: str) -> None:
        """all, doubts or effects."""
        self._wanted = wanted
        self._show_ids()

    def _show_ids(self) -> None:
        places = {line.key: place for place, line in enumerate(self._lines)}
        by_line: dict[int, list[int]] = {}
        for row_id in self._rows:
            by_line.setdefault(row_id // ITEMS, []).append(row_id)
        ids = [
            row_id
            for key in self._order
            if self._fits(self._wanted, self._rows[places[key] * ITEMS])
            for row_id in sorted(by_line[places[key]])
        ]
        if ids == list(self._model.ids):
            self.table.refresh_rows()
        else:
            self.table.set_ids(ids)
        self._show_line()

    @staticmethod
    def _fits(wanted: str, row: ListRow) -> bool:
        if wanted == "doubts":
            return row.doubtful
        return wanted == "all" or row.effect in ("new", "changed", "cancelled")

    def _fetch(self, ids: list[int]) -> dict[int, ListRow]:
        return {row_id: self._rows[row_id] for row_id in ids if row_id in self._rows}

    def _show_line(self) -> None:
        current = self.table.current_id()
        row = self._rows.get(current) if current is not None else None
        self.line_frame.setVisible(row is not None)
        if row is None:
            return
        head = self._rows[row.line * ITEMS]
        self.raw.setText(head.raw.replace("\n", " / ") or _("（空行）"))
        self.why.setText(head.why or _("读懂了"))
        self._doubt_icon.set_icon(*(("triangle-alert", "warning") if head.doubtful else ("message-circle", "muted")))
        line = self._lines[row.line]
        self.accept_button.setVisible(bool(line.doubt) and bool(line.entry.name))
        self.who_button.setVisible(self._door(row.line) is not None)
        self.skip_button.setText(_("不导入这行") if row.taken else _("导入这行"))

    def _door(self, place: int) -> Door | None:
        """Of the person to ask about before this line can be imported."""
        seen = self._intake.seen
        order = seen.preview.order_of_line[place] if seen is not None else None
        if seen is None or order is None or not self._lines[place].taken:
            return None
        person = seen.preview.plan.orders[order].person
        return door_of(person) if person is not None and person.ask else None

    def _ask_who(self) -> None:
        current = self.table.current_id()
        door = self._door(current // ITEMS) if current is not None else None
        if door is not None:
            self.who_wanted.emit(door)

    # ---- mending

    def _mend(self, row_id: int, change: Callable[[Line, int], Mend]) -> None:
        """May raise ShopError, which the table says."""
        place, item = divmod(row_id, ITEMS)
        self._apply({place: change(self._lines[place], item)})

    def _apply(self, mends: dict[int, Mend]) -> None:
        self.said.emit("", "info")
        if not mends:
            return
        for place, mend in mends.items():
            line = replace(apply_mend(self._lines[place], mend), mended=mend.sure)
            self._lines[place] = line
            # At once, with the effect of before; the new one follows in a moment.
            for item in range(max(len(line.entry.items), 1)):
                row = row_of_line(line, place, item, self._rows[place * ITEMS])
                self._rows[row.id] = row
            for row_id in [row_id for row_id in self._rows if row_id // ITEMS == place]:
                if row_id % ITEMS >= max(len(line.entry.items), 1):
                    del self._rows[row_id]
        self._show_ids()
        self._intake.mend({self._lines[place].key: mend for place, mend in mends.items()})

    def _set_product(self, row_id: int, text: str) -> None:
        place, item = divmod(row_id, ITEMS)
        line = self._lines[place]
        mends = {place: set_product(line, item, text)}
        was = line.entry.items[item].product if item < len(line.entry.items) else ""
        heard = line.read.items[item].product if item < len(line.read.items) else ""
        if text.strip() and was and fold(was) == fold(heard):
            # The same word elsewhere means the same product.
            for other, its in enumerate(self._lines):
                at = [n for n, got in enumerate(its.entry.items) if fold(got.product) == fold(was)]
                if other != place and its.taken and not its.mended and at:
                    mends[other] = set_product(its, at[0], text)
        self._apply(mends)
        if len(mends) > 1:
            told = _("另外 {count} 行也写着“{word}”，一起改好了。").format(count=len(mends) - 1, word=was)
            self.said.emit(told, "info")

    def _selected_lines(self) -> list[int]:
        ids = self.table.selected_ids() or [i for i in (self.table.current_id(),) if i is not None]
        return sorted({row_id // ITEMS for row_id in ids})

    def toggle_taken(self) -> None:
        places = self._selected_lines()
        if places:
            on = not self._lines[places[0]].taken
            self._take(places, on)

    def _take(self, places: list[int], on: bool) -> None:
        unreadable = [place for place in places if on and self._lines[place].unread and not self._lines[place].mended]
        self._apply({place: take(self._lines[place], on) for place in places if place not in unreadable})
        if unreadable:
            self.said.emit(_("这一行没有读懂，填上名字、商品和数量就会导入。"), "warning")

    def accept_selected(self) -> None:
        """What was read is right, however doubtful it looked."""
        places = self._selected_lines()
        whole = [p for p in places if all(item.product for item in self._lines[p].entry.items)]
        whole = [p for p in whole if self._lines[p].entry.items or self._lines[p].entry.cancelled]
        self._apply({place: accept(self._lines[place]) for place in whole if self._lines[place].entry.name})
        if len(whole) < len(places):
            self.said.emit(_("有的行还没有商品，请先填上商品和数量。"), "warning")

    def toggle_paid(self) -> None:
        places = self._selected_lines()
        if places:
            on = not self._lines[places[0]].entry.paid
            self._apply({place: set_paid(self._lines[place], on) for place in places})

    def add_item(self) -> None:
        """One more row for the line, open for typing the product."""
        current = self.table.current_id()
        if current is None:
            return
        place = current // ITEMS
        line = self._lines[place]
        count = len(line.entry.items)
        if count:
            row = row_of_line(line, place, count, self._rows[place * ITEMS])
            self._rows[row.id] = row
            self._show_ids()
        self.table.go_to(place * ITEMS + count)
        index = self._model.index(self.table.currentIndex().row(), self._model.section_of("product"))
        self.table.setCurrentIndex(index)
        self.table.edit(index)

    def _tick(self, row_id: int, key: str) -> None:
        place = row_id // ITEMS
        if key == "taken":
            self._take([place], not self._lines[place].taken)
        else:
            self._apply({place: set_paid(self._lines[place], not self._lines[place].entry.paid)})

    # ---- finding while one types

    def _find_products(self, text: str) -> list[str]:
        seen = self._intake.seen
        reading = seen.preview.parsed.jielong if seen is not None else None
        offered = [item.name for item in reading.menu] if reading is not None else []
        ordered = [item.product for line in self._lines for item in line.entry.items]
        here = [name for name in dict.fromkeys((*offered, *ordered)) if name and fold(text) in fold(name)]
        known = self._intake.context.query(lambda session: find_products(session, text, _SHOWN))
        return list(dict.fromkeys((*here, *(product.label for product in known))))[:_SHOWN]

    def _find_names(self, text: str) -> list[str]:
        hits = self._intake.context.query(lambda session: find_members(session, text, _SHOWN))
        return list(dict.fromkeys(hit.name for hit in hits))
