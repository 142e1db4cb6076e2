"""What else there is to decide about a 接龙: prices, who is gone from the list, and which nicknames to remember."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.intake.mending import Lesson, NameLesson
from shopdesk.intake.preview import Gone, Preview
from shopdesk.orders.statuses import status_name
from ui.intake.intake import Intake
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.cards import text_label
from ui.widgets.elided import ElidedLabel
from ui.widgets.money_edit import MoneyEdit


class PricesTab(QWidget):
    """A price for each product that has none; left empty, its orders have no amount yet."""

    def __init__(self, intake: Intake) -> None:
        super().__init__()
        self._intake = intake
        self._shown: tuple[str, ...] = ()
        self.fields: dict[str, MoneyEdit] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(
            text_label(_("这些商品还没有价格。填上就能算出每单多少钱，不填也可以先导入。"), "muted", wrap=True)
        )
        self._area = scroll_area(_("没有价格的商品"))
        column.addWidget(self._area, 1)

    def show_preview(self, preview: Preview) -> None:
        wanted = {*preview.unpriced, *self._intake.choices.prices}  # those that were filled in stay, to be mended
        ordered = (line.product for order in preview.draft.orders for line in order.lines)
        names = tuple(name for name in dict.fromkeys(ordered) if name in wanted)
        if names == self._shown:
            return
        self._shown = names
        body, grid = _grid()
        self.fields = {}
        for at, name in enumerate(names):
            field = MoneyEdit(self._intake.choices.prices.get(name))
            field.setAccessibleName(_("{product} 的价格").format(product=name))
            field.setFixedWidth(130)
            field.fen_changed.connect(partial(self._set_price, name))
            self.fields[name] = field
            label = ElidedLabel(name)
            grid.addWidget(label, at, 0)
            grid.addWidget(field, at, 1)
            grid.addWidget(text_label(_("每份"), "muted"), at, 2)
        grid.setColumnMinimumWidth(0, 240)
        grid.setRowStretch(len(names), 1)
        self._area.setWidget(body)

    def start_afresh(self) -> None:
        self._shown = ()

    def _set_price(self, name: str, fen: int | None) -> None:
        prices = {known: price for known, price in self._intake.choices.prices.items() if known != name}
        if fen is not None:
            prices[name] = fen
        self._intake.choose(prices=prices)


class GoneTab(QWidget):
    """Orders of this list whose lines are not in it any more."""

    def __init__(self, intake: Intake) -> None:
        super().__init__()
        self._intake = intake
        self._gone: dict[int, Gone] = {}
        model: IdTableModel[Gone] = IdTableModel(self._columns(), self._fetch)
        self.table = BigTable(model, _("不在接龙里了的订单"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        sentence = _("这些人上次在接龙里，这次没有了。不勾就不动他们的订单；已付款的不会取消，要退款请到订单里处理。")
        column.addWidget(text_label(sentence, "muted", wrap=True))
        self.cancel_them = QCheckBox(_("取消这些订单"))
        self.cancel_them.toggled.connect(self._choose)
        column.addWidget(self.cancel_them)
        column.addWidget(self.table, 1)

    def _columns(self) -> list[Column[Gone]]:
        return [
            Column("name", _("名字"), lambda row: row.name, 140, strong=True),
            Column("said", _("订的"), lambda row: row.said, 320, flex=True),
            Column("status", _("状态"), lambda row: status_name(row.status), 100),
        ]  # fmt: skip

    def show_preview(self, gone: tuple[Gone, ...]) -> None:
        self._gone = {order.order_id: order for order in gone}
        self.table.set_ids(list(self._gone))
        open_ones = sum(order.status in ("draft", "confirmed") for order in gone)
        self.cancel_them.setText(_("取消这 {count} 单").format(count=open_ones))
        self.cancel_them.setEnabled(open_ones > 0)
        self.cancel_them.blockSignals(True)
        self.cancel_them.setChecked(self._intake.choices.answers.cancel_gone)
        self.cancel_them.blockSignals(False)

    def _fetch(self, ids: list[int]) -> dict[int, Gone]:
        return {order_id: self._gone[order_id] for order_id in ids if order_id in self._gone}

    def _choose(self, on: bool) -> None:
        self._intake.choose(answers=replace(self._intake.choices.answers, cancel_gone=on))


class LessonsTab(QWidget):
    """Other names of products and people that the corrections showed; ticked ones are remembered."""

    def __init__(self, intake: Intake) -> None:
        super().__init__()
        self._intake = intake
        self._shown: tuple[Lesson | NameLesson, ...] = ()
        self.boxes: dict[Lesson | NameLesson, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(text_label(_("您改过这些商品和名字。勾上的会记住，下次接龙就直接认得。"), "muted", wrap=True))
        self._area = scroll_area(_("记住叫法"))
        column.addWidget(self._area, 1)

    def show_preview(self, lessons: tuple[Lesson | NameLesson, ...]) -> None:
        if lessons == self._shown:
            return
        self._shown = lessons
        body = QWidget()
        body.setProperty("role", "scrolled")
        column = QVBoxLayout(body)
        column.setContentsMargins(4, 4, 4, 4)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.boxes = {}
        for lesson in lessons:
            box = QCheckBox(_lesson_words(lesson))
            box.setChecked(lesson not in self._intake.not_learned)
            box.toggled.connect(partial(self._choose, lesson))
            self.boxes[lesson] = box
            column.addWidget(box)
        self._area.setWidget(body)

    def start_afresh(self) -> None:
        self._shown = ()

    def _choose(self, lesson: Lesson | NameLesson, on: bool) -> None:
        forgotten = self._intake.not_learned - {lesson}
        self._intake.not_learned = forgotten if on else forgotten | {lesson}


def _lesson_words(lesson: Lesson | NameLesson) -> str:
    if isinstance(lesson, Lesson):
        words = _("“{heard}” 就是 “{product}”").format(heard=lesson.heard, product=lesson.product)
    else:
        words = _("“{heard}” 就是 “{name}” 这个人").format(heard=lesson.heard, name=lesson.name)
    return words.replace("&", "&&")


def scroll_area(name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setAccessibleName(name)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus
    return area


def _grid() -> tuple[QWidget, QGridLayout]:
    body = QWidget()
    body.setProperty("role", "scrolled")
    grid = QGridLayout(body)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(3, 1)
    return body, grid
