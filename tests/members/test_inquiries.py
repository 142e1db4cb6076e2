"""What members asked for: recognised in chat, noted once, taken back in one step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from shopdesk.data.database import Database
from shopdesk.intake.inquiries import KnownProduct, known_products, read_chat, recognise
from shopdesk.members.inquiries import InquiryNote, add_inquiries, list_inquiries, remove_inquiry
from shopdesk.members.people import create_member
from shopdesk.orders.products import create_product
from tests.database.test_undo import everything
from tests.members.conftest import Settle
from tests.members.test_members_page import panel_of
from ui.app_context import AppContext
from ui.members.page import MembersPage
from ui.members.panel_inquiries import ChatDialog

GOODS = [
    KnownProduct(1, "砂糖橘", ("砂糖橘", "橘子", "桔子")),
    KnownProduct(2, "红颜草莓", ("红颜草莓", "草莓")),
    KnownProduct(3, "草莓酸奶", ("草莓酸奶",)),
]
CHAT = """王阿姨 2026/3/9 19:22:31
橘子还有吗？下次草莓酸奶也给我留两个
掌柜 2026/3/9 19:23:10
砂糖橘明天到
王阿姨 2026/3/9 19:25:02
好的谢谢
羊排什么时候有
"""


def test_chat_lines_are_read_as_who_said_them_and_what_they_name() -> None:
    lines = read_chat(CHAT, GOODS, {"王阿姨"})
    assert [(line.words, [name for _id, name in line.products], line.wanted, line.reason) for line in lines] == [
        ("橘子还有吗？下次草莓酸奶也给我留两个", ["砂糖橘", "草莓酸奶"], True, ""),
        ("砂糖橘明天到", ["砂糖橘"], False, "other"),
        ("好的谢谢", [], False, "nothing"),
        ("羊排什么时候有", [], True, ""),
    ]
    assert [note.product_id for line in lines if line.wanted for note in line.notes()] == [1, 3, None]
    assert [line.wanted for line in read_chat(CHAT, GOODS, {"别人"})] == [True, True, False, True]
    assert recognise("想要 草 莓", GOODS) == 2 and recognise("想要车厘子", GOODS) is None


@given(st.text())
def test_any_text_is_read_without_an_error_and_words_are_kept(text: str) -> None:
    for line in read_chat(text, GOODS):
        assert line.words and line.words == line.words.strip()


def test_the_same_chat_is_noted_once_and_undo_takes_it_back(database: Database) -> None:
    member, _change = database.change("加", lambda s: create_member(s, "王阿姨"))
    product, _change = database.change("商品", lambda s: create_product(s, "砂糖橘", nicknames=["橘子"]))
    with database.read() as session:
        assert [good.folded for good in known_products(session)] == [("砂糖橘", "橘子")]
    before = everything(database)
    notes = [InquiryNote("橘子还有吗", product), InquiryNote("橘子还有吗", product), InquiryNote("羊排呢", None)]
    assert database.change("记", lambda s: add_inquiries(s, member, notes, "chat"))[0] == 2
    assert database.change("再记", lambda s: add_inquiries(s, member, notes, "chat"))[0] == 0
    with database.read() as session:
        found = list_inquiries(session, member)
    rows = [(row.words, row.product, row.how) for row in found]
    assert rows == [("羊排呢", "", "chat"), ("橘子还有吗", "砂糖橘", "chat")]
    database.change("删", lambda s: remove_inquiry(s, found[0].id))
    database.undo()
    database.undo()
    assert everything(database) == before


def test_the_drawer_notes_a_line_and_pasted_chat(
    page: MembersPage, shop: list[int], context: AppContext, settle: Settle
) -> None:
    context.change("商品", lambda s, _p: create_product(s, "砂糖橘", nicknames=["橘子"]))
    settle()
    page.list.show_member(shop[0])
    section = panel_of(page).inquiries
    section.new.setText("想要橘子")
    section.new.commit()
    settle()
    assert [(row.words, row.product) for row in context.query(lambda s: list_inquiries(s, shop[0]))] == [
        ("想要橘子", "砂糖橘")
    ]
    section.paste.click()
    dialog = section.findChildren(ChatDialog)[0]
    dialog.text.setPlainText("橘子多少钱\n早上好")
    dialog._read()
    assert [line.words for line in dialog.ticked()] == ["橘子多少钱"] and dialog.yes.text() == "记下 1 条"
    item = dialog.list.topLevelItem(1)
    assert item is not None
    item.setCheckState(0, Qt.CheckState.Checked)
    dialog.yes.click()
    settle()
    assert len(context.query(lambda s: list_inquiries(s, shop[0]))) == 3
    context.undo()
    settle()
    assert len(context.query(lambda s: list_inquiries(s, shop[0]))) == 1
