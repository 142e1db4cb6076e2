"""Make or change a product: name, spec, price, what people call it, and its picture."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.orders.products import (
    ProductRow,
    create_product,
    edit_product,
    product_label,
    product_rows,
    product_words,
)
from ui.app_context import AppContext
from ui.orders.dialogs import open_at
from ui.orders.product_parts import NicknamesEdit, PictureEdit
from ui.orders.product_wanted import WantedBox
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.forms import Form
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.scrolling import scrolled


class ProductDialog(QDialog):
    saved = Signal(int)

    def __init__(self, context: AppContext, product_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._id, self._busy = context, product_id, False
        self.setWindowTitle(_("新商品") if product_id is None else _("改商品"))
        open_at(self, 540, 700)
        column = dialog_column(self)
        column.addWidget(scrolled(self._body()), 1)
        self.wrong = text_label("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        column.addLayout(button_row(plain_button(_("关闭"), self.reject), primary_button(_("保存"), self.save)))
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.save)
        if product_id is not None:
            known = context.query(lambda session: product_rows(session, [product_id])).get(product_id)
            if known is not None:
                self._fill(known)
                label = product_label(known.name, known.spec)
                self._column.insertWidget(self._column.count() - 1, WantedBox(context, product_id, label, self.reject))
        self.name.setFocus()

    def _body(self) -> QWidget:
        body = QWidget()
        column = self._column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 10, 0)
        categories, suppliers, units = self.context.query(product_words)
        form = Form(label_width=72)
        self.name = QLineEdit()
        self.name.setMaxLength(200)
        self.name_row = form.add(_("名称"), self.name, required=True)
        self.spec = QLineEdit()
        self.spec.setMaxLength(200)
        form.add(_("规格"), self.spec, hint=_("例如：5斤装。规格不同算两个商品。"))
        self.price = MoneyEdit()
        self.price_row = form.add(_("价格"), self.price)
        self.unit = _with_words(units)
        form.add(_("单位"), self.unit, hint=_("例如：斤、箱、袋"))
        self.nicknames = NicknamesEdit()
        form.add(_("叫法"), self.nicknames, hint=_("大家在接龙里怎么叫它，导入时就能认出来。"))
        self.category = _with_words(categories)
        form.add(_("分类"), self.category)
        self.supplier = _with_words(suppliers)
        form.add(_("供应商"), self.supplier, hint=_("采购单按供应商分开"))
        self.cost = MoneyEdit()
        self.cost_row = form.add(_("进价"), self.cost)
        self.picture = PictureEdit(self.context)
        form.add(_("图片"), self.picture)
        self.fresh = QCheckBox(_("生鲜（不适用七天无理由退货）"))
        self.active = QCheckBox(_("在售"))
        self.active.setChecked(True)
        form.add("", self.fresh)
        form.add("", self.active)
        column.addWidget(form)
        column.addStretch(1)
        return body

    def _fill(self, known: ProductRow) -> None:
        for field, text in (
            (self.name, known.name), (self.spec, known.spec), (self.unit, known.unit),
            (self.category, known.category), (self.supplier, known.supplier),
        ):  # fmt: skip
            field.setText(text)
        self.price.set_fen(known.price_fen)
        self.cost.set_fen(known.cost_fen)
        self.nicknames.set_names(known.nicknames)
        self.fresh.setChecked(known.fresh)
        self.active.setChecked(known.active)
        self.picture.set_picture(known.picture_id)

    def save(self) -> None:
        if self._busy or not self._check():
            return
        values: dict[str, Any] = {
            "name": self.name.text(), "spec": self.spec.text(), "unit": self.unit.text(),
            "price_fen": self.price.fen(), "cost_fen": self.cost.fen(), "category": self.category.text(),
            "supplier": self.supplier.text(), "fresh": self.fresh.isChecked(), "active": self.active.isChecked(),
            "nicknames": self.nicknames.names(),
        }  # fmt: skip
        product_id, keep = self._id, self.picture.keep

        def work(session: Any, _progress: object) -> int:
            values["picture_id"] = keep(session)
            if product_id is None:
                return create_product(session, **values)
            edit_product(session, product_id, **values)
            return product_id

        self._busy = True
        label = _("新商品") if self._id is None else _("改商品")
        say = _("已保存“{name}”").format(name=self.name.text().strip())
        self.context.change(label, work, self._done, self._failed, say=say)

    def _check(self) -> bool:
        self.name_row.set_error("" if self.name.text().strip() else _("请填写商品名称。"))
        for row, field in ((self.price_row, self.price), (self.cost_row, self.cost)):
            row.set_error("" if field.is_valid() else _("这不是金额，例如写 29.9。"))
        for row in (self.name_row, self.price_row, self.cost_row):
            if row.error:
                row.editor.setFocus()
                return False
        return True

    def _done(self, product_id: int) -> None:
        self.saved.emit(product_id)
        self.accept()

    def _failed(self, error: ShopError) -> None:
        self._busy = False
        self.wrong.setText(str(error))
        self.wrong.show()


def _with_words(words: list[str]) -> QLineEdit:
    field = QLineEdit()
    field.setMaxLength(60)
    completer = QCompleter(words, field)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    field.setCompleter(completer)
    return field
