"""Pictures of the members page for looking at: python -m tests.members.screenshots FOLDER."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("SHOPDESK_CONFIG", tempfile.mkdtemp())

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from shopdesk.data.opening import open_database
from shopdesk.members.merging import merge_members
from shopdesk.members.people import create_member
from shopdesk.members.segments import seed_segments
from shopdesk.members.tags import list_tags
from tests.members.filler import fill_shop
from ui.app_context import AppContext
from ui.main_window import MainWindow
from ui.members.page import MembersPage
from ui.theme import apply_theme

SIZES = ((1366, 768), (1024, 600))


def shoot(folder: Path) -> None:
    application = QApplication(sys.argv)
    shop = Path(tempfile.mkdtemp())
    database = open_database(shop)
    database.change("建", lambda session: (fill_shop(session, 230), seed_segments(session)), undoable=False)
    database.change("重复", _twins)
    for look in ("light", "dark"):
        apply_theme(application, look)
        context = AppContext(database)
        window = MainWindow(context)
        window.show()
        window.show_page("members")
        page = window.pages["members"]
        assert isinstance(page, MembersPage)
        for width, height in SIZES:
            window.resize(width, height)
            _settle(context)
            name = f"{look}-{width}"
            _save(window, folder / f"{name}-list.png")
            page.list.table.select_ids(page.list.model.ids[1:3])
            page.list.show_member(page.list.model.ids[3])
            _settle(context)
            page.list.table.select_ids(page.list.model.ids[1:3])
            _settle(context)
            _save(window, folder / f"{name}-drawer.png")
            if width == SIZES[0][0]:
                _lower_drawer(context, window, page, folder / f"{name}-drawer")
            page.list.drawer.close_panel()
            page.list.table.clearSelection()
        if look == "light":
            _dialogs(context, page, folder)
            page.list.filters.add_tag(page.list.context.query(list_tags)[1].tags[0].id)
            page.list.filters.add_tag(page.list.context.query(list_tags)[3].tags[0].id)
            _settle(context)
            _save(window, folder / "light-filtered.png")
            page.list.filters.mode.choose("all")
            page.list.filters.search.setText("没有这个人")
            QTest.qWait(200)
            _settle(context)
            _save(window, folder / "light-nothing.png")
        window.deleteLater()
        application.processEvents()
    database.close()
    shutil.rmtree(shop)


def _lower_drawer(context: AppContext, window: QWidget, page: MembersPage, stem: Path) -> None:
    bar = page.list.drawer.findChild(QScrollArea).verticalScrollBar()  # type: ignore[union-attr]
    for part in (1, 2):
        bar.setValue(part * bar.pageStep())
        _settle(context)
        _save(window, stem.with_name(f"{stem.name}-{part}.png"))


def _dialogs(context: AppContext, page: MembersPage, folder: Path) -> None:
    page.list.table.select_ids(page.list.model.ids[:2])
    for name, act in (
        ("new", page.open_new),
        ("duplicates", page.open_duplicates),
        ("tags", page.open_tags),
        ("picker", page.list.acts.tag),
        ("merge", page.list.acts.merge),
    ):
        act()
        _settle(context)
        dialog = next(each for each in page.findChildren(QDialog) if each.isVisible())
        _save(dialog, folder / f"dialog-{name}.png")
        dialog.reject()
        _settle(context)


def _twins(session) -> None:  # type: ignore[no-untyped-def]
    first = create_member(
        session, "芳芳妈妈", phone="13800001111", community="翠湖花园", room="3-2-501", birthday="5-3"
    )
    second = create_member(session, "芳芳妈", phone="13800001111", note="下午在家，敲门轻一点，孩子睡觉")
    create_member(session, "王姐", room="5栋202")
    create_member(session, "王姐", room="5-202")
    third = create_member(session, "芳妈小号")
    merge_members(session, first, third)
    assert second


def _settle(context: AppContext) -> None:
    for _turn in range(6):
        QApplication.processEvents()
        context.wait_idle()


def _save(widget: QWidget, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(path))


if __name__ == "__main__":
    shoot(Path(sys.argv[1]))
