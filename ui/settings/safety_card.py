"""Where the data is, its backups, putting one back, and proving the data whole."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.progress import Progress
from shopdesk.data.shop import read_shop
from shopdesk.members.tag_check import DERIVED, check_everything, work_out_anew
from shopdesk.safety.backup import Backup, list_backups, refuse_bad_backup
from shopdesk.safety.check import Problem
from shopdesk.safety.restore import Kept, list_kept
from ui.app_context import AppContext
from ui.backing_up import back_up, open_folder
from ui.widgets.buttons import plain_button, push_button
from ui.widgets.cards import Card, text_label
from ui.widgets.confirm_dialog import confirm_loss
from ui.widgets.elided import ElidedLabel

_SHOWN, _KEPT_SHOWN = 6, 3


class SafetyCard(Card):
    def __init__(self, context: AppContext) -> None:
        super().__init__(_("数据安全"))
        self.context = context
        self.folder = context.database.path.parent
        place = QHBoxLayout()
        place.addWidget(text_label(_("店铺文件夹"), "label"))
        place.addWidget(ElidedLabel(str(self.folder)), 1)
        place.addWidget(push_button(_("打开"), partial(open_folder, self.folder), kind="link"))
        self.body.addLayout(place)
        self.body.addWidget(
            text_label(
                _("每天第一次打开时自动备份并检查；最近 8 份一直留着，再留 12 天、10 周、9 个月的各一份。"), "muted",
                wrap=True,
            )
        )  # fmt: skip
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.body.addLayout(self._rows)
        buttons = QHBoxLayout()
        buttons.addWidget(plain_button(_("立即备份"), self.back_up_now, icon_name="save"))
        buttons.addWidget(plain_button(_("备份到…"), self._back_up_elsewhere))
        buttons.addWidget(plain_button(_("从文件恢复…"), self._choose_and_restore))
        buttons.addWidget(plain_button(_("检查数据"), self.check_now, icon_name="shield-check"))
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.outcome = text_label("", wrap=True)
        self.outcome.hide()
        self.body.addWidget(self.outcome)
        self.anew = plain_button(_("重新算一遍"), self.work_out_anew, icon_name="refresh-cw")
        self.anew.setToolTip(_("累计数按订单重算，自动标签按规则重打；您手动打上和去掉的标签不变。可以撤销。"))
        self.anew.hide()
        self.body.addWidget(self.anew, alignment=Qt.AlignmentFlag.AlignLeft)

    def refresh(self) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            layout = item.layout() if item is not None else None
            if layout is not None:
                while layout.count():
                    inner = layout.takeAt(0)
                    widget = inner.widget() if inner is not None else None
                    if widget is not None:
                        widget.deleteLater()
                layout.deleteLater()
        backups = list_backups(self.folder)
        for backup in backups[:_SHOWN]:
            self._rows.addLayout(self._backup_row(backup))
        if not backups:
            self._rows.addLayout(_row(text_label(_("还没有备份。"), "warning")))
        kept = list_kept(self.folder)
        if kept:
            self._rows.addSpacing(6)
            self._rows.addLayout(_row(text_label(_("恢复时换下来的店铺。恢复错了，可以换回来："), "muted")))
        for each in kept[:_KEPT_SHOWN]:
            self._rows.addLayout(self._kept_row(each))

    def _backup_row(self, backup: Backup) -> QHBoxLayout:
        when = f"{backup.made:%Y-%m-%d %H:%M}"
        button = push_button(_("恢复"), partial(self.restore, backup.path), kind="link")
        button.setAccessibleName(_("恢复第 {number} 份备份（{when}）").format(number=backup.number, when=when))
        which = text_label(_("第 {number} 份").format(number=backup.number), "muted")
        return _row(text_label(when), which, _size(backup.path), act=button)

    def _kept_row(self, kept: Kept) -> QHBoxLayout:
        when = f"{kept.made:%Y-%m-%d %H:%M}"
        button = push_button(_("换回来"), partial(self.bring_back, kept), kind="link")
        button.setAccessibleName(_("换回 {when} 换下来的店铺").format(when=when))
        return _row(text_label(when), _size(kept.path), act=button)

    def back_up_now(self) -> None:
        back_up(self.context, self.refresh)

    def _back_up_elsewhere(self) -> None:
        name, _filter = QFileDialog.getSaveFileName(self, _("备份到…"), "shopdesk-backup.db", "*.db")
        if name:
            back_up(self.context, target=Path(name))

    def _choose_and_restore(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, _("从文件恢复…"), str(self.folder), "*.db")
        if name:
            self.restore(Path(name))

    def restore(self, backup: Path) -> None:
        """Prove the backup, ask, then let the window close and open again with it."""
        loss = _("备份以后的改动会回到备份时的样子。现在的文件会留在店铺文件夹里，需要时还能换回来。")
        self._replace_shop(backup, _("用这份备份换掉现在的店铺？"), loss, _("恢复"))

    def bring_back(self, kept: Kept) -> None:
        """The same the other way: what is there now is kept in its turn."""
        loss = _("回到 {when} 恢复之前的样子。那以后做的改动会一起换下来，也留在店铺文件夹里，需要时还能换回来。")
        when = f"{kept.made:%Y-%m-%d %H:%M}"
        self._replace_shop(kept.path, _("把恢复前的店铺换回来？"), loss.format(when=when), _("换回来"))

    def _replace_shop(self, source: Path, question: str, loss: str, yes: str) -> None:
        def ask(_whole: object) -> None:
            shop = self.context.query(read_shop).name
            if confirm_loss(self.window(), question, loss, yes, type_this=shop):
                self.context.restart_wanted.emit(source)

        self.context.do(_("检查备份"), lambda _progress: refuse_bad_backup(source), ask)

    def check_now(self) -> None:
        def check(progress: Progress) -> list[Problem]:
            return self.context.query(lambda session: check_everything(session, progress))

        self.context.do(_("检查数据"), check, self._show_problems)

    def _show_problems(self, problems: list[Problem]) -> None:
        text = "\n".join(_words(problem) for problem in problems)
        self.outcome.setText(text or _("数据完好：文件、关联、累计数和自动标签都对得上。"))
        self.outcome.show()
        self.anew.setVisible(any(problem.code in DERIVED for problem in problems))

    def work_out_anew(self) -> None:
        """What the check found wrong in what follows from orders and rules; then it looks again."""
        self.context.change(
            _("重新算累计数和标签"), lambda session, _progress: work_out_anew(session), lambda _count: self.check_now()
        )


def _row(*words: QWidget, act: QWidget | None = None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget in words:
        row.addWidget(widget)
    row.addStretch(1)
    if act is not None:
        row.addWidget(act)
    return row


def _size(file: Path) -> QLabel:
    with suppress(OSError):  # rotation may just have let it go
        return text_label(f"{file.stat().st_size / 1_000_000:.1f} MB", "muted")
    return text_label("")


def _words(problem: Problem) -> str:
    """The hint of what the button beside mends would only name the button."""
    return problem.message if problem.code in DERIVED else problem.message + problem.hint
