"""Members behind one door are seen together, in the drawer, on the picking list and where referrals are checked."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.tables import Member, Referral
from shopdesk.members.households import Place, find_household, same_household
from shopdesk.members.people import create_member, set_referrer
from shopdesk.orders.order_list import OrderFilter
from shopdesk.orders.orders import LineInput, create_order
from shopdesk.orders.sheets import picking_by_member
from tests.window.acting import words_on
from ui.app_context import AppContext
from ui.members.member_panel import MemberPanel
from ui.members.merge_dialog import clock_of
from ui.orders.documents import by_member_document


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("", "", "3-2-501"), ("", "", "3栋2单元501室"), True),
        (("翠湖", "", "3-501"), ("", "", "3-501"), True),
        (("翠湖", "", "3-501"), ("和平", "", "3-501"), False),
        (("", "3栋", "501"), ("", "", "3-501"), True),
        (("", "3栋", "501"), ("", "4栋", "501"), False),
        (("", "3栋", "501"), ("", "3栋", "501"), True),
        (("", "", "501"), ("", "", "501"), True),
        (("", "", "3-501"), ("", "", "4-501"), False),
        (("翠湖", "3栋", ""), ("翠湖", "3栋", ""), False),
        (("", "", "门卫"), ("", "", "门卫"), False),
    ],
)
def test_one_door(one: tuple[str, str, str], other: tuple[str, str, str], same: bool) -> None:
    assert same_household(Place(*one), Place(*other)) is same
    assert same_household(Place(*other), Place(*one)) is same


def add_family(database: Database) -> dict[str, int]:
    def work(session):  # type: ignore[no-untyped-def]
        ids = {
            "王姐": create_member(session, "王姐", room="3-2-501"),
            "老李": create_member(session, "老李", room="3栋2单元501"),
            "邻居": create_member(session, "邻居", room="3-2-502"),
            "小李": create_member(session, "小李", building="3栋", room="2-501"),
        }
        for name in ("老李", "邻居", "王姐"):
            create_order(session, ids[name], [LineInput("梨", qty_milli=1000, unit="斤", price_fen=500)])
        return ids

    return database.change("建", work)[0]


def test_a_household_is_found_and_never_merged(database: Database) -> None:
    ids = add_family(database)
    with database.read() as session:
        assert [mate.name for mate in find_household(session, ids["王姐"])] == ["小李", "老李"]
        assert find_household(session, ids["邻居"]) == []
        assert len(session.scalars(select(Member.id)).all()) == 4
    crowd = [create_member for _time in range(15)]
    database.change("门卫", lambda session: [make(session, f"人{at}", room="9-9-999") for at, make in enumerate(crowd)])
    with database.read() as session:
        member = session.scalar(select(Member.id).where(Member.name == "人3"))
        assert member is not None and find_household(session, member) == []


def test_a_household_stands_together_on_the_picking_list(database: Database) -> None:
    add_family(database)
    with database.read() as session:
        receivers = picking_by_member(session, OrderFilter(), masked=False)
        masked = picking_by_member(session, OrderFilter())
    assert [receiver.name for receiver in receivers] == ["王姐", "老李", "邻居"]
    assert [receiver.together for receiver in receivers] == [("老李",), ("王姐",), ()]
    assert masked[0].together == ("老*",)
    document = by_member_document(receivers, "取货单", "", "")
    notes = [row.cells[0] for row in document.rows if row.kind == "note"]
    assert notes == ["同一户：老李，可以一起取", "同一户：王姐，可以一起取"]


def test_a_household_does_not_refer_itself_by_hand_either(database: Database) -> None:
    ids = add_family(database)
    with pytest.raises(ShopError) as refused:
        database.change("推荐", lambda session: set_referrer(session, ids["老李"], ids["王姐"]))
    assert refused.value.code == "household_referral"
    database.change("推荐", lambda session: set_referrer(session, ids["邻居"], ids["王姐"]))
    with database.read() as session:
        assert session.scalars(select(Referral.invitee_id)).all() == [ids["邻居"]]


def test_the_drawer_names_the_household(context: AppContext, database: Database, qtbot) -> None:  # type: ignore[no-untyped-def]
    ids = add_family(database)
    for name, shown in (("王姐", True), ("邻居", False)):
        panel = MemberPanel(context, ids[name], clock_of(context), print, print, print)
        qtbot.addWidget(panel)
        panel.show()
        assert panel.household.isVisible() is shown
        assert ("同一户" in words_on(panel)) is shown
