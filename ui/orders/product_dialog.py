"""Make or change a product: name, spec, price, what people call it, and its picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from shopdesk.base.texts import fold
from shopdesk.orders.pictures import keep_picture, picture_content
from shopdesk.orders.products import ProductRow, create_product, edit_product, product_rows, product_words
from shopdesk.referrals.pictures import CleanPicture, read_picture
from ui.app_context import AppContext
from ui.icons import icon
from ui.orders.dialogs import open_at
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.chips import TagFlow
from ui.widgets.forms import Form
from ui.widgets.money_edit import MoneyEdit

_SIDE = 96
_FOLDER = "orders.picture_folder"


class NicknamesEdit(QWidget):
    """What people call the product: chips, and a field that takes one more with Enter."""

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.flow = TagFlow(removable=True)
        self.flow.removed.connect(self._remove)
        self.field = _NicknameField()
        self.field.setPlaceholderText(_("例如：小橘子；按回车加上"))
        self.field.setAccessibleName(_("加一个叫法"))
        self.field.setMaxLength(60)
        self.field.returnPressed.connect(self.take)
        self.field.left.connect(self.take)
        column.addWidget(self.flow)
        column.addWidget(self.field)
        self.set_names(())

    def names(self) -> list[str]:
        self.take()
        return list(self._names)

    def set_names(self, names: tuple[str, ...]) -> None:
        self._names = list(names)
        self._show()

    def take(self) -> None:
        """Several at once with 、or ， between them."""
        text = self.field.text().replace("，", "、").replace(",", "、")
        for name in (part.strip() for part in text.split("、")):
            if name and fold(name) not in map(fold, self._names):
                self._names.append(name)
        if text:
            self.field.clear()
            self._show()

    def _remove(self, name: str) -> None:
        self._names = [each for each in self._names if each != name]
        self._show()
        self.field.setFocus()

    def _show(self) -> None:
        self.flow.set_tags([(name, "gray") for name in self._names])
        self.flow.setVisible(bool(self._names))


class _NicknameField(QLineEdit):
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter takes the nickname and must not reach the dialog.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.returnPressed.emit()
        elif event.text() in ("、", "，", ","):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class PictureEdit(QWidget):
    """A small picture that can be chosen, seen and taken away."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.picture_id: int | None = None
        self.fresh: CleanPicture | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.shown = QLabel()
        self.shown.setFixedSize(_SIDE, _SIDE)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setProperty("role", "panel")
        self.shown.setAccessibleName(_("商品图片"))
        row.addWidget(self.shown)
        column = QVBoxLayout()
        column.addWidget(plain_button(_("选择图片…"), self.choose, icon_name="image"))
        self.away = push_button(_("去掉图片"), self.take_away, kind="quiet", icon_name="x")
        column.addWidget(self.away)
        column.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)
        self.show_picture(None)

    def set_picture(self, picture_id: int | None) -> None:
        self.picture_id = picture_id
        self.show_picture(self.context.query(lambda session: picture_content(session, picture_id)))

    def choose(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self,
            _("选择商品图片"),
            str(remembered(_FOLDER, str(Path.home()))),
            _("图片 (*.jpg *.jpeg *.png *.webp *.bmp *.gif)"),
        )
        if chosen:
            remember(_FOLDER, str(Path(chosen).parent))
            self.load(Path(chosen))

    def load(self, path: Path) -> None:
        """Clean the picture beside the window; it is kept when the product is saved."""
        self.context.do(_("打开图片"), lambda _progress: read_picture(path), then=self._take)

    def _take(self, picture: CleanPicture) -> None:
        self.fresh = picture
        self.show_picture(picture.content)

    def take_away(self) -> None:
        self.fresh = None
        self.set_picture(None)

    def show_picture(self, content: bytes | None) -> None:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap()
        if content is not None and pixmap.loadFromData(content):
            side = round(_SIDE * ratio)
            pixmap = pixmap.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            pixmap.setDevicePixelRatio(ratio)
            self.shown.setPixmap(pixmap)
        else:
            self.shown.setPixmap(icon("image", "muted").pixmap(40, 40))
        self.away.setVisible(content is not None)

    def keep(self, session: Any) -> int | None:
        """Inside the change that saves the product: the id of the picture, kept now if it is new."""
        fresh = self.fresh
        if fresh is None:
            return self.picture_id
        return keep_picture(session, fresh.content, fresh.mime, fresh.width, fresh.height, fresh.sha256)


class ProductDialog(QDialog):
    saved = Signal(int)

    def __init__(self, context: AppContext, product_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._id, self._busy = context, product_id, False
        self.setWindowTitle(_("新商品") if product_id is None else _("改商品"))
        open_at(self, 540, 700)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._body())
        column.addWidget(scroll, 1)
        self.wrong = text_label("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(plain_button(_("关闭"), self.reject))
        foot.addWidget(primary_button(_("保存"), self.save))
        column.addLayout(foot)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.save)
        if product_id is not None:
            known = context.query(lambda session: product_rows(session, [product_id])).get(product_id)
            if known is not None:
                self._fill(known)
        self.name.setFocus()

    def _body(self) -> QWidget:
        body = QWidget()
        body.setProperty("role", "scrolled")
        column = QVBoxLayout(body)
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
