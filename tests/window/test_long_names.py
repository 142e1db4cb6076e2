"""Names of any length: what shows them ends in … with the whole on hover, and nothing else moves over the edge."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QScrollArea
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shopdesk.data.tables import Member, Product, Tag
from tests.window.acting import settle
from ui.figures.page import FiguresPage
from ui.main_window import MainWindow
from ui.members.page import MembersPage
from ui.widgets.link import Link

LONG = "【翠湖花园二期三栋】快乐每一天不吃香菜的 Christina & 小朋友的妈妈（代收点在门卫室旁边，敲门轻一点）"


@pytest.fixture
def long(window: MainWindow) -> MainWindow:
    def lengthen(session: Session, _progress: object) -> None:
        session.execute(update(Member).values(name=LONG + Member.name, note=LONG * 4))
        for table in (Product, Tag):
            for row in session.scalars(select(table)):
                row.name = f"{LONG}{row.id}"

    window.context.change("长", lengthen)
    settle(window.context)
    return window


def too_wide(inside: Any) -> list[tuple[int, int]]:
    areas = [area for area in inside.findChildren(QScrollArea) if area.isVisible() and area.widget() is not None]
    assert areas
    found = [(area.widget().minimumSizeHint().width(), area.viewport().width()) for area in areas]
    return [(width, room) for width, room in found if width > room]


def test_a_members_page_stays_inside_its_drawer(long: MainWindow) -> None:
    long.show_page("members")
    settle(long.context)
    page = long.pages["members"]
    assert isinstance(page, MembersPage)
    buyer = long.context.query(lambda s: s.scalar(select(Member.id).where(Member.name.contains("VIP")))) or 3
    page.list.show_member(buyer)
    settle(long.context)
    assert page.list.drawer.is_open()
    assert too_wide(page.list.drawer) == []


@pytest.mark.parametrize("tab", ["forecast", "products", "rfm"])
def test_figures_stay_inside_the_window(long: MainWindow, tab: str) -> None:
    long.resize(1024, 600)
    long.show_page("figures")
    settle(long.context)
    page = long.pages["figures"]
    assert isinstance(page, FiguresPage)
    page.tabs.choose(tab)
    settle(long.context)
    assert too_wide(page) == []


def test_a_link_says_the_whole_on_hover_and_an_ampersand_is_one(window: MainWindow) -> None:
    clicked: list[bool] = []
    link = Link(LONG, lambda: clicked.append(True), tooltip="打开", parent=window)
    link.resize(120, 30)
    link.show()
    assert link.toolTip() == f"{LONG}\n打开"
    assert link.accessibleName() == LONG
    link.resize(link.sizeHint())
    assert link.toolTip() == "打开" or link.sizeHint().width() < 700
    link.click()
    assert clicked == [True]
    link.setText("小鹿")
    link.resize(link.sizeHint())
    assert link.toolTip() == "打开"
