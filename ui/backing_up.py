"""Backups made from the window: by hand with a word at the end, and the day's first without one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from shopdesk.base.i18n import _
from shopdesk.safety.backup import back_up_daily, backup_to, make_backup
from ui.app_context import AppContext


def back_up(context: AppContext, then: Callable[[], object] = lambda: None, target: Path | None = None) -> None:
    """Among the shop's own backups, or at `target`."""
    folder = context.database.path.parent

    def tell(path: Path) -> None:
        context.say(_("已备份到 {name}").format(name=path.name), _("打开所在文件夹"), partial(open_folder, path.parent))
        then()

    if target is None:
        context.do(_("备份"), lambda progress: make_backup(folder, progress=progress), tell)
    else:
        context.do(_("备份"), lambda progress: backup_to(folder, target, progress=progress), tell)


def back_up_for_today(context: AppContext) -> None:
    """The first call of a day makes a backup; one that fails is said, not asked about."""
    folder = context.database.path.parent
    context.do("", lambda _progress: back_up_daily(folder), failed=lambda error: context.say(str(error)))


def open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
