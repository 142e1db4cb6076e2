"""A member list may say who brought whom: by code, phone or number; anything less is said and not guessed."""

from __future__ import annotations

from sqlalchemy import select

from shopdesk.data.database import Database
from shopdesk.data.tables import Member, Referral
from shopdesk.intake.apply import import_draft
from shopdesk.intake.draft import Draft, DraftPerson
from shopdesk.referrals.referring import give_codes


def test_referrers_of_a_list_are_recorded_once(database: Database) -> None:
    first = Draft("members", "表格", people=(DraftPerson("王姐", "19900000001", "1-101", "V1"),), people_rows=(2,))
    database.change("导入", lambda session: import_draft(session, first))
    database.change("码", lambda session: give_codes(session))
    with database.read() as session:
        code = session.scalar(select(Member.referral_code))
    assert code is not None
    said = (code.lower(), "19900000001", "V1", "王姐", "19900000001")
    people = tuple(
        DraftPerson(name, f"1990000001{at}", "1-101" if at == 4 else f"9-90{at}", referrer=said[at])
        for at, name in enumerate(("小鹿", "阿杰", "糖糖", "朵朵", "同一户"))
    )
    list_ = Draft("members", "表格", people=people, people_rows=tuple(range(2, 7)))
    result, _change = database.change("导入", lambda session: import_draft(session, list_))
    assert [row for row, _why in result.warnings] == [5, 6]
    assert "没有认出来" in result.warnings[0][1]
    assert "同一户" in result.warnings[1][1]
    with database.read() as session:
        assert session.scalars(select(Referral.how)).all() == ["import"] * 3
    _again, change = database.change("导入", lambda session: import_draft(session, list_))
    assert change.tables == frozenset()
