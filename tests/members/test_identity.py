"""Who is meant: the order of evidence, and never a name alone."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from shopdesk.base.texts import fold
from shopdesk.data.database import Database
from shopdesk.data.tables import Alias, AliasRefusal, Member
from shopdesk.members.identity import Match, MemberIndex, find_member, full_phone, room_key
from shopdesk.members.search import refresh_search_text

PEOPLE = {
    1: {"name": "小雨", "phone": "13800000001", "room": "3-2-501"},
    2: {"name": "小雨", "room": "5-1-202"},
    3: {"name": "王姐", "phone": "13800000003", "number": "A03", "room": "8栋301"},
    4: {"name": "家庭号", "phone": "13800000004"},
    5: {"name": "家庭号二", "phone": "13800000004"},
    6: {"name": "阳光", "room": "1-101", "community": "翠湖花园"},
    7: {"name": "阳光", "room": "1-101", "community": "和平小区"},
    8: {"name": "Lily🍊", "real_name": "李丽"},
    9: {"name": "糖糖", "room": "7-701"},
    10: {"name": "晓梅", "room": "6-1-602"},
    11: {"name": "王芳"},
    12: {"name": "王芳"},
}


def fill(session: Session) -> None:
    session.add_all(Member(id=key, joined_at=0, **values) for key, values in PEOPLE.items())
    session.flush()
    for member_id, name, room, kind in (
        (3, "芳芳妈", "", "nickname"),
        (4, "爱吃橘子", "9-9", "nickname"),
        (1, "王先生", "", "payer"),
        (2, "共用名", "", "nickname"),
        (3, "共用名", "", "nickname"),
        (9, "糖宝", "", "nickname"),
        (12, "王芳", "", "nickname"),
    ):
        session.add(Alias(member_id=member_id, name=name, folded=fold(name), room=room, kind=kind, created_at=0))
    for member_id, name, room in ((11, "王芳", ""), (1, "小雨", "501"), (6, "阳光", "1栋101")):
        session.add(AliasRefusal(member_id=member_id, name=name, folded=fold(name), room=room, decided_at=0))
    refresh_search_text(session)


CASES = [
    ({"phone": "138-0000 0001", "name": "别的名字"}, 1, True, (1,)),
    ({"phone": "+86 13800000003", "number": "X"}, 3, True, (3,)),
    ({"phone": "13800000004", "name": "陌生"}, None, False, (4, 5)),
    ({"phone": "13800000004", "name": "家庭号二"}, 5, True, (5,)),
    ({"number": "A03", "name": "谁"}, 3, True, (3,)),
    ({"name": "小雨", "room": "3栋2单元501"}, 1, True, (1,)),
    ({"name": "小雨", "room": "5-1-202", "phone": "13999999999"}, 2, True, (2,)),
    ({"name": "小雨", "room": "3-2-501", "phone": "13999999999"}, None, False, (1,)),
    ({"name": "小雨"}, None, False, (1, 2)),
    ({"name": "小雨", "phone": "13999999999"}, None, False, (2,)),
    ({"name": "小雨", "room": "501"}, None, True, ()),  # refused for this very name and room
    ({"name": "小雨", "room": "7-7-777"}, None, True, ()),
    ({"name": "ＬＩＬＹ🍊"}, None, False, (8,)),
    ({"name": "李丽"}, None, False, (8,)),
    ({"name": "芳芳妈"}, 3, True, (3,)),
    ({"name": "芳芳妈", "phone": "13999999999"}, None, True, ()),
    ({"name": "爱吃橘子", "room": "9栋9"}, 4, True, (4,)),
    ({"name": "爱吃橘子"}, 4, True, (4,)),
    ({"name": "王先生"}, None, False, (1,)),
    ({"name": "王先生", "kind": "payer"}, 1, True, (1,)),
    ({"name": "共用名"}, None, False, (2, 3)),
    ({"name": "阳光", "room": "1-101"}, 7, True, (7,)),  # 6 is refused
    ({"name": "王芳"}, 12, True, (12,)),
    ({"name": "王芳", "room": "2-202"}, None, False, (12, 11)),  # refused without a room only
    ({"name": "🍊lily"}, None, False, (8,)),  # but for the emoji
    ({"name": "lily"}, None, False, (8,)),
    ({"name": "糖糖🌸", "room": "8-801"}, None, True, ()),  # behind another door
    ({"name": "阿强", "room": "6-1-602"}, None, True, ()),  # of one household, but not alike
    ({"name": "小梅", "room": "6-1-602"}, None, False, (10,)),  # sounds the same
    ({"name": "小梅", "room": "9-1-902"}, None, True, ()),
    ({"name": "糖宝", "room": "8-801"}, None, True, ()),  # a learned name behind another door
    ({"name": "糖宝", "room": "701"}, 9, True, (9,)),
    ({"name": "阳光", "room": "1-101", "community": "和平小区"}, 7, True, (7,)),
    ({"name": "阳光", "room": "1-101", "community": "锦绣江南"}, None, True, ()),
    ({"name": "从没见过"}, None, True, ()),
    ({"name": ""}, None, True, ()),
    ({"phone": "138****0001", "name": ""}, None, True, ()),
    ({"name": "%"}, None, True, ()),
]


@pytest.fixture
def shop(database: Database) -> Database:
    database.change("建", fill)
    return database


@pytest.mark.parametrize(("asked", "member", "certain", "candidates"), CASES)
def test_both_ways_of_asking(
    shop: Database, asked: dict[str, str], member: int | None, certain: bool, candidates: tuple[int, ...]
) -> None:
    with shop.read() as session:
        for found in (find_member(session, **asked), MemberIndex.load(session).match(**asked)):  # type: ignore[arg-type]
            assert (found.member_id, found.certain, found.candidates) == (member, certain, candidates)
            assert found.reason


def test_an_index_learns(shop: Database) -> None:
    with shop.read() as session:
        index = MemberIndex.load(session)
    index.add(99, name="新人", room="2-2")
    assert index.match(name="新人", room="2栋2").member_id == 99
    index.add(99, name="新人", room="2-2", phone="13700000000")
    assert index.match(phone="13700000000") == Match(99, True, (99,), "手机号一致")
    index.add_alias(99, "新新")
    assert index.match(name="新新").member_id == 99


def test_candidates_are_ranked_by_what_speaks_for_them(shop: Database) -> None:
    with shop.read() as session:
        index = MemberIndex.load(session)
    ranked = index.rank([6, 2, 1, 9, 10], name="小雨🌸", phone="13800000001", room="5-1-202")
    assert [(each.member_id, each.why) for each in ranked[:2]] == [
        (1, "手机号一致，去掉表情后名字一样"), (2, "房号一致，去掉表情后名字一样"),
    ]  # fmt: skip
    assert all(each.score == 0 and not each.why for each in ranked[2:])
    assert index.rank([3], name="王先生", masked="138****0003")[0].why == "手机号看得见的几位一致"
    assert index.rank([1], name="王先生")[0].why == "用这个名字付过款"
    assert index.rank([10], name="小梅")[0].why == "名字读音一样"


def test_phones_and_rooms_as_people_write_them() -> None:
    assert full_phone("１３８ 0000-0001") == "13800000001"
    assert full_phone("(+86)13800000001") == "13800000001"
    assert full_phone("138****0001") is None
    assert full_phone("010-12345678") is None
    assert full_phone(None) is None
    assert room_key("三栋501") == room_key("3-501") == "3-501"
    assert room_key("十二栋") == "12"
    assert room_key("三十二栋五〇一") == "32-501"
    assert room_key("二十栋") == "20"
    assert room_key("03#0501室") == "3-501"
    assert room_key("A座12B") == "a-12-b"
    assert room_key("门卫") == "门卫"
    assert room_key("") == ""
