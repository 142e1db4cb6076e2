"""Step 2, for a table that nothing recognises: what each column means, with the best guess and sample values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.i18n import _
from shopdesk.files.content import Sheet
from shopdesk.intake.field_names import field_choices, field_title, missing_field
from shopdesk.intake.sources import Parsed
from shopdesk.intake.tables import Mapping
from shopdesk.intake.tables.guessing import guess_fields
from shopdesk.intake.tables.headers import names_of
from shopdesk.intake.tables.presets import PRODUCT_FIELD
from shopdesk.intake.tables.rows import Kind
from ui.intake.notes import Note
from ui.widgets.cards import Card, text_label
from ui.widgets.elided import ElidedLabel, tame
from ui.widgets.segmented import SegmentedControl

_SAMPLES = 3
_MOST_COLUMNS = 200


class MappingStep(QWidget):
    """`mapping()` is what the owner says; `missing_changed` says what it still lacks ("" when it is enough)."""

    missing_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._mapping = Mapping("members", ())
        self._sheet = Sheet("", [])
        self._names: tuple[str, ...] = ()
        self._boxes: list[QComboBox] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.note = Note()
        column.addWidget(self.note)
        self._add_head(column)
        card = Card(_("每一列是什么"))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setAccessibleName(_("表格的列"))
        card.body.addWidget(self.area, 1)
        self.remember = QCheckBox(_("记住：下次遇到同样表头的表格就这样读"))
        self.remember.setChecked(True)
        card.body.addWidget(self.remember)
        self._add_format_name(card)
        column.addWidget(card, 1)

    def _add_format_name(self, card: Card) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.format_name = QLineEdit()
        self.format_name.setMaxLength(40)
        self.format_name.setMinimumWidth(220)
        self.format_name.setPlaceholderText(_("例如：东门水果店流水账"))
        self.format_name.setAccessibleName(_("给这种表格起个名字"))
        self.format_name.setToolTip(_("起了名字，会在店铺文件夹的 presets 里存一个格式文件，可以发给别的店用"))
        self.remember.toggled.connect(self.format_name.setEnabled)
        label = text_label(_("给这种表格起个名字（可不填）"), "label")
        label.setBuddy(self.format_name)
        row.addWidget(label)
        row.addWidget(self.format_name)
        row.addWidget(text_label(_("起了名字，多几列、换了顺序也认得"), "muted", wrap=True), 1)
        card.body.addLayout(row)

    def _add_head(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(text_label(_("这份表格是"), "label"))
        self.kind = SegmentedControl(
            [("orders", _("订单")), ("members", _("会员名单")), ("bill", _("收款账单"))], _("这份表格是")
        )
        self.kind.chosen.connect(self._choose_kind)
        row.addWidget(self.kind)
        row.addSpacing(12)
        row.addWidget(text_label(_("表头在第几行"), "label"))
        self.header_row = QSpinBox()
        self.header_row.setAccessibleName(_("表头在第几行"))
        self.header_row.setMinimumWidth(80)
        self.header_row.valueChanged.connect(self._choose_header_row)
        row.addWidget(self.header_row)
        row.addStretch(1)
        column.addLayout(row)

    # ---- showing

    def show_table(self, parsed: Parsed) -> None:
        """Begin with the guess that was read with."""
        table = parsed.table
        assert table is not None and table.mapping is not None
        sheets = [sheet for sheet in parsed.source.content.sheets if sheet.name == table.sheet]
        self._sheet = sheets[0] if sheets else parsed.source.content.sheets[0]
        self._mapping, self._names = table.mapping, table.header
        self.format_name.setText("")
        for control in (self.kind, self.header_row):
            control.blockSignals(True)
        self.kind.choose(table.kind)
        self.header_row.setRange(1, max(min(len(self._sheet.rows), 200), 1))
        self.header_row.setValue(table.mapping.header_row or 1)
        for control in (self.kind, self.header_row):
            control.blockSignals(False)
        self.note.say(
            "" if table.recognised else _("没见过这种表格。请核对下面每一列是什么，猜错的改一下。"), "warning"
        )
        self._fill()

    def _fill(self) -> None:
        body = QWidget()
        body.setProperty("role", "scrolled")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        for at, title in enumerate((_("表格里的列名"), _("例子"), _("是什么"))):
            grid.addWidget(text_label(title, "muted"), 0, at)
        self._boxes = []
        for at, name in enumerate(self._names[:_MOST_COLUMNS]):
            shown = name or _("（第 {number} 列）").format(number=at + 1)
            grid.addWidget(ElidedLabel(shown, "strong"), at + 1, 0)
            grid.addWidget(ElidedLabel(" · ".join(self._samples(at)), "muted"), at + 1, 1)
            box = self._box(at, name, shown)
            self._boxes.append(box)
            grid.addWidget(box, at + 1, 2)
        grid.setRowStretch(len(self._boxes) + 1, 1)
        self.area.setWidget(body)
        self._tell()

    def _box(self, at: int, name: str, shown: str) -> QComboBox:
        kind = self._mapping.kind
        field = self._mapping.fields[at] if at < len(self._mapping.fields) else ""
        box = QComboBox()
        box.setAccessibleName(_("{column} 是什么").format(column=shown))
        box.setMinimumWidth(190)
        for key, title in field_choices(kind):
            box.addItem(title, key)
        if kind == "orders":
            product = field if field.startswith(PRODUCT_FIELD) else f"{PRODUCT_FIELD}{name}"
            box.addItem(field_title(kind, product), product)
        box.setCurrentIndex(max(box.findData(field), 0))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign] # the wheel scrolls the page
        box.currentIndexChanged.connect(self._tell)
        return box

    def _samples(self, column: int) -> list[str]:
        found: list[str] = []
        for row in self._sheet.rows[self.header_row.value() : self.header_row.value() + 200]:
            text = tame(str(row[column]).strip(), 24) if column < len(row) else ""
            if text and text not in found:
                found.append(text)
                if len(found) == _SAMPLES:
                    break
        return found

    # ---- choosing

    def mapping(self) -> Mapping:
        fields = [str(box.currentData()) for box in self._boxes]
        fields += [""] * (len(self._names) - len(fields))
        return replace(self._mapping, fields=tuple(fields))

    def missing(self) -> str:
        return missing_field(self._mapping.kind, self.mapping().fields)

    def _choose_kind(self, kind: str) -> None:
        self._guess(kind, self._names)  # type: ignore[arg-type]

    def _choose_header_row(self, row: int) -> None:
        names = names_of(self._sheet.rows[row - 1]) if row <= len(self._sheet.rows) else ()
        self._mapping = replace(self._mapping, header_row=row, header_rows=1, sheet=self._sheet.name)
        self._guess(self._mapping.kind, names)

    def _guess(self, kind: Kind, names: Sequence[str]) -> None:
        fields = guess_fields(names, self._sheet.rows[self.header_row.value() :], kind)
        self._names = tuple(names)
        self._mapping = replace(self._mapping, kind=kind, fields=fields, preset="", rules={})
        self._fill()

    def _tell(self) -> None:
        self.missing_changed.emit(self.missing())
