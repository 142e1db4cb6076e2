"""The check finds an automatic tag that is not what its rule says, and working it out anew mends it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from shopdesk.base.errors import Cancelled
from shopdesk.data.connections import stoppable
from shopdesk.data.database import Database
from shopdesk.data.tables import Segment, Tag
from shopdesk.members.automatic import bring_to_today, written_on
from shopdesk.members.segments import save_segment
from shopdesk.members.tag_check import check_everything, check_tags, work_out_anew
from shopdesk.members.tag_editing import create_tag, set_tag_rule
from shopdesk.members.tagging import tag_members, untag_members
from shopdesk.safety.check import Problem
from tests.database.test_undo import everything
from tests.members.test_automatic_tags import by_full_evaluation, by_rule
from tests.segments.test_rules import TODAY, fill
from tests.stopping import StopAt

BUYERS = {"field": "order_count", "op": ">=", "value": 1}


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    days = [TODAY]
    monkeypatch.setattr("shopdesk.members.automatic.today", lambda _zone="": days[0])
    return days


@pytest.fixture
def shop(database: Database, day: list[int]) -> Database:
    def begin(session: Session) -> None:
        fill(session)
        session.execute(text('UPDATE "order" SET refund_fen = 0'))
        save_segment(session, "买过", BUYERS)
        for name, rule in (
            ("买家", BUYERS),
            ("近来", {"field": "last_order_days", "op": "<=", "value": 30}),
            ("买家里的", {"field": "tag", "op": "has_any", "value": ["买家"]}),
            ("群里的", {"field": "segment", "op": "in", "value": ["买过"]}),
        ):
            set_tag_rule(session, create_tag(session, name), rule)

    database.change("建", begin, undoable=False)
    return database


def problems(database: Database) -> list[Problem]:
    with database.read() as session:
        return check_everything(session)


def spoil(database: Database, sql: str) -> None:
    """As a fault of the program would: the follower does not see it."""
    follower, database.follower = database.follower, None
    database.change("坏", lambda session: session.execute(text(sql)))
    database.follower = follower


def test_who_has_a_tag_too_many_and_who_lacks_one_is_named(shop: Database) -> None:
    assert problems(shop) == []
    lost, kept = by_rule(shop)["买家"][:2]
    other = next(member for member in range(1, 41) if member not in by_rule(shop)["买家"])
    buyers = "(SELECT id FROM tag WHERE name = '买家')"
    spoil(shop, f"DELETE FROM member_tag WHERE member_id = {lost} AND tag_id = {buyers}")
    spoil(shop, f"UPDATE member_tag SET member_id = {other} WHERE member_id = {kept} AND tag_id = {buyers}")
    (found,) = problems(shop)
    assert (found.code, found.message) == (
        "automatic_tag", "自动标签“买家”和它的规则对不上：2 位该有却没有，1 位不该有却有。",
    )  # fmt: skip
    assert set(found.ids) == {lost, kept, other} and "重新算一遍" in found.hint


def test_working_it_out_anew_mends_and_can_be_undone(shop: Database) -> None:
    tag = next(int(str(row[0])) for row in everything(shop)["tag"] if row[2] == "买家")
    refused = by_rule(shop)["买家"][0]
    by_hand = next(member for member in range(1, 41) if member not in by_rule(shop)["买家"])
    shop.change("去掉", lambda s: untag_members(s, tag, [refused]))
    shop.change("打上", lambda s: tag_members(s, tag, [by_hand]))
    before, right = everything(shop), by_rule(shop)
    spoil(shop, "DELETE FROM member_tag WHERE how = 'rule' AND member_id % 2 = 0")
    spoil(shop, "UPDATE member_summary SET spent_fen = spent_fen + 1, order_count = 9 WHERE id = 3")
    spoilt = everything(shop)
    assert {problem.code for problem in problems(shop)} == {"summary", "automatic_tag"}
    assert shop.change("重新算", work_out_anew)[0] == 1
    assert problems(shop) == [] and by_rule(shop) == right == by_full_evaluation(shop, TODAY)
    assert everything(shop)["member_summary"] == before["member_summary"]
    shop.undo()
    assert everything(shop)["member_summary"] == spoilt["member_summary"]
    shop.redo()
    assert problems(shop) == [] and by_rule(shop) == right


def test_tags_are_held_against_the_day_they_were_written_on(shop: Database, day: list[int]) -> None:
    day[0] += 20
    assert problems(shop) == []  # they are those of the day before, and right for that
    with shop.read() as session:
        assert written_on(session) == TODAY
    shop.change_quietly(bring_to_today)
    assert problems(shop) == []
    spoil(shop, f"UPDATE shop_setting SET value = '{TODAY}' WHERE key = 'tags.day'")
    assert {problem.code for problem in problems(shop)} == {"automatic_tag"}
    spoil(shop, "DELETE FROM shop_setting WHERE key = 'tags.day'")
    assert problems(shop) == []  # an older program wrote them: nobody knows on which day


def test_rules_that_cannot_be_asked_are_named(shop: Database) -> None:
    def break_rules(session: Session) -> None:
        session.query(Tag).filter_by(name="买家").one().rule = {"field": "tag", "op": "has_any", "value": ["买家里的"]}
        session.query(Segment).one().rule = {"field": "segment", "op": "in", "value": ["没有"]}

    shop.change("坏", break_rules)
    found = [(problem.code, problem.message) for problem in problems(shop)]
    assert found == [
        ("tag_rule", "自动标签“买家”的规则用不了，所以它没有再更新。"),
        ("tag_rule", "自动标签“买家里的”的规则用不了，所以它没有再更新。"),
        ("tag_rule", "自动标签“群里的”的规则用不了，所以它没有再更新。"),
        ("segment_rule", "人群“买过”的规则用不了：没有叫“没有”的人群。"),
    ]


def test_the_check_says_how_far_it_is_and_can_be_stopped(shop: Database) -> None:
    whole = StopAt(0)
    with shop.read() as session:
        assert check_everything(session, whole) == []
    shares = [done / total for done, total, _text in whole.told]
    assert shares == sorted(shares) and all(text for _done, _total, text in whole.told)
    assert "正在看谁该有“买家”" in {text for _done, _total, text in whole.told}
    for number in range(1, len(whole.told) + 1):
        with shop.read() as session, pytest.raises(Cancelled):
            check_everything(session, StopAt(number))
    with shop.read() as session:
        assert check_tags(session) == []


def test_a_long_statement_can_be_stopped(shop: Database) -> None:
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
    with shop.read() as session, pytest.raises(Cancelled), stoppable(session.connection(), StopAt(3)):
        session.execute(text(endless))
    with shop.read() as session:
        assert session.scalar(text("SELECT count(*) FROM member")) == 40
