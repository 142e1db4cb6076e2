"""One line of an order on screen: quantity, price, amount and a note of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.quantities import qty_milli, qty_text
from shopdesk.orders.amounts import amount_for, line_amount
from shopdesk.orders.orders import LineInput
from shopdesk.orders.products import product_label
from ui.widgets.buttons import icon_button
from ui.widgets.cards import repolish
from ui.widgets.elided import ElidedLabel
from ui.widgets.money_edit import MoneyEdit

_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")


class QuantityEdit(QLineEdit):
    """A quantity with up to three decimals; Up and Down add and take one."""

    quantity_changed = Signal(object)

    def __init__(self, milli: int, parent: QWidget | None = None) -> None:
        super().__init__(qty_text(milli), parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(10)
        self.setFixedWidth(64)
        self.textChanged.connect(self._on_text)

    def milli(self) -> int | None:
        """None when it is no quantity above 0."""
        try:
            milli = qty_milli(self.text().translate(_WIDE).strip())
        except ValueError:
            return None
        return milli if 0 < milli <= 10**9 else None

    def set_milli(self, milli: int) -> None:
        if self.milli() != milli:
            self.setText(qty_text(milli))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1000, Qt.Key.Key_Down: -1000}.get(Qt.Key(event.key()), 0)
        if step and (milli := self.milli()) is not None:
            self.set_milli(max(milli + step, min(milli, 1000)))
        else:
            super().keyPressEvent(event)

    def _on_text(self) -> None:
        invalid = self.milli() is None
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            self.setAccessibleDescription(_("数量要大于 0") if invalid else "")
            repolish(self)
        self.quantity_changed.emit(self.milli())


class LineRow(QWidget):
    changed = Signal()
    committed = Signal()
    left = Signal()
    """Enter in the quantity: on to the next product."""

    def __init__(self, values: LineInput, price_fen: int | None, on_remove: Callable[[LineRow], None]) -> None:
        super().__init__()
        self._values = values
        self._price = price_fen
        self._base = (values.qty_milli, values.amount_fen)
        """What the amount is in proportion to while the quantity is typed figure by figure."""
        label = product_label(values.name, values.spec)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(4)
        column.addLayout(self._head(label, on_remove))
        column.addLayout(self._fields(label))
        self.note = QLineEdit(values.note)
        self.note.setPlaceholderText(_("这一件的备注，例如：要甜的"))
        self.note.setAccessibleName(_("{product} 的备注").format(product=label))
        self.note.setVisible(bool(values.note))
        column.addWidget(self.note)
        if values.amount_fen is None and price_fen is not None:
            self.amount.set_fen(amount_for(values.qty_milli, price_fen, None, 0))
        self.quantity.quantity_changed.connect(self._on_quantity)
        self.quantity.returnPressed.connect(self.left)
        self.amount.fen_changed.connect(lambda _fen: self.changed.emit())
        self.amount.textEdited.connect(self._on_amount)
        for field in (self.quantity, self.amount, self.note):
            field.editingFinished.connect(self.committed)

    def _head(self, label: str, on_remove: Callable[[LineRow], None]) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(label, "strong"), 1)
        head.addWidget(icon_button("message-circle", _("{product} 的备注").format(product=label), self._toggle_note))
        self.remove_button = icon_button("trash-2", _("去掉 {product}").format(product=label), lambda: on_remove(self))
        head.addWidget(self.remove_button)
        return head

    def _fields(self, label: str) -> QHBoxLayout:
        fields = QHBoxLayout()
        fields.setSpacing(6)
        self.quantity = QuantityEdit(self._values.qty_milli)
        self.quantity.setAccessibleName(_("{product} 的数量").format(product=label))
        self.amount = MoneyEdit(self._values.amount_fen)
        self.amount.setFixedWidth(112)
        self.amount.setAccessibleName(_("{product} 的金额").format(product=label))
        self._price_label = ElidedLabel(self._price_words(), "muted")
        fields.addWidget(self.quantity)
        fields.addWidget(self._price_label, 1)
        fields.addWidget(self.amount)
        return fields

    def set_price(self, price_fen: int | None) -> None:
        """Another group buy, another price: an amount that came from the old price follows, a bargain stays."""
        milli, fen = self.quantity.milli(), self.amount.fen()
        old = self._price
        self._price = price_fen
        self._price_label.setText(self._price_words())
        from_old = fen is None or (old is not None and milli is not None and line_amount(old, milli) == fen)
        if from_old and milli is not None and price_fen is not None:
            self.amount.set_fen(line_amount(price_fen, milli))
            self._base = (milli, self.amount.fen())

    @property
    def product_id(self) -> int | None:
        return self._values.product_id

    @property
    def line_id(self) -> int | None:
        return self._values.id

    def values(self) -> LineInput | None:
        """None while a field is wrong."""
        milli = self.quantity.milli()
        if milli is None or not self.amount.is_valid():
            return None
        return replace(
            self._values, qty_milli=milli, amount_fen=self.amount.fen(), note=self.note.text().strip(), price_fen=None
        )

    def show_values(self, values: LineInput) -> None:
        """The same line as it is now in the shop; a field that is being edited is left alone."""
        self._values = values
        self._base = (values.qty_milli, values.amount_fen)
        if not self.quantity.hasFocus():
            self.quantity.blockSignals(True)
            self.quantity.set_milli(values.qty_milli)
            self.quantity.blockSignals(False)
        if not self.amount.hasFocus() and self.amount.fen() != values.amount_fen:
            self.amount.blockSignals(True)
            self.amount.set_fen(values.amount_fen)
            self.amount.blockSignals(False)
        if not self.note.hasFocus():
            self.note.setText(values.note)

    def focus_wrong(self) -> None:
        (self.quantity if self.quantity.milli() is None else self.amount).setFocus()

    def _price_words(self) -> str:
        unit = self._values.unit
        if self._price is None:
            return unit
        return f"{unit}  × {format_fen(self._price)}" if unit else f"× {format_fen(self._price)}"

    def _on_quantity(self, milli: int | None) -> None:
        if milli is not None:
            old_milli, old_fen = self._base
            fen = amount_for(milli, self._price, old_fen, old_milli)
            if fen is not None:
                self.amount.set_fen(fen)
        self.changed.emit()

    def _on_amount(self) -> None:
        self._base = (self.quantity.milli() or self._base[0], self.amount.fen())

    def _toggle_note(self) -> None:
        self.note.setVisible(self.note.isHidden())
        if not self.note.isHidden():
            self.note.setFocus()
