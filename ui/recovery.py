"""For a shop that cannot be opened: put the newest good backup back, save what can be read, or quit."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.connections import DamagedShopError
from shopdesk.data.folder import DATABASE_FILE
from shopdesk.safety.backup import newest_good
from shopdesk.safety.restore import restore_backup, salvage, use_salvaged
from ui.errors import show_refusal
from ui.option_card import OptionCard
from ui.waiting import waiting
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row


class RecoveryScreen(QDialog):
    """accept() means: something whole stands in the shop's place, open it again. The damaged file is kept beside it."""

    def __init__(self, folder: Path, error: DamagedShopError) -> None:
        super().__init__()
        self.folder = folder
        self.setWindowTitle(_("店铺打不开"))
        self.setMinimumWidth(560)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        column.addWidget(text_label(_("店铺文件打不开"), "title"))
        column.addWidget(text_label(f"{error.message}\n{error.hint}", wrap=True, selectable=True))
        self._backup = newest_good(folder)
        self.ways = self._offer_ways()
        column.addWidget(self.ways)
        self.outcome = text_label("", "strong", wrap=True)
        self.outcome.hide()
        column.addWidget(self.outcome)
        self.go_on = primary_button(_("打开店铺"), self.accept)
        self.go_on.hide()
        column.addWidget(self.go_on)
        column.addStretch(1)

    def _offer_ways(self) -> QWidget:
        ways = QWidget()
        column = QVBoxLayout(ways)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if self._backup is not None:
            words = _("最近一份完好的备份：{when}（第 {number} 份）。那以后的改动不在里面。").format(
                when=f"{self._backup.made:%Y-%m-%d %H:%M}", number=self._backup.number
            )
            restore = primary_button(_("恢复这份备份"), self._restore)
            column.addWidget(OptionCard("rotate-ccw", _("用备份恢复"), words, restore))
        else:
            column.addWidget(text_label(_("没有找到完好的备份。"), "warning"))
        if (self.folder / DATABASE_FILE).exists():
            about = _("逐行读出没有坏的部分，放进一份新的店铺文件。")
            button = plain_button(_("抢救数据"), self._salvage)
            column.addWidget(OptionCard("shield-check", _("抢救还能读出的数据"), about, button))
        column.addWidget(
            text_label(_("不管选哪一种，打不开的文件都会留在店铺文件夹里，不会删掉。"), "muted", wrap=True)
        )
        folder = plain_button(_("打开店铺文件夹"), self._open_folder, icon_name="folder-open")
        column.addLayout(button_row(plain_button(_("退出"), self.reject), left=[folder]))
        return ways

    def _restore(self) -> None:
        assert self._backup is not None
        try:
            with waiting():
                restore_backup(self.folder, self._backup.path)
        except ShopError as error:
            show_refusal(error, self)
        else:
            self.accept()

    def _salvage(self) -> None:
        try:
            with waiting():
                target, saved, lost = salvage(self.folder)
                use_salvaged(self.folder, target)
        except ShopError as error:
            show_refusal(error, self)
            return
        said = _("救回 {members} 位会员、{orders} 张订单。").format(members=saved["member"], orders=saved["order"])
        self.outcome.setText(
            said + (_("至少 {lost} 行读不出来了。").format(lost=lost) if lost else _("每一行都读出来了。"))
        )
        self.ways.hide()
        self.outcome.show()
        self.go_on.show()
        self.go_on.setFocus()
        QTimer.singleShot(0, self, self.adjustSize)  # after the layout knows that the ways are gone

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))
