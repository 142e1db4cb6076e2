"""Lists before they are printed: page by page as they will be, then to the printer or into a PDF file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFileDialog, QHBoxLayout, QScrollArea, QWidget

from shopdesk.base.dates import iso_day, today
from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from shopdesk.data.shop import read_shop
from shopdesk.orders.order_list import OrderFilter
from shopdesk.orders.purchases import purchase_sheet
from shopdesk.orders.sheets import picking_by_member, picking_by_product
from ui.app_context import AppContext
from ui.orders.dialogs import open_at
from ui.orders.documents import by_member_document, by_product_document, purchase_document
from ui.paper.files import save_table_pdf
from ui.paper.lists import LaidOut, TableDocument, lay_out_table, paint_table_document, paint_table_page
from ui.paper.pages import A4
from ui.theme import color, on_theme_changed
from ui.widgets.buttons import icon_button, plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.segmented import SegmentedControl

_FOLDER = "orders.pdf_folder"
_LARGE = "orders.preview_large"
_LOW = 640
"""Lower than this a whole page in the dialog is too small to read, so that it begins enlarged."""
_MARGIN = 18


class PageView(QWidget):
    """One page of a document, as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.laid: LaidOut | None = None
        self.number = 0
        self.turn: Callable[[int], None] = lambda _step: None
        self.setMinimumSize(200, 200)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("预览"))
        on_theme_changed(self.update)

    def show_page(self, laid: LaidOut, number: int) -> None:
        self.laid, self.number = laid, number
        self.setAccessibleDescription(
            _("第 {number} / {total} 页").format(number=number + 1, total=max(len(laid.pages), 1))
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("sunken"))
        scale = min((self.width() - 2 * _MARGIN) / A4[0], (self.height() - 2 * _MARGIN) / A4[1])
        left, top = (self.width() - A4[0] * scale) / 2, (self.height() - A4[1] * scale) / 2
        paper = QRectF(left, top, A4[0] * scale, A4[1] * scale)
        painter.fillRect(paper.translated(2, 3), QColor(0, 0, 0, 40))
        painter.fillRect(paper, Qt.GlobalColor.white)
        if self.laid is not None and self.number < len(self.laid.pages):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(left, top)
            painter.scale(scale, scale)
            paint_table_page(painter, self.laid, self.number)
            painter.resetTransform()
        if self.hasFocus():
            painter.setPen(color("focus"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.height() > self.visibleRegion().boundingRect().height():
            event.ignore()  # enlarged: the wheel moves within the page
        else:
            self.turn(-1 if event.angleDelta().y() > 0 else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        step = {keys.Key_PageDown: 1, keys.Key_Right: 1, keys.Key_Space: 1, keys.Key_PageUp: -1, keys.Key_Left: -1}
        if event.key() in step:
            self.turn(step[Qt.Key(event.key())])
        elif event.key() in (keys.Key_Home, keys.Key_End):
            self.turn(-(10**6) if event.key() == keys.Key_Home else 10**6)
        else:
            super().keyPressEvent(event)


class ListDialog(QDialog):
    """Picking lists and purchase sheets of some orders."""

    def __init__(
        self, context: AppContext, wanted: OrderFilter, title: str, kind: str = "member", parent: QWidget | None = None
    ) -> None:
        """`kind`: member, product or purchase; `title` is the group buy's."""
        super().__init__(parent)
        self.context, self._wanted, self._scope_title = context, wanted, title
        self._document: TableDocument | None = None
        self._laid: LaidOut | None = None
        self._number = 0
        self.setWindowTitle(_("分拣单和采购单"))
        open_at(self, 760, 860)
        column = dialog_column(self)
        column.addLayout(self._choices(kind))
        self.view = PageView()
        self.view.turn = self.turn
        self.area = QScrollArea()
        self.area.setWidget(self.view)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self.area, 1)
        column.addLayout(self._foot())
        self.kind.chosen.connect(lambda _key: self.refresh())
        self.masked.toggled.connect(lambda _on: self.refresh())
        self.which.currentIndexChanged.connect(lambda _index: self.refresh())
        self.large.setChecked(bool(remembered(_LARGE, self.height() < _LOW)))
        self.large.clicked.connect(lambda on: remember(_LARGE, on))
        self.refresh()
        self.view.setFocus()

    def _choices(self, kind: str) -> QHBoxLayout:
        row = QHBoxLayout()
        self.kind = SegmentedControl(
            [("member", _("按会员")), ("product", _("按商品")), ("purchase", _("采购单"))], _("单子")
        )
        self.kind.choose(kind)
        row.addWidget(self.kind)
        self.which = QComboBox()
        self.which.setAccessibleName(_("哪些订单"))
        self.which.addItem(_("只要没取的"), True)
        self.which.addItem(_("已取的也要"), False)
        row.addWidget(self.which)
        self.masked = QCheckBox(_("遮住姓名和电话"))
        self.masked.setChecked(True)
        self.masked.setToolTip(_("打印出来会被别人看到，默认只显示姓和尾号，不显示门牌。"))
        row.addWidget(self.masked)
        row.addStretch(1)
        return row

    def _foot(self) -> QHBoxLayout:
        self.previous = icon_button("chevron-left", _("上一页"), partial(self.turn, -1))
        self.following = icon_button("chevron-right", _("下一页"), partial(self.turn, 1))
        self.place = text_label("", "label")
        self.large = icon_button("zoom-in", _("看大一点"), self.zoom, shortcut="Ctrl++", checkable=True)
        self.pdf_button = plain_button(_("保存为 PDF…"), self.save_pdf, icon_name="download")
        self.print_button = primary_button(_("打印…"), self.print_now, icon_name="printer")
        turning = [self.previous, self.place, self.following, self.large]
        return button_row(plain_button(_("关闭"), self.reject), self.pdf_button, self.print_button, left=turning)

    # ---- what is shown

    def refresh(self) -> None:
        self._document = self.context.query(self._make)
        self._laid = lay_out_table(self._document)
        self._number = 0
        purchase = self.kind.key() == "purchase"
        self.which.setVisible(not purchase)
        self.masked.setVisible(not purchase)
        for button in (self.pdf_button, self.print_button):
            button.setEnabled(bool(self._document.rows))
        self._show()

    def _make(self, session: Any) -> TableDocument:
        kind, masked, waiting = self.kind.key(), self.masked.isChecked(), bool(self.which.currentData())
        footer = read_shop(session).name or _("掌柜台")
        subtitle = _("{day} 整理").format(day=iso_day(today()))
        names = {"member": _("分拣单（按会员）"), "product": _("分拣单（按商品）"), "purchase": _("采购单")}
        title = " · ".join(part for part in (self._scope_title, names[kind]) if part)
        if kind == "member":
            receivers = picking_by_member(session, self._wanted, masked=masked)
            return by_member_document(receivers, title, subtitle, footer, waiting_only=waiting)
        if kind == "product":
            sheets = picking_by_product(session, self._wanted, masked=masked)
            return by_product_document(sheets, title, subtitle, footer, waiting_only=waiting)
        return purchase_document(purchase_sheet(session, self._wanted), title, subtitle, footer)

    def zoom(self) -> None:
        """As large as the dialog is wide, or the whole page."""
        width = self.area.viewport().width()
        self.view.setMinimumHeight(round(width * A4[1] / A4[0]) if self.large.isChecked() else 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.zoom()

    def turn(self, step: int) -> None:
        assert self._laid is not None
        self._number = min(max(self._number + step, 0), len(self._laid.pages) - 1)
        self._show()

    def _show(self) -> None:
        assert self._laid is not None and self._document is not None
        pages = len(self._laid.pages)
        empty = not self._document.rows
        self.place.setText(
            _("没有要列出的订单") if empty else _("{number} / {total} 页").format(number=self._number + 1, total=pages)
        )
        self.previous.setEnabled(self._number > 0)
        self.following.setEnabled(self._number < pages - 1)
        self.view.show_page(self._laid, self._number)

    # ---- out

    def print_now(self) -> None:
        assert self._document is not None
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._document.title)
        dialog = QPrintDialog(printer, self)
        if dialog.exec():
            paint_table_document(self._document, printer)
            self.context.say(_("已送去打印。"))

    def save_pdf(self) -> None:
        assert self._document is not None
        folder = Path(remembered(_FOLDER, str(Path.home())))
        name = "".join(letter if letter not in '\\/:*?"<>|' else " " for letter in self._document.title)
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("保存为 PDF"), str(folder / f"{name}.pdf"), _("PDF 文件 (*.pdf)")
        )
        if chosen:
            self.save_to(Path(chosen).with_suffix(".pdf"))

    def save_to(self, path: Path) -> None:
        document = self._document
        assert document is not None
        remember(_FOLDER, str(path.parent))
        self.context.do(_("保存 PDF"), lambda progress: save_table_pdf(document, path, progress), then=self._saved)

    def _saved(self, path: Path) -> None:
        self.context.say(
            _("已保存 {name}").format(name=path.name),
            _("打开所在文件夹"),
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))),
        )
