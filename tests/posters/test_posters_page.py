"""The posters page as an owner uses it: choose, fill in, hand out, keep, undo."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from shopdesk.data.database import Database
from shopdesk.data.shop import read_shop, save_shop
from shopdesk.data.tables import ExportLog, Member
from shopdesk.members.segments.saved import save_segment
from shopdesk.referrals.poster_store import list_saved_posters
from ui.app_context import AppContext
from ui.paper.verify import read_codes
from ui.posters.page import PostersPage
from ui.theme import apply_theme

NAMES = ("小雨妈妈", "老张", "王阿姨 🌸", "勿扰的人")
LINK = "https://shop.example/x"


def _fill_shop(session: Session) -> None:
    save_shop(session, name="翠湖小站", owner="王姐", slogan="新鲜到家", link=LINK)
    for number, name in enumerate(NAMES, 1):
        session.add(Member(id=number, name=name, joined_at=0, search_text=name, do_not_contact=name == "勿扰的人"))
    save_segment(session, "所有人", {"field": "name", "op": "contains", "value": "a"})
    save_segment(session, "没有人", {"field": "name", "op": "contains", "value": "zzz"})
    save_segment(session, "大家", {"any": [{"field": "name", "op": "contains", "value": text} for text in "妈张王人"]})


class Desk:
    def __init__(self, context: AppContext, page: PostersPage) -> None:
        self.context, self.page = context, page
        self.said: list[str] = []
        self.acts: list[object] = []
        context.said.connect(self._hear)
        context.failed.connect(lambda error: self.said.append(str(error)))

    def _hear(self, text: str, _button: str, act: object) -> None:
        self.said.append(text)
        self.acts.append(act)

    def settle(self) -> None:
        self.context.wait_idle()
        QApplication.processEvents()

    def export(self, folder: Path) -> list[Path]:
        self.page.export_to(folder)
        self.settle()
        self.settle()
        return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, database: Database) -> Iterator[Desk]:
    apply_theme(qapp, "light")
    database.change("fill", _fill_shop, undoable=False)
    context = AppContext(database)
    page = PostersPage(context)
    qtbot.addWidget(page)
    context.changed.connect(page._on_change)
    page.resize(964, 520)
    page.show()
    page.become_visible()
    desk = Desk(context, page)
    yield desk
    context.wait_idle()


def fill(page: PostersPage) -> None:
    page.fields.words["title"].setText("砂糖橘")
    page.fields.words["price"].setText("19.9元/5斤")
    page.output.choose_size("square")


def test_what_is_typed_is_on_the_poster(desk: Desk) -> None:
    page = desk.page
    page.preview.render_now()
    before = page.preview.image
    fill(page)
    page.preview.render_now()
    assert page.preview.image != before
    assert (
        page.values().title == "砂糖橘" and page.values().shop == "翠湖小站" and page.values().sender == "翠湖小站 王姐"
    )
    assert read_codes(page.preview.image.scaled(900, 900)) == [LINK]


def test_the_shop_s_own_poster(desk: Desk, tmp_path: Path) -> None:
    fill(desk.page)
    (file,) = desk.export(tmp_path / "out")
    assert file.name == "砂糖橘.jpg" and read_codes(file.read_bytes()) == [LINK]
    assert desk.said[-1] == "已做好 1 张海报"
    with desk.context.database.read() as session:
        assert session.query(ExportLog).count() == 0  # nobody's name is on it


def test_one_for_each_of_a_segment_with_the_member_s_code(desk: Desk, tmp_path: Path) -> None:
    fill(desk.page)
    desk.page.recipients.choose_segment("大家")
    assert desk.page.export_button.text() == "导出 4 张海报"
    files = desk.export(tmp_path / "out")
    with desk.context.database.read() as session:
        codes = {member.name: member.referral_code for member in session.query(Member)}
        assert all(codes.values())
        log = session.query(ExportLog).one()
        assert (log.what, log.rows, log.masked) == ("大家", 3, True)
    expected = {f"{name}-{codes[name]}.jpg": f"{LINK}?c={codes[name]}" for name in NAMES[:3]}
    assert {path.name: read_codes(path.read_bytes())[0] for path in files} == expected
    assert desk.said[-1] == "已做好 3 张海报，跳过 1 位免打扰会员"


def test_one_member_chosen_elsewhere(desk: Desk, tmp_path: Path) -> None:
    fill(desk.page)
    desk.page.show_target(2)
    assert desk.page.recipients.member.text() == "老张"
    files = desk.export(tmp_path / "out")
    assert len(files) == 1 and files[0].name.startswith("老张-")
    desk.page.show_target("大家")
    assert desk.page.recipients.count() == 4


def test_cards_as_pdf(desk: Desk, tmp_path: Path) -> None:
    fill(desk.page)
    page = desk.page
    page.recipients.choose_segment("大家")
    page.output.kind.choose("pdf")
    assert page.output.sheet_box.isVisibleTo(page)
    page.output.sheet_box.setChecked(True)
    assert [path.name for path in desk.export(tmp_path / "out")] == ["海报-砂糖橘.pdf"]


def test_cancel_leaves_nothing_and_says_nothing(desk: Desk, tmp_path: Path) -> None:
    fill(desk.page)
    desk.page.recipients.choose_segment("大家")
    desk.context.working.connect(lambda task: task.cancel() if task.label == "正在做海报" else None)
    assert desk.export(tmp_path / "out") in ([], None)
    assert desk.said == []


def test_without_a_link_the_owner_is_led_to_it(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    page.fields.link.setText("")
    page.show_warnings()
    assert "还没有填店铺链接" in page.warnings.text()
    page.export()
    assert page.fields.link_row.error and page.fields.link.hasFocus()
    page.fields.link.setText("tel:10086")
    assert "http" in page.fields.link_row.error and page.values().link == ""
    page.fields.link.setText("https://new.example/s")
    QTest.keyClick(page.fields.link, Qt.Key.Key_Return)
    desk.settle()
    assert desk.context.query(read_shop).link == "https://new.example/s" and desk.said == ["已记住店铺链接"]
    desk.context.undo()
    desk.settle()
    assert desk.context.query(read_shop).link == LINK


def test_an_empty_segment_has_nothing_to_export(desk: Desk) -> None:
    desk.page.recipients.choose_segment("没有人")
    assert not desk.page.export_button.isEnabled()
    assert "没有人" in desk.page.recipients.note.text()
    desk.page.export()
    assert "请先选择" in desk.said[-1]


def test_kept_posters_come_back_whole(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    fill(page)
    page.choose_design("night")
    picture = tmp_path / "橘子.png"
    Image.new("RGB", (80, 60), "orange").save(picture)
    _drop(desk, picture)
    page.keep_as("周三的海报")
    desk.settle()
    assert page.gallery.count() == 7
    page.choose_design("warm")
    page.fields.words["title"].setText("别的")
    page.fields.picture.set_picture(None)
    page.gallery.setCurrentRow(6)
    assert page.values().title == "砂糖橘" and page._design == "night" and page.fields.picture.picture is not None
    QTest.keyClick(page.gallery, Qt.Key.Key_Delete)
    desk.settle()
    assert page.gallery.count() == 6 and desk.said[-1] == "已删除这张海报"
    desk.context.undo()
    desk.settle()
    assert [poster.name for poster in desk.context.query(list_saved_posters)] == ["周三的海报"]


def _drop(desk: Desk, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    desk.page.fields.picture.dropEvent(event)


def test_pictures_are_dropped_and_pasted(desk: Desk, tmp_path: Path) -> None:
    box = desk.page.fields.picture
    broken = tmp_path / "坏的.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    _drop(desk, broken)
    assert box.picture is None and ("认不出" in desk.said[-1] or "不完整" in desk.said[-1])
    for name, wanted in (("订单.xlsx", False), ("橘子.png", True)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        enter = QDragEnterEvent(QPoint(300, 300), *how)
        desk.page.dragEnterEvent(enter)
        assert enter.isAccepted() is wanted, "a table is for the window, a picture for the poster"
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    desk.page.gallery.setFocus()
    QTest.keyClick(desk.page.gallery, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert box.picture is not None and (box.picture.width, box.picture.height) == (40, 30)
    assert desk.page.values().picture == box.content()
    box.remove_button.click()
    assert desk.page.values().picture is None
    QGuiApplication.clipboard().setText("1. 王姐 2 箱")
    assert not desk.page.paste_picture()


def test_choices_are_remembered(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    fill(desk.page)
    desk.page.choose_design("festive")
    desk.page.output.kind.choose("png")
    desk.export(tmp_path / "out")
    again = PostersPage(desk.context)
    qtbot.addWidget(again)
    again.become_visible()
    assert again.values().title == "砂糖橘" and again._design == "festive"
    assert again.output.size_chosen().key == "square" and again.output.format() == "png"


def test_the_folder_is_asked_for_and_opened(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(desk.page)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(tmp_path / "选的"))
    QTest.keyClick(desk.page.gallery, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert [path.name for path in (tmp_path / "选的").iterdir()] == ["砂糖橘.jpg"]
    assert callable(desk.acts[-1])


def test_keys_go_through_the_designs(desk: Desk) -> None:
    gallery = desk.page.gallery
    gallery.setFocus()
    assert desk.page._design == "orange"
    QTest.keyClick(desk.page, Qt.Key.Key_PageDown)
    assert desk.page._design == "fresh"
    QTest.keyClick(gallery, Qt.Key.Key_Right)
    assert desk.page._design != "fresh"
    assert {command.text for command in desk.page.commands()} >= {"导出海报", "选商品图片…"}


def test_small_posters_are_painted_for_every_design_and_ratio(desk: Desk, qtbot: QtBot) -> None:
    gallery = desk.page.gallery
    for size in ("story", "square", "a4"):
        desk.page.output.choose_size(size)
        qtbot.waitUntil(lambda: len(gallery.pictures) == 6 and not gallery._jobs)
        ratio = gallery.devicePixelRatioF()
        assert {round(picture.height() / ratio) for picture in gallery.pictures.values()} == {gallery.thumb_height}


def test_everything_fits_and_has_a_name(desk: Desk) -> None:
    page = desk.page
    assert page.minimumSizeHint().width() <= 880 - 60 and page.minimumSizeHint().height() <= 500
    for kind in (QAbstractButton, QLineEdit, QComboBox, QListWidget):
        for widget in page.findChildren(kind):
            if widget.isVisibleTo(page) and widget.objectName() != "qt_spinbox_lineedit":
                shown = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
                assert shown, widget
    assert "砂糖橘" not in page.preview.accessibleDescription()
    fill(page)
    assert "砂糖橘" in page.preview.accessibleDescription()
    assert page.export_button.mapTo(page, QPoint(0, page.export_button.height())).y() <= page.height()


def test_dark_and_light(desk: Desk, qapp: QApplication) -> None:
    for scheme in ("dark", "light"):
        apply_theme(qapp, scheme)  # type: ignore[arg-type]
        assert not desk.page.grab().isNull()


def test_risky_words_are_explained(desk: Desk) -> None:
    desk.page.fields.words["call"].setText("转发朋友圈领取红包")
    desk.page.show_warnings()
    assert "“" in desk.page.warnings.text()


def test_pasted_pictures_lose_their_extras(desk: Desk) -> None:
    image = QImage(20, 20, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.blue)
    image.setText("Secret", "where I live")
    QGuiApplication.clipboard().setImage(image)
    assert desk.page.paste_picture()
    content = desk.page.fields.picture.content()
    assert content is not None and b"where I live" not in content
    with Image.open(io.BytesIO(content)) as clean:
        assert clean.size == (20, 20)
