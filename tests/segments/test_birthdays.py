"""A birthday is as many days away on a member's page as in the rule that selects the member."""

from __future__ import annotations

from datetime import date

from shopdesk.data.database import Database
from shopdesk.data.tables import Member
from shopdesk.members.birthdays import days_to_birthday
from shopdesk.members.segments import select_ids, selection
from shopdesk.members.segments.index import member_arrays

BIRTHDAYS = ["", "1992-02-29", "--02-29", "--02-28", "--03-01", "1990-12-31", "--01-01", "2001-06-15"]
DAYS = [
    date(year, month, day).toordinal()
    for year in (2023, 2024, 2025, 2027, 2028)
    for month, day in ((1, 1), (2, 27), (2, 28), (3, 1), (6, 16), (12, 31))
] + [date(2024, 2, 29).toordinal(), date(2028, 2, 29).toordinal()]


def test_one_member_and_all_members_agree(database: Database) -> None:
    database.change(
        "生日",
        lambda session: session.add_all(
            Member(id=n, name=f"会员{n}", joined_at=0, birthday=birthday) for n, birthday in enumerate(BIRTHDAYS, 1)
        ),
    )
    with database.read() as session:
        members = member_arrays(session)
    for today in DAYS:
        of_each = [days_to_birthday(birthday, today) for birthday in BIRTHDAYS]
        of_all = selection.days_to_birthday(members, today).tolist()
        assert of_all == [-1 if days is None else days for days in of_each], date.fromordinal(today)


def test_who_was_born_on_29_february_is_a_year_older_on_the_birthday(database: Database) -> None:
    born = [Member(id=1, name="闰", joined_at=0, birthday="1992-02-29")]
    database.change("生日", lambda session: session.add_all(born))
    for day, years in (((2023, 2, 27), 30), ((2023, 2, 28), 31), ((2024, 2, 28), 31), ((2024, 2, 29), 32)):
        rule = {"field": "age", "op": "between", "value": [years, years]}
        with database.read() as session:
            assert select_ids(session, rule, date(*day).toordinal()) == [1], day
