"""Claims: written down at an order or a member, shown until they are answered, with how long they wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from shopdesk.base.dates import now, today
from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.tables import Claim
from shopdesk.orders.claims import WINDOW, close_claim, count_claims, list_claims, open_claim, reopen_claim
from shopdesk.orders.statuses import set_status
from shopdesk.outreach.today import list_today
from tests.orders.test_payments import order, person
from tests.orders.test_payments_view import Till, till
from tests.window.acting import dialog, words_on
from ui.claims.dialogs import SentenceDialog

__all__ = ["till"]
HOUR = int(timedelta(hours=1).total_seconds())


def test_a_claim_is_opened_answered_and_opened_again(database: Database) -> None:
    member = person(database, "张三")
    an_order = order(database, member, 3900)
    database.change("付", lambda session: set_status(session, [an_order], "paid"))
    database.change("取", lambda session: set_status(session, [an_order], "collected", at=now() - 30 * HOUR))
    soon = database.change(
        "售后", lambda session: open_claim(session, " 坏果 2 个 ", order_id=an_order, at=now() - 26 * HOUR)
    )[0]
    late = database.change("售后", lambda session: open_claim(session, "不甜", order_id=an_order))[0]
    loose = database.change("售后", lambda session: open_claim(session, "少一袋", member_id=member))[0]
    with database.read() as session:
        waiting = list_claims(session)
        assert [claim.id for claim in waiting] == [soon, late, loose], "the longest waiting first"
        assert (waiting[0].what, waiting[0].goods, waiting[0].late) == ("坏果 2 个", "梨", False)
        assert waiting[0].age_words(now()) == "26 小时" and "在 24 小时内" in waiting[0].window_words
        assert waiting[1].late and "过了 24 小时" in waiting[1].window_words and WINDOW == 24 * HOUR
        assert waiting[2].window_words == ""
        (thing,) = [each for each in list_today(session, today(), now(), 0) if each.kind == "claim"]
        assert thing.title == "3 条售后等着回复" and "坏果 2 个" in thing.why and thing.target == "claims"
        assert list_claims(session, member_id=member + 1) == []
    database.change("答", lambda session: close_claim(session, soon, "退了 5 元"))
    with database.read() as session:
        assert count_claims(session) == 2 and list_claims(session, "closed")[0].answer == "退了 5 元"
        assert session.get_one(Claim, soon).closed_at is not None
    database.undo()
    with database.read() as session:
        assert count_claims(session) == 3
    database.redo()
    database.change("开", lambda session: reopen_claim(session, soon))
    with database.read() as session:
        assert count_claims(session) == 3 and session.get_one(Claim, soon).status == "open"


def test_what_cannot_be_a_claim_is_refused(database: Database) -> None:
    member = person(database, "张三")
    for wrong in ({"what": "  ", "member_id": member}, {"what": "坏", "member_id": 99}, {"what": "坏", "order_id": 99}):
        with pytest.raises(ShopError):
            database.change("售后", lambda session, given=wrong: open_claim(session, **given))
    claim = database.change("售后", lambda session: open_claim(session, "坏", member_id=member))[0]
    with pytest.raises(ShopError):
        database.change("答", lambda session: close_claim(session, claim, " "))
    with pytest.raises(ShopError):
        database.change("答", lambda session: close_claim(session, 99, "好"))


def test_a_claim_on_screen(till: Till, qapp: QApplication) -> None:
    till.page.show_target(1)
    till.context.wait_idle()
    panel = till.page.orders.drawer.content()
    panel.claims.new_button.click()
    asked = dialog(SentenceDialog)
    assert "王姐" in words_on(asked) and "草莓" in words_on(asked)
    asked.save_button.click()
    assert not asked.wrong.isHidden(), "an empty one is not written down"
    asked.text.setPlainText("{坏果} 2 个")
    asked.save_button.click()
    till.context.wait_idle()
    assert "{坏果} 2 个" in words_on(panel.claims) and "今日" in till.said[-1]
    till.page.show_target("claims")
    till.context.wait_idle()
    view = till.page.claims
    assert view.current() is not None and "{坏果} 2 个" in view.said.text()
    view.answer_button.click()
    answered = dialog(SentenceDialog)
    answered.text.setPlainText("退了 5 元")
    answered.save_button.click()
    till.context.wait_idle()
    assert view.current() is None
    view.states.choose("closed")
    assert view.current() is not None and "退了 5 元" in view.said.text()
    view.reopen_button.click()
    till.context.wait_idle()
    with till.database.read() as session:
        assert session.scalars(select(Claim.status)).all() == ["open"]
    till.context.undo()
    till.context.undo()
    till.context.wait_idle()
    view.states.choose("open")
    assert view.current() is not None
