"""The window stays open over midnight: what follows from the day alone follows it, and is no step to undo."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.data.database import Change
from shopdesk.data.tables import Member, MemberTag
from shopdesk.members.automatic import are_of
from shopdesk.members.tag_check import check_everything
from shopdesk.members.tag_editing import create_tag, set_tag_rule
from tests.window.acting import settle
from ui.main_window import MainWindow
from ui.turn_of_day import begin_later

DAY = 86_400
YESTERDAY = {"field": "joined_days", "op": "between", "value": [1, 1]}


def test_tags_follow_the_day_in_an_open_window(new_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = now()
    monkeypatch.setattr("shopdesk.base.dates.now", lambda: clock)

    def begin(session: Session, _progress: object) -> int:
        session.add(Member(name="今天来的", joined_at=clock))
        tag = create_tag(session, "昨天来的")
        set_tag_rule(session, tag, YESTERDAY)
        return tag

    context, tags = new_window.context, list[int]()
    context.change("建", begin, tags.append)
    settle(context)

    def having() -> list[int]:
        return context.query(lambda s: list(s.scalars(select(MemberTag.member_id).where(MemberTag.tag_id == tags[0]))))

    seen: list[Change] = []
    context.changed.connect(seen.append)
    new_window.look_at_clock()  # the same day
    settle(context)
    assert (seen, having()) == ([], [])
    for later, expected in ((DAY, [1]), (2 * DAY, []), (DAY, [1])):  # forward, and a clock that is set right again
        monkeypatch.setattr("shopdesk.base.dates.now", lambda at=clock + later: at)
        new_window.look_at_clock()
        settle(context)
        assert having() == expected
        assert seen[-1].tables == {"member_tag", "shop_setting"} and not seen[-1].undoable
        assert context.database.undo_label == "建" and context.query(check_everything) == []
        assert context.query(lambda s: are_of(s, new_window._day))


def test_a_step_of_yesterday_is_taken_back_today(new_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = now()
    monkeypatch.setattr("shopdesk.base.dates.now", lambda: clock)
    context, tags = new_window.context, list[int]()
    begin_later(new_window, context)

    def begin(session: Session, _progress: object) -> int:
        session.add(Member(name="今天来的", joined_at=clock))
        tag = create_tag(session, "昨天来的")
        set_tag_rule(session, tag, YESTERDAY)
        return tag

    context.change("建", begin, tags.append)
    settle(context)
    monkeypatch.setattr("shopdesk.base.dates.now", lambda: clock + DAY)
    context.change("改", lambda session, _progress: session.add(Member(name="明天来的", joined_at=clock + DAY)))
    settle(context)
    context.undo()
    settle(context)
    having = select(MemberTag.member_id).where(MemberTag.tag_id == tags[0])
    assert context.query(lambda session: list(session.scalars(having))) == [1]  # today's, not yesterday's
    assert context.database.undo_label == "建" and context.query(check_everything) == []
    context.undo()
    settle(context)
    assert context.query(lambda session: session.scalar(select(func.count()).select_from(Member))) == 0
    assert context.query(check_everything) == []
