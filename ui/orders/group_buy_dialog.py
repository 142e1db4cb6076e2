"""Open a group buy or change one: goods with their prices, cut-off, arrival, pick-up."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QTime, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.dates import day_of, local, short_day, start_of, today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.orders.group_buys import (
    PICKUP_DAYS,
    GroupBuyDetails,
    edit_group_buy,
    ensure_pickup_point,
    group_buy_choices,
    group_buy_details,
    open_group_buy,
    pickup_points,
)
from shopdesk.orders.product_index import ProductIndex
from shopdesk.orders.products import product_rows
from ui.app_context import AppContext
from ui.orders.completion import CompletionEdit, product_search
from ui.orders.dialogs import open_at
from ui.widgets.buttons import icon_button, plain_button, primary_button
from ui.widgets.cards import section_title, text_label
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.elided import ElidedLabel
from ui.widgets.forms import Form
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.scrolling import scrolled
from ui.widgets.tab_order import tab_as_laid_out


class _Goods(QWidget):
    """One product of the group buy with its price there."""

    def __init__(self, product_id: int, label: str, price_fen: int | None, usual_fen: int | None) -> None:
        super().__init__()
        self.product_id, self.label = product_id, label
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(ElidedLabel(label), 1)
        self.price = MoneyEdit(price_fen)
        self.price.setFixedWidth(112)
        self.price.setAccessibleName(_("{product} 的团价").format(product=label))
        if usual_fen is not None:
            self.price.setPlaceholderText(f"{usual_fen / 100:.2f}")
            self.price.setToolTip(_("不填就用平时的价格"))
        row.addWidget(self.price)
        self.up = icon_button("arrow-up", _("{product} 往前移").format(product=label))
        self.remove = icon_button("trash-2", _("去掉 {product}").format(product=label))
        row.addWidget(self.up)
        row.addWidget(self.remove)


class GroupBuyDialog(QDialog):
    saved = Signal(int)

    def __init__(
        self,
        context: AppContext,
        group_buy_id: int | None = None,
        parent: QWidget | None = None,
        *,
        like: int | None = None,
    ) -> None:
        """`like`: of a new one, the group buy whose goods, prices and pick-up point it begins with."""
        super().__init__(parent)
        self.context, self._id = context, group_buy_id
        self._zone = context.query(read_shop).time_zone
        self._busy = False
        self._goods: list[_Goods] = []
        known = None
        if group_buy_id is not None:
            known = context.query(lambda session: group_buy_details(session, group_buy_id))
        self.setWindowTitle(_("改团期") if known else _("开新团"))
        open_at(self, 580, 660)
        column = dialog_column(self)
        column.addWidget(scrolled(self._body()), 1)
        self.wrong = text_label("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        save = primary_button(_("保存") if known else _("开团"), self.save)
        column.addLayout(button_row(plain_button(_("关闭"), self.reject), save))
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.save)
        self._fill(known)
        if known is None:
            self._begin_like(like)
        self.title.setFocus()
        self.title.selectAll()

    def _body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 10, 0)
        form = Form(label_width=72)
        self.title = QLineEdit()
        self.title.setMaxLength(100)
        self.title_row = form.add(_("名称"), self.title, required=True)
        self.cut_off_row = form.add(_("截单"), self._cut_off())
        self.arrival = DateEdit()
        self.arrival_row = form.add(_("到货"), self.arrival)
        self.until = DateEdit()
        self.until_row = form.add(_("取货到"), self.until)
        self.until.setPlaceholderText(_("默认到货后 {days} 天").format(days=PICKUP_DAYS))
        self.arrival.day_changed.connect(self._on_arrival)
        self.pickup = QComboBox()
        self.pickup.setEditable(True)
        self.pickup.addItem("")
        for _point_id, name in self.context.query(pickup_points):
            self.pickup.addItem(name)
        form.add(_("自提点"), self.pickup)
        field = self.pickup.lineEdit()
        assert field is not None  # it is editable
        field.setPlaceholderText(_("新的名字会自动加上"))
        self.note = QLineEdit()
        form.add(_("备注"), self.note)
        column.addWidget(form)
        column.addWidget(section_title(_("商品")))
        self.goods = QVBoxLayout()
        self.goods.setSpacing(0)
        column.addLayout(self.goods)
        self.adder = CompletionEdit(
            product_search(self.context), _("加商品：名称、叫法或拼音首字母"), icon_name="plus", clear_after=True
        )
        self.adder.picked.connect(self._add_picked)
        column.addWidget(self.adder)
        column.addStretch(1)
        return body

    def _cut_off(self) -> QWidget:
        cut_off = QWidget()
        pair = QHBoxLayout(cut_off)
        pair.setContentsMargins(0, 0, 0, 0)
        self.cut_off_day = DateEdit()
        self.cut_off_day.setAccessibleName(_("截单日期"))
        self.cut_off_day.setPlaceholderText(_("不填就不限时"))
        self.cut_off_time = QTimeEdit(QTime(20, 0))
        self.cut_off_time.setDisplayFormat("HH:mm")
        self.cut_off_time.setAccessibleName(_("截单时间"))
        self.cut_off_time.setMinimumWidth(90)
        pair.addWidget(self.cut_off_day, 1)
        pair.addWidget(self.cut_off_time)
        return cut_off

    # ---- showing

    def _fill(self, known: GroupBuyDetails | None) -> None:
        if known is None:
            self.title.setText(_("{day} 团").format(day=short_day(today(self._zone))))
            return
        self.title.setText(known.title)
        if known.cut_off_at is not None:
            self.cut_off_day.set_day(day_of(known.cut_off_at, self._zone))
            then = local(known.cut_off_at, self._zone)
            self.cut_off_time.setTime(QTime(then.hour, then.minute))
        self.arrival.set_day(known.arrival_day)
        self.until.set_day(known.pickup_until_day)
        self.pickup.setCurrentText(known.pickup_point)
        self.note.setText(known.note)
        for product in known.products:
            self._add(product.product_id, product.label, product.price_fen, product.usual_price_fen)

    def _begin_like(self, like: int | None) -> None:
        """Goods of the one that was chosen; the pick-up point at least of the newest."""
        newest = like or next((choice.id for choice in self.context.query(group_buy_choices)), None)
        if newest is None:
            return
        before = self.context.query(lambda session: group_buy_details(session, newest))
        self.pickup.setCurrentText(before.pickup_point if before is not None else "")
        if before is not None and like is not None:
            for product in before.products:
                self._add(product.product_id, product.label, product.price_fen, product.usual_price_fen)

    def _on_arrival(self, day: object) -> None:
        if isinstance(day, int) and self.until.day() is None:
            self.until.set_day(day + PICKUP_DAYS)

    def _add_picked(self, key: int, name: str) -> None:
        if not key:
            self.context.change(
                _("新商品"),
                lambda session, _progress: ProductIndex.load(session).add(session, name),
                then=lambda product_id: self._add(product_id, name, None, None).price.setFocus(),
                failed=self._failed,
            )
            return
        known = next((row for row in self._goods if row.product_id == key), None)
        if known is None:
            product = self.context.query(lambda session: product_rows(session, [key]))[key]
            known = self._add(key, product.label, None, product.price_fen)
        known.price.setFocus()

    def _add(self, product_id: int, label: str, price_fen: int | None, usual_fen: int | None) -> _Goods:
        row = _Goods(product_id, label, price_fen, usual_fen)
        row.price.returnPressed.connect(self.adder.setFocus)
        row.remove.clicked.connect(partial(self._drop, row))
        row.up.clicked.connect(partial(self._move_up, row))
        self._goods.append(row)
        self.goods.addWidget(row)
        self._show_order()
        tab_as_laid_out(self)
        return row

    def _show_order(self) -> None:
        for place, row in enumerate(self._goods):
            row.up.setEnabled(place > 0)

    def _drop(self, row: _Goods, _checked: bool = False) -> None:
        self._goods.remove(row)
        self.goods.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._show_order()
        self.adder.setFocus()

    def _move_up(self, row: _Goods, _checked: bool = False) -> None:
        place = self._goods.index(row)
        if place:
            self._goods.insert(place - 1, self._goods.pop(place))
            self.goods.removeWidget(row)
            self.goods.insertWidget(place - 1, row)
            self._show_order()
            (row.up if row.up.isEnabled() else row.price).setFocus()

    # ---- saving

    def save(self) -> None:
        if self._busy or not self._check():
            return
        cut_off_day, time = self.cut_off_day.day(), self.cut_off_time.time()
        seconds = time.hour() * 3600 + time.minute() * 60
        values: dict[str, Any] = {
            "title": self.title.text(),
            "cut_off_at": None if cut_off_day is None else start_of(cut_off_day, self._zone) + seconds,
            "arrival_day": self.arrival.day(),
            "pickup_until_day": self.until.day(),
            "note": self.note.text(),
            "products": [(row.product_id, row.price.fen()) for row in self._goods],
        }
        point, group_buy_id = self.pickup.currentText(), self._id

        def work(session: Any, _progress: object) -> int:
            values["pickup_point_id"] = ensure_pickup_point(session, point)
            if group_buy_id is None:
                return open_group_buy(session, **values)
            edit_group_buy(session, group_buy_id, **values)
            return group_buy_id

        self._busy = True
        label = _("改团期") if self._id is not None else _("开新团")
        say = _("已保存“{title}”") if self._id is not None else _("已开团“{title}”")
        self.context.change(label, work, self._done, self._failed, say=say.format(title=self.title.text().strip()))

    def _check(self) -> bool:
        self.title_row.set_error("" if self.title.text().strip() else _("请填写名称。"))
        for row, field in (
            (self.cut_off_row, self.cut_off_day),
            (self.arrival_row, self.arrival),
            (self.until_row, self.until),
        ):
            row.set_error("" if field.is_valid() else _("这个日期看不懂，例如写 11-22。"))
        wrong = next((row for row in self._goods if not row.price.is_valid()), None)
        if wrong is not None:
            wrong.price.setFocus()
            return False
        return not any(row.error for row in (self.title_row, self.cut_off_row, self.arrival_row, self.until_row))

    def _done(self, group_buy_id: int) -> None:
        self.saved.emit(group_buy_id)
        self.accept()

    def _failed(self, error: ShopError) -> None:
        self._busy = False
        self.wrong.setText(str(error))
        self.wrong.show()
