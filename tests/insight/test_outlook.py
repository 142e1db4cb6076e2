"""What is said of one member: by the models, by the own rhythm below them, and why where nothing can be said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from shopdesk.base.dates import short_day, start_of, today
from shopdesk.data.database import Database
from shopdesk.data.tables import Member, Order
from shopdesk.insight.outlook import Outlook, outlook_source, outlook_words, read_outlook, rhythm_of
from shopdesk.insight.recommend import wanted_by, who_wants
from tests.window.acting import dialog, press, settle, words_on
from ui.figures.page import FiguresPage
from ui.figures.products import ProductsTab
from ui.main_window import MainWindow
from ui.members.member_panel import MemberPanel
from ui.members.page import MembersPage
from ui.orders.product_dialog import ProductDialog

DAY = 739212
WHOLE = Outlook(DAY, 9, DAY - 15, 7.0, 6, 8, True, 0.4, 1.25, 12345)


@pytest.mark.parametrize(
    ("outlook", "words", "source"),
    [
        (
            WHOLE,
            "大约每 6 到 8 天买一次，上次 15 天前，还会来的可能 40%",
            "模型估计：接下来 90 天大约再买 1.2 次，一年大约 ¥123",
        ),
        (
            replace(WHOLE, by_model=False, alive=None, soon=None, year_fen=None),
            "大约每 6 到 8 天买一次，上次 15 天前，比平时晚了 8 天",
            f"按本人的节奏推算（不是模型）：下一单大约在 {short_day(DAY - 9)} 到 {short_day(DAY - 7)}。",
        ),
        (
            replace(WHOLE, last_day=DAY, gap_low=7, gap_high=7, alive=0.999),
            "大约每 7 天买一次，今天刚下过单，还会来的可能 99% 以上",
            "模型估计：接下来 90 天大约再买 1.2 次，一年大约 ¥123",
        ),
        (
            Outlook(DAY, 1, DAY - 3, by_model=True),
            "在 1 天下过单，要 3 天才看得出节奏，上次 3 天前",
            "只来过一次，模型对这样的会员什么也看不出来。",
        ),
        (
            Outlook(DAY, 2, DAY - 3),
            "在 2 天下过单，要 3 天才看得出节奏，上次 3 天前",
            "数据太少：整店不够建模型，本人也还没有 3 个下单日。",
        ),
        (Outlook(DAY, 0), "还没有下过单，没有可以估计的。", ""),
    ],
)
def test_words(outlook: Outlook, words: str, source: str) -> None:
    assert outlook_words(outlook) == words
    assert outlook_source(outlook) == source


def test_rhythm_needs_three_days() -> None:
    assert rhythm_of([1, 8]) == (None, None, None)
    assert rhythm_of([1, 8, 15]) == (7.0, 7, 7)
    assert rhythm_of([1, 2, 12, 20]) == (8.0, 4, 9)  # gaps 1, 10, 8: quartiles 4.5 and 9


def test_below_the_gate_each_member_has_the_own_rhythm(database: Database) -> None:
    def fill(session: object) -> None:
        for member, gaps in ((1, (0, 7, 14, 22)), (2, (0, 5)), (3, ())):
            session.add(Member(id=member, name="甲", joined_at=0))  # type: ignore[attr-defined]
            for gap in gaps:
                order = Order(member_id=member, day=DAY - gap, ordered_at=start_of(DAY - gap), status="paid")
                session.add(order)  # type: ignore[attr-defined]

    database.change("建", fill)
    with database.read() as session:
        one, two, three = (read_outlook(session, member, DAY + 1) for member in (1, 2, 3))
    assert (one.gap, one.next_days, one.by_model, one.alive) == (7.0, (DAY + 7, DAY + 8), False, None)
    assert (two.gap, two.order_days) == (None, 2)
    assert three.order_days == 0


def test_the_drawer_says_it_and_proposes_goods(window: MainWindow) -> None:
    window.show_page("members")
    settle(window.context)
    page = window.pages["members"]
    assert isinstance(page, MembersPage)
    with window.context.database.read() as session:
        member = 5
        outlook, wanted = read_outlook(session, member, today()), wanted_by(session, member, 3)
    page.list.show_member(member)
    settle(window.context)
    settle(window.context)
    panel = page.list.drawer.content()
    assert isinstance(panel, MemberPanel)
    assert panel.outlook.sentence.text() == outlook_words(outlook)
    assert panel.outlook.source.text() == outlook_source(outlook)
    links = [link.text() for link in panel.outlook.findChildren(QPushButton) if link.isVisibleTo(panel)]
    assert links == [each.name for each in wanted] != []
    press(panel.outlook, wanted[0].name)
    settle(window.context)
    figures = window.pages["figures"]
    assert isinstance(figures, FiguresPage) and window.current is figures
    shown = figures.current
    assert isinstance(shown, ProductsTab) and shown.name.text() == wanted[0].name


def test_a_product_leads_to_its_likely_buyers(window: MainWindow) -> None:
    window.show_page("orders")
    settle(window.context)
    with window.context.database.read() as session:
        expected = who_wants(session, 3, 50)
    ProductDialog(window.context, 3, window).show()
    settle(window.context)
    shown = dialog(ProductDialog)
    assert f"{len(expected)} 位会员还没买过" in words_on(shown)
    press(shown, "看这些会员")
    settle(window.context)
    page = window.pages["members"]
    assert isinstance(page, MembersPage) and window.current is page
    assert sorted(page.list.model.ids) == sorted(expected)
    assert "可能想要" in page.list.filters._among_text()
