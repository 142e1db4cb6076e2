"""A page with a panel at its right: beside the page when there is room, over it when there is not. Esc closes."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QLinearGradient, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from ui.theme import tokens
from ui.widgets.buttons import icon_button
from ui.widgets.cards import set_role
from ui.widgets.elided import ElidedLabel

ROOMY = 1000  # width of this widget from which the panel stands beside the page: a window of about 1200
_SHADE = 16
_AROUND = 16 + 6 + 2 + 12
"""Margins, border and scroll bar beside the content of the panel."""


class Drawer(QWidget):
    """`Drawer(page)` is put where the page would be; `open_with(widget, title)` shows the panel."""

    closed = Signal()

    def __init__(self, page: QWidget, *, width: int = 360, roomy: int = ROOMY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self._width = width
        self._roomy = roomy
        self._before: QWidget | None = None
        page.setParent(self)
        self._shade = _Shade(self)
        self._panel = self._build_panel()
        self._panel.hide()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_panel)
        self._escape = escape
        across = QShortcut(QKeySequence(Qt.Key.Key_F6), self)
        across.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        across.activated.connect(self.cross_over)
        escape.setEnabled(False)

    def _build_panel(self) -> QFrame:
        panel = QFrame(self)
        panel.setProperty("role", "panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(16, 10, 6, 10)
        head = QHBoxLayout()
        self._title = ElidedLabel("", "section")
        head.addWidget(self._title, 1)
        head.addWidget(icon_button("x", _("关闭侧栏（Esc）"), self.close_panel))
        column.addLayout(head)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._scroll, 1)
        return panel

    def open_with(self, content: QWidget, title: str) -> None:
        """Show `content` (the one before is deleted); the focus stays where it is, F6 or Tab goes in."""
        old = self._scroll.takeWidget()
        if old is not None and old is not content:
            old.deleteLater()
        content.setProperty("role", "scrolled")
        self._scroll.setWidget(content)
        self._title.setText(title)
        self._panel.setAccessibleName(title)
        if not self.is_open():
            self._before = self.focusWidget()
        self._panel.show()
        self._escape.setEnabled(True)
        self._arrange()

    def is_open(self) -> bool:
        return not self._panel.isHidden()

    def is_over_page(self) -> bool:
        return self.is_open() and self.width() < self._roomy

    def content(self) -> QWidget | None:
        return self._scroll.widget()

    def close_panel(self) -> None:
        if not self.is_open():
            return
        inside = self._panel.isAncestorOf(self.focusWidget() or self)
        self._panel.hide()
        self._escape.setEnabled(False)
        if inside:
            (self._before or self._page).setFocus(Qt.FocusReason.OtherFocusReason)
        self._arrange()
        self.closed.emit()

    def sizeHint(self) -> QSize:
        return self._page.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._page.minimumSizeHint().expandedTo(QSize(self._width + 48, 200))

    def cross_over(self) -> None:
        """F6: the keyboard goes from the page into the panel, and back to where it was."""
        if not self.is_open():
            return
        now = self.focusWidget()
        if now is not None and self._panel.isAncestorOf(now):
            (self._before or self._page).setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._before = now
            self._scroll.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._scroll.focusNextPrevChild(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        whole = self.rect()
        over = whole.width() < self._roomy
        content = self._scroll.widget()
        # Longer words in another language, or larger text, need more; nothing may hang over the edge unseen.
        wanted = content.minimumSizeHint().width() + _AROUND if content is not None else 0
        width = min(max(self._width, wanted), whole.width() - 48)
        beside = self.is_open() and not over
        self._page.setGeometry(whole.adjusted(0, 0, -(width + 12) if beside else 0, 0))
        self._panel.setGeometry(QRect(whole.right() + 1 - width, 0, width, whole.height()))
        set_role(self._panel, "panel-over" if over else "panel")
        self._shade.setGeometry(QRect(whole.right() + 1 - width - _SHADE, 0, _SHADE, whole.height()))
        self._shade.setVisible(self.is_over_page())
        self._shade.raise_()
        self._panel.raise_()


class _Shade(QWidget):
    """A soft edge that says the panel lies above; a drop-shadow effect would repaint the whole panel each time."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        fade = QLinearGradient(0, 0, self.width(), 0)
        fade.setColorAt(0, QColor(0, 0, 0, 0))
        fade.setColorAt(1, QColor(0, 0, 0, 70 if tokens().dark else 36))
        QPainter(self).fillRect(self.rect(), fade)
