"""Sending by hand: what is written down, what warns, what forbids."""

from __future__ import annotations

from datetime import datetime

import pytest

from shopdesk.base.dates import at_of, start_of
from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.shop import ContactLimits
from shopdesk.data.tables import Touch
from shopdesk.members.segments import select_ids
from shopdesk.outreach.touches import (
    Recipient,
    count_sent,
    quiet_warning,
    read_recipient,
    record_sent,
    sent_on,
    write_message,
)
from shopdesk.referrals.links import link_for
from tests.outreach.filling import TODAY, fill_shop

NOON = start_of(TODAY) + 12 * 3600
CONTACTABLE = {"field": "contactable", "op": "=", "value": True}


@pytest.fixture
def shop(database: Database) -> tuple[Database, list[int]]:
    ids, _change = database.change("建店", fill_shop)
    return database, ids


def recipient(database: Database, member: int, kind: str = "marketing", at: int = NOON) -> Recipient:
    with database.read() as session:
        found = read_recipient(session, member, kind, at)
    assert found is not None
    return found


def send(database: Database, member: int, at: int, kind: str = "marketing") -> int:
    made, _change = database.change("发", lambda session: record_sent(session, member, "在吗", kind=kind, at=at))
    return made


def test_sent_is_written_down_counted_and_undone(shop: tuple[Database, list[int]]) -> None:
    database, ids = shop
    made = send(database, ids[0], NOON)
    with database.read() as session:
        touch = session.get_one(Touch, made)
        assert (touch.member_id, touch.status, touch.kind, touch.text, touch.sent_at) == (
            ids[0], "sent", "marketing", "在吗", NOON,
        )  # fmt: skip
        assert count_sent(session, TODAY) == 1 and count_sent(session, TODAY - 1) == 0
        assert sent_on(session, ids, TODAY) == {ids[0]} and sent_on(session, ids[1:], TODAY) == set()
    assert recipient(database, ids[0]).sent_today == 1
    database.undo()
    with database.read() as session:
        assert count_sent(session, TODAY) == 0


def test_do_not_contact_forbids(shop: tuple[Database, list[int]]) -> None:
    database, ids = shop
    assert recipient(database, ids[-1], "service").forbidden == "免打扰：说过不要再发"
    with pytest.raises(ShopError) as refused:
        send(database, ids[-1], NOON, "service")
    assert refused.value.code == "do_not_contact"


@pytest.mark.parametrize("text", ["", "  \n", "\x00"])
def test_nothing_written_is_nothing_sent(shop: tuple[Database, list[int]], text: str) -> None:
    database, ids = shop
    with pytest.raises(ShopError):
        database.change("发", lambda session: record_sent(session, ids[0], text))
    with pytest.raises(ShopError):
        database.change("发", lambda session: record_sent(session, 999_999, "x"))


def test_frequency_warns_exactly_when_the_rule_says_not_contactable(shop: tuple[Database, list[int]]) -> None:
    database, ids = shop
    member = ids[0]
    for days_ago in (29, 20, 10, 5, 3, 2, 0):
        send(database, member, start_of(TODAY - days_ago) + 60)
        with database.read() as session:
            allowed = member in select_ids(session, CONTACTABLE, TODAY)
        assert bool(recipient(database, member).warnings) is not allowed, days_ago
    assert "最多一次" in recipient(database, member).warnings[0]
    assert recipient(database, member, "service").warnings == ()
    database.change("发", lambda session: session.query(Touch).filter(Touch.sent_at > start_of(TODAY - 4)).delete())
    assert recipient(database, member).warnings == ("30 天内已发过 4 次营销消息（最多 4 次）。",)


def test_service_messages_need_no_consent_and_do_not_count_as_marketing(shop: tuple[Database, list[int]]) -> None:
    database, ids = shop
    without_consent = ids[5]
    assert "没有同意" in recipient(database, without_consent).warnings[0]
    assert recipient(database, without_consent, "service").warnings == ()
    send(database, ids[0], NOON, "service")
    assert recipient(database, ids[0]).warnings == ()


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"), [(21, 29, False), (21, 30, True), (3, 0, True), (8, 29, True), (8, 30, False)]
)
def test_quiet_hours(hour: int, minute: int, quiet: bool) -> None:
    at = at_of(datetime(2026, 11, 22, hour, minute))  # noqa: DTZ001 - local time of the shop
    assert bool(quiet_warning(ContactLimits(), at, "Asia/Shanghai")) is quiet
    day_off = ContactLimits(quiet_from_minute=8 * 60, quiet_to_minute=9 * 60)
    assert bool(quiet_warning(day_off, at, "Asia/Shanghai")) is (hour == 8)


def test_message_is_filled_for_the_one_member(shop: tuple[Database, list[int]]) -> None:
    database, ids = shop
    with database.read() as session:
        filled = write_message(session, ids[1], "{{昵称}}，{{上次购买}}，{{推荐链接}}", TODAY, link_for)
    assert filled.text.startswith("@小雨，沙糖桔，") and filled.missing == ("推荐链接",)
