"""The right side of the posters page: what stands on the poster, who gets it, how it is handed out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from ui.app_context import AppContext
from ui.posters.fields import PosterFields
from ui.posters.output import Output
from ui.posters.recipients import Recipients
from ui.widgets.buttons import primary_button
from ui.widgets.cards import section_title
from ui.widgets.scrolling import scrolled_down

_WIDTH = 324


class PosterPanel(QFrame):
    def __init__(self, context: AppContext, export: Callable[[], object]) -> None:
        super().__init__()
        self.fields = PosterFields()
        self.recipients = Recipients(context)
        self.output = Output()
        self.export_button = primary_button(_("导出海报"), export, icon_name="download")
        self.setProperty("role", "panel")
        self.setFixedWidth(_WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 12)
        outer.setSpacing(8)
        outer.addWidget(scrolled_down(self._parts()), 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 0, 14, 0)
        foot.addWidget(self.export_button, 1)
        outer.addLayout(foot)

    def _parts(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        for title, widget in (
            (_("内容"), self.fields),
            (_("给谁"), self.recipients),
            (_("尺寸和格式"), self.output),
            (_("更多文字"), self.fields.more),
        ):
            column.addWidget(section_title(title))
            column.addWidget(widget)
            column.addSpacing(4)
        column.addStretch(1)
        return inside

    def show_count(self) -> None:
        """How many posters the button makes."""
        count = self.recipients.count()
        several = _("导出 {count} 张海报").format(count=count)
        self.export_button.setText(several if count > 1 else _("导出海报"))
        self.export_button.setAccessibleName(self.export_button.text())
        self.export_button.setEnabled(count > 0)
        self.export_button.setToolTip(_("保存成文件（Ctrl+E）") if count else _("请先选择会员"))
