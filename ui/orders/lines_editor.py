"""The lines of an order: quantity and amount in place, a line added by typing a product, the sum live."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.orders.orders import LineInput
from shopdesk.orders.products import ProductRow
from ui.orders.completion import Choice, CompletionEdit
from ui.orders.line_row import LineRow
from ui.widgets.cards import line as separator


class LinesEditor(QFrame):
    """`changed` with every key, `committed` when a field is left or a line comes or goes."""

    changed = Signal()
    committed = Signal()

    def __init__(
        self,
        search: Callable[[str], Sequence[Choice]],
        product: Callable[[int], ProductRow],
        prices: Callable[[], dict[int, int]],
        parent: QWidget | None = None,
    ) -> None:
        """`prices` says what products cost where this order belongs."""
        super().__init__(parent)
        self._product, self._prices = product, prices
        self._rows: list[LineRow] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        outer.addLayout(self._column)
        self.adder = CompletionEdit(search, _("加商品：名称、叫法或拼音首字母"), icon_name="plus", clear_after=True)
        self.adder.picked.connect(self._add_picked)
        outer.addSpacing(6)
        outer.addWidget(self.adder)

    def set_lines(self, lines: Sequence[LineInput], prices: dict[int, int]) -> None:
        """Show these; rows of lines that are there already stay, so that the keyboard stays where it is."""
        if [row.line_id for row in self._rows] == [values.id for values in lines] and None not in (
            values.id for values in lines
        ):
            for row, values in zip(self._rows, lines, strict=True):
                row.show_values(values)
            return
        while self._rows:
            self._drop(self._rows[-1])
        for values in lines:
            self._append(values, prices.get(values.product_id or 0))

    def reprice(self) -> None:
        """The order now belongs to another group buy."""
        prices = self._prices()
        for row in self._rows:
            if row.product_id is not None:
                row.set_price(prices.get(row.product_id))
        self.changed.emit()

    def lines(self) -> list[LineInput] | None:
        """None while a line is wrong."""
        values = [row.values() for row in self._rows]
        return None if None in values else [each for each in values if each is not None]

    def total_fen(self) -> int:
        return sum(row.amount.fen() or 0 for row in self._rows)

    def count(self) -> int:
        return len(self._rows)

    def rows(self) -> list[LineRow]:
        return list(self._rows)

    def focus_wrong(self) -> bool:
        """Go to the first field that is wrong; False when all are right."""
        wrong = next((row for row in self._rows if row.values() is None), None)
        if wrong is not None:
            wrong.focus_wrong()
        return wrong is not None

    def set_read_only(self, read_only: bool) -> None:
        self.adder.setVisible(not read_only)
        for row in self._rows:
            for field in (row.quantity, row.amount, row.note):
                field.setReadOnly(read_only)
            row.remove_button.setVisible(not read_only)

    def _add_picked(self, key: int, name: str) -> None:
        prices = self._prices()
        if key:
            product = self._product(key)
            price = prices.get(key)
            values = LineInput(product.name, product.spec, 1000, product.unit, key)
        else:
            price, values = None, LineInput(name)
        same = next((row for row in self._rows if key and row.product_id == key), None)
        row = same or self._append(values, price)
        row.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
        row.quantity.selectAll()
        self.changed.emit()
        if same is None:
            self.committed.emit()

    def _append(self, values: LineInput, price_fen: int | None) -> LineRow:
        row = LineRow(values, price_fen, self._remove)
        row.changed.connect(self.changed)
        row.committed.connect(self.committed)
        row.left.connect(self.adder.setFocus)
        if self._rows:
            self._column.addWidget(separator())
        self._column.addWidget(row)
        self._rows.append(row)
        return row

    def _remove(self, row: LineRow) -> None:
        self._drop(row)
        self.adder.setFocus()
        self.changed.emit()
        self.committed.emit()

    def _drop(self, row: LineRow) -> None:
        at = self._column.indexOf(row)
        # The line above goes with the row; the first row takes the one below.
        beside = self._column.itemAt(at - 1 if at else 1)
        widget = beside.widget() if beside is not None else None
        if beside is not None and widget is not None:
            self._column.removeItem(beside)
            widget.hide()
            widget.deleteLater()
        self._column.removeWidget(row)
        self._rows.remove(row)
        row.blockSignals(True)
        row.hide()
        row.deleteLater()
