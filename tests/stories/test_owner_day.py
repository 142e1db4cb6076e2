"""A day of the owner, in the real window from the first start to the next morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from shopdesk.base.dates import today
from shopdesk.content.entries import EntryRow, list_entries
from shopdesk.content.template_store import list_templates
from shopdesk.data.folder import lock_folder
from shopdesk.data.opening import open_database
from shopdesk.data.tables import ExportLog, Member
from shopdesk.members.listing import count_members
from shopdesk.members.search import find_members
from shopdesk.members.segments import find_segment, select_ids
from shopdesk.members.tags import list_tags
from shopdesk.orders.order_list import OrderFilter, OrderRow, order_ids, order_rows
from shopdesk.safety.backup import list_backups
from shopdesk.safety.check import check_shop
from tests.outreach.reading import by_libreoffice, by_openpyxl
from tests.window.acting import dialog, on_screen, settle
from ui.app_context import AppContext
from ui.content.template_dialog import TemplateDialog
from ui.first_run import make_shop
from ui.intake.wizard import ImportWizard
from ui.main_window import MainWindow
from ui.members.tag_picker import TagPicker
from ui.paper.verify import read_codes
from ui.segments.export_dialog import ExportDialog

DATA = Path(__file__).parents[1] / "data"
LIST = (DATA / "jielong" / "20_nicknames_with_digits.txt").read_text(encoding="utf-8")
ORDERS = DATA / "tables" / "T01_ktt_orders_13col.xlsx"
LINK = "https://shop.example/cuihu"
CTRL = Qt.KeyboardModifier.ControlModifier


@contextmanager
def window_on(folder: Path) -> Iterator[MainWindow]:
    """As the program opens it: the folder owned, the shop open, today's page shown."""
    lock = lock_folder(folder)
    database = open_database(folder)
    window = MainWindow(AppContext(database))
    crashes: list[BaseException] = []
    window.context.crashed.connect(crashes.append)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.begin_day()
    settle(window.context)
    try:
        yield window
        assert window.close()
        assert crashes == []
    finally:
        window.context.wait_idle()
        window.deleteLater()
        database.close()
        lock.release()


def orders_of(window: MainWindow) -> dict[str, OrderRow]:
    """The newest order of each member, by name."""
    rows = window.context.query(lambda session: order_rows(session, order_ids(session, OrderFilter())))
    return {row.member_name: row for row in sorted(rows.values(), key=lambda row: row.id)}


def press_ctrl(window: MainWindow, key: Qt.Key) -> None:
    window.activateWindow()  # offscreen nobody gives the focus back when a dialog closes
    settle(window.context)
    QTest.keyClick(QApplication.focusWidget() or window, key, CTRL)
    settle(window.context)


def paste(window: MainWindow, text: str) -> ImportWizard:
    QGuiApplication.clipboard().setText(text)
    window.show_page("today")
    press_ctrl(window, Qt.Key.Key_V)
    return dialog(ImportWizard)


def drop_file(window: MainWindow, file: Path) -> ImportWizard:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(500, 400), *how))
    QApplication.sendEvent(window, QDropEvent(QPointF(500, 400), *how))
    QApplication.processEvents()
    settle(window.context)
    return dialog(ImportWizard)


def carry_out(window: MainWindow, wizard: ImportWizard) -> str:
    """Import what the preview shows; returns what the last step says."""
    assert wizard.step is wizard.preview_step
    wizard.next_button.click()
    settle(window.context)
    assert wizard.step is wizard.done_step
    said = wizard.done_step.headline.text()
    wizard.next_button.click()
    settle(window.context)
    assert on_screen(ImportWizard) is None
    return said


def mend(window: MainWindow, wizard: ImportWizard, name: str, column: str, text: str) -> None:
    """Type into a cell of the line of that person, as F2 and Enter do."""
    table = wizard.preview_step.list_tab.table
    model = table.model()
    row = next(row for row in range(model.rowCount()) if model.index(row, model.section_of("name")).data() == name)
    index = model.index(row, model.section_of(column))
    wizard.activateWindow()  # offscreen the list of completions took it away
    settle(window.context)
    table.setFocus()
    table.setCurrentIndex(index)
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    editor.insert(text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    until(lambda: not wizard.intake.pending)


def until(true: Callable[[], bool]) -> None:
    for _moment in range(1000):
        if true():
            return
        QTest.qWait(20)
    raise AssertionError("it never happened")


def take_orders_in(window: MainWindow) -> None:
    """Paste, mend the doubtful line, import, undo, redo; the changed list brings only the difference."""
    wizard = paste(window, LIST)
    step = wizard.preview_step
    assert step.list_tab.doubts() == 1
    mend(window, wizard, "王1997", "qty", "2")
    assert step.list_tab.doubts() == 0
    assert "14" in carry_out(window, wizard)
    assert len(orders_of(window)) == 14
    assert orders_of(window)["王1997"].goods == "阳光玫瑰 ×2"
    assert orders_of(window)["小鱼2019"].amount_fen == 7980
    press_ctrl(window, Qt.Key.Key_Z)
    assert (orders_of(window), window.context.query(count_members)) == ({}, 0)
    press_ctrl(window, Qt.Key.Key_Y)
    before = orders_of(window)
    assert len(before) == 14
    changed = LIST.replace("2. 88妈妈 1份", "2. 88妈妈 4份").rstrip() + "\n15. 新来的邻居 2份\n"
    said = carry_out(window, paste(window, changed))
    assert "1 张新订单" in said and "改动 1 单" in said
    after = orders_of(window)
    assert {name for name, row in after.items() if before.get(name) != row} == {"88妈妈", "新来的邻居"}
    assert after["88妈妈"].amount_fen == 4 * 3990
    again = paste(window, changed)
    assert "没有新的内容" in carry_out(window, again)
    assert orders_of(window) == after


def take_table_in(window: MainWindow) -> None:
    """Drop the file that the platform exported; two people are known by name alone, which the owner decides."""
    count = len(window.context.query(lambda session: order_ids(session, OrderFilter())))
    wizard = drop_file(window, ORDERS)
    people = wizard.preview_step.people_tab
    assert people.open_count() == 2
    people.all_same.click()
    until(lambda: not wizard.intake.pending)
    assert people.open_count() == 0
    assert "7 张新订单" in carry_out(window, wizard)
    known = window.context.query(lambda session: find_members(session, "19900000107", 5))
    assert [member.name for member in known] == ["502的猫"]
    assert len(window.context.query(lambda session: order_ids(session, OrderFilter()))) == count + 7


def tag_members_in_bulk(window: MainWindow) -> list[int]:
    """Select three on the members page and give them a new tag."""
    window.show_page("members")
    settle(window.context)
    members = window.pages["members"].list
    chosen = list(members.model.ids)[:3]
    members.table.select_ids(chosen)
    members.acts.tag()
    settle(window.context)
    picker = dialog(TagPicker)
    picker.search.setText("爱吃葡萄")
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    settle(window.context)
    tags = {tag.name: tag.members for group in window.context.query(list_tags) for tag in group.tags}
    assert tags["爱吃葡萄"] == 3
    return sorted(chosen)


def save_segment_with_the_editor(window: MainWindow, members: list[int]) -> None:
    window.show_page("segments")
    settle(window.context)
    page = window.pages["segments"]
    page.start_new()
    page.panel.name.setText("葡萄客")
    row = page.panel.editor.group.rows[0]
    row.field.setCurrentIndex(row.field.findData("tag"))
    settle(window.context)
    row.value.set_value(["爱吃葡萄"])
    row.value.edited.emit()
    page.ask()
    settle(window.context)
    assert sorted(page.matches.matches.ids) == members
    press_ctrl(window, Qt.Key.Key_S)
    saved = window.context.query(lambda session: find_segment(session, "葡萄客"))
    assert saved is not None
    assert window.context.query(lambda session: select_ids(session, saved.rule, today())) == members


def export_the_list(window: MainWindow, folder: Path) -> None:
    page = window.pages["segments"]
    page.open_export()
    settle(window.context)
    export = dialog(ExportDialog)
    export.file.setText(str(folder / "葡萄客.xlsx"))
    template = window.context.query(list_templates)[0]
    export.template.choose(template)
    settle(window.context)
    export.export_button.click()
    settle(window.context)
    rows = by_openpyxl(folder / "葡萄客.xlsx")
    assert len(rows) == 4
    head = rows[0]
    names = [row[head.index("昵称")] for row in rows[1:]]
    assert all(row[head.index("话术")] and "爱吃葡萄" in row[head.index("为什么在名单上")] for row in rows[1:])
    opened = by_libreoffice(folder / "葡萄客.xlsx", folder)
    assert [row[opened[0].index("昵称")] for row in opened[1:4]] == names
    with window.context.database.read() as session:
        assert session.scalars(select(ExportLog.rows)).all() == [3]


def plan_and_publish(window: MainWindow) -> EntryRow:
    """A post from a template, copied for the group, marked as published."""
    window.show_page("content")
    settle(window.context)
    calendar = window.pages["content"].calendar
    calendar.start_new(today())
    editor = calendar.panel.editor
    calendar.panel.choose_template()
    settle(window.context)
    dialog(TemplateDialog).use_button.click()
    settle(window.context)
    editor.copy_button.click()
    settle(window.context)
    assert QGuiApplication.clipboard().text().strip()
    editor.publish_button.click()
    settle(window.context)
    (entry,) = window.context.query(lambda session: list_entries(session, today(), today()))
    assert entry.published and entry.template_id is not None and entry.question
    return entry


def make_posters(window: MainWindow, folder: Path) -> None:
    """One for each of the segment; every code is read back by another decoder."""
    window.show_page("posters")
    settle(window.context)
    page = window.pages["posters"]
    page.fields.words["title"].setText("阳光玫瑰")
    page.output.choose_size("square")
    page.recipients.choose_segment("葡萄客")
    page.export_to(folder / "posters")
    settle(window.context)
    settle(window.context)
    files = sorted((folder / "posters").iterdir())
    with window.context.database.read() as session:
        codes = set(session.scalars(select(Member.referral_code).where(Member.referral_code.is_not(None))))
    assert len(files) == len(codes) == 3
    assert {read_codes(file.read_bytes())[0] for file in files} == {f"{LINK}?c={code}" for code in codes}


def test_from_the_first_start_to_the_next_morning(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    shop = tmp_path / "翠湖小站"
    make_shop(shop, sample=False, settings={"name": "翠湖小站", "owner": "王姐", "link": LINK})
    with window_on(shop) as window:
        take_orders_in(window)
        take_table_in(window)
        members = tag_members_in_bulk(window)
        save_segment_with_the_editor(window, members)
        export_the_list(window, tmp_path)
        entry = plan_and_publish(window)
        make_posters(window, tmp_path)
        window.back_up()
        settle(window.context)
        assert len(list_backups(shop)) >= 1
        orders, people = orders_of(window), window.context.query(count_members)
    with window_on(shop) as window:
        assert orders_of(window) == orders
        assert window.context.query(count_members) == people
        assert window.context.query(lambda session: list_entries(session, today(), today())) == [entry]
        assert window.context.query(lambda session: find_segment(session, "葡萄客")) is not None
        assert window.context.query(lambda session: find_members(session, "88mm", 5))[0].name == "88妈妈"
        assert window.current is window.pages["posters"]
        assert not window.undo_action.isEnabled()
        assert window.context.query(check_shop) == []
