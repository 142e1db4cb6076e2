"""How to read: what it is, which group buy, the product of lines without one, sheet, encoding and year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPushButton, QWidget

from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.files.reading import ENCODINGS
from shopdesk.intake.order_writer import title_for_none
from shopdesk.intake.preview import Preview
from shopdesk.intake.questions import NEW
from shopdesk.orders.group_buys import choice_titles, group_buy_status_name
from shopdesk.orders.products import find_products
from ui.intake.intake import Intake
from ui.widgets.buttons import plain_button
from ui.widgets.cards import text_label
from ui.widgets.combo_box import ElidedComboBox
from ui.widgets.elided import tame
from ui.widgets.flow_layout import FlowLayout

_YEARS_SHOWN = 4
_ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030",
    "big5": "Big5",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16 BE",
}


class PreviewOptions(QWidget):
    def __init__(self, intake: Intake, show_columns: Callable[[], object]) -> None:
        super().__init__()
        self._intake = intake
        self._filling = False
        self._flow = FlowLayout(self, 10)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.kind = self._combo(_("当作"), self._choose_kind)
        self.group_buy = self._combo(_("属于哪一期团"), self._choose_group_buy, 190)
        self.title = self._line(_("新团名称"), self._choose_title, 240)
        self.title.setPlaceholderText(title_for_none())
        self.product = self._line(_("没写商品的算"), self._choose_product, 110)
        self.product.setPlaceholderText(_("可以不填"))
        self._complete_products()
        self.sheet = self._combo(_("工作表"), lambda: self._read_again(sheet=self.sheet.currentData()))
        self.encoding = self._combo(_("文字编码"), lambda: self._read_again(encoding=self.encoding.currentData()))
        self.year = self._combo(_("没写年份的算"), lambda: self._read_again(year=self.year.currentData()))
        self.columns: QPushButton = plain_button(_("改每一列的意思"), show_columns, icon_name="columns-3")
        self._flow.addWidget(self.columns)

    def _field(self, name: str, field: QWidget) -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        label = text_label(name, "label")
        label.setBuddy(field)
        row.addWidget(label)
        row.addWidget(field)
        field.setAccessibleName(name)
        self._flow.addWidget(holder)

    def _combo(self, name: str, choose: Callable[[], object], width: int = 96) -> QComboBox:
        box = ElidedComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMinimumWidth(width)
        box.setMaximumWidth(max(width, 190))
        box.activated.connect(lambda _at: None if self._filling else choose())
        self._field(name, box)
        return box

    def _line(self, name: str, choose: Callable[[], object], width: int) -> QLineEdit:
        field = QLineEdit()
        field.setFixedWidth(width)
        field.setMaxLength(200)
        field.editingFinished.connect(lambda: None if self._filling else choose())
        self._field(name, field)
        return field

    def _complete_products(self) -> None:
        words = QStringListModel(self)
        completer = QCompleter(words, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        context = self._intake.context

        def find(text: str) -> None:
            found = context.query(lambda session: find_products(session, text.strip(), 10))
            words.setStringList([product.label for product in found])

        self.product.textEdited.connect(find)
        completer.activated.connect(lambda _text: self._choose_product())
        self.product.setCompleter(completer)

    # ---- showing

    def show_preview(self, preview: Preview) -> None:
        self._filling = True
        parsed = preview.parsed
        is_list = parsed.jielong is not None
        self._fill_kinds()
        for field, on in ((self.group_buy, is_list), (self.product, is_list)):
            _show(field, on)
        _show(self.title, is_list and preview.draft.group_buy_id is None)
        self.columns.setVisible(not is_list and parsed.source.content.what != "vcard")
        if is_list:
            self._fill_group_buys(preview)
            if not self.product.hasFocus():
                self.product.setText(parsed.product)
            if not self.title.hasFocus():
                self.title.setText(self._intake.choices.title or preview.draft.title)
                self.title.setCursorPosition(0)  # a long one shows its beginning
        self._fill_reading(preview)
        self._filling = False

    def _fill_kinds(self) -> None:
        self.kind.clear()
        for key, name in (
            ("auto", _("自动识别")), ("jielong", _("接龙")), ("orders", _("订单")), ("members", _("会员名单")),
            ("bill", _("收款账单")),
        ):  # fmt: skip
            self.kind.addItem(name, key)
        self.kind.setCurrentIndex(max(self.kind.findData(self._intake.wish.kind), 0))

    def _fill_group_buys(self, preview: Preview) -> None:
        self.group_buy.clear()
        self.group_buy.addItem(_("＋ 新的一期团"), NEW)
        titles = choice_titles(preview.group_buys, self._intake.context.query(read_shop).time_zone)
        for choice in preview.group_buys[:200]:
            name = tame(titles[choice.id], 60)
            status = group_buy_status_name(choice.status)
            self.group_buy.addItem(
                name if choice.status == "open" else _("{name}（{detail}）").format(name=name, detail=status), choice.id
            )
        group_buy_id = preview.draft.group_buy_id
        self.group_buy.setCurrentIndex(max(self.group_buy.findData(group_buy_id), 0))
        self.group_buy.setMaximumWidth(190 if group_buy_id is None else 300)
        self.group_buy.setMinimumWidth(190 if group_buy_id is None else 300)

    def _fill_reading(self, preview: Preview) -> None:
        content = preview.parsed.source.content
        table = preview.parsed.table
        sheets = [sheet.name for sheet in content.sheets if any(sheet.rows)]
        _show(self.sheet, table is not None and len(sheets) > 1)
        self.sheet.clear()
        for name in sheets:
            self.sheet.addItem(tame(name, 30), name)
        self.sheet.setCurrentIndex(max(self.sheet.findData(table.sheet if table is not None else None), 0))
        unsure = not content.encoding_certain or self._intake.wish.encoding is not None
        _show(self.encoding, unsure and self._intake.path is not None)
        self.encoding.clear()
        for encoding in ENCODINGS:
            self.encoding.addItem(_ENCODING_NAMES.get(encoding, encoding), encoding)
        self.encoding.setCurrentIndex(max(self.encoding.findData(content.encoding.removesuffix("-sig")), 0))
        _show(self.year, table is not None and table.kind != "members")
        this_year = datetime.now(UTC).year
        self.year.clear()
        self.year.addItem(_("自动"), None)
        for year in range(this_year, this_year - _YEARS_SHOWN, -1):
            self.year.addItem(str(year), year)
        self.year.setCurrentIndex(max(self.year.findData(self._intake.wish.year), 0))

    # ---- choosing

    def _read_again(self, **wishes: object) -> None:
        self._intake.read_again(**wishes)

    def _choose_kind(self) -> None:
        self._intake.mapping = None
        self._read_again(kind=self.kind.currentData())

    def _choose_group_buy(self) -> None:
        self._intake.choose(group_buy=self.group_buy.currentData())

    def _choose_title(self) -> None:
        if self.title.text().strip() != self._intake.choices.title:
            self._intake.choose(title=self.title.text().strip())

    def _choose_product(self) -> None:
        parsed = self._intake.parsed
        product = self.product.text().strip()
        if parsed is not None and product != parsed.product:
            self._read_again(product=product or None)
            self.product.setFocus(Qt.FocusReason.OtherFocusReason)


def _show(field: QWidget, on: bool) -> None:
    """With the label beside it."""
    holder = field.parentWidget()
    assert holder is not None
    holder.setVisible(on)
