"""The members of a rule stand in the same order whether the arrays sort them or SQL does."""

from __future__ import annotations

import numpy as np

from benchmarks.generate import fill_shop
from shopdesk.data.database import Database
from shopdesk.data.shop import LifecycleWindows
from shopdesk.members.listing import put_in_order
from shopdesk.members.people import create_member
from shopdesk.members.segments.index import member_arrays
from shopdesk.members.segments.ordering import BY_FIGURES, in_order

DAY = 739_600


def test_arrays_sort_as_sql_does(database: Database) -> None:
    fill_shop(database, 80, until=DAY)
    for name in ("没买过的", "也没买过的"):
        database.change("建", lambda session, name=name: create_member(session, name=name))
    with database.read() as session:
        members = member_arrays(session)
        some = members.ids[np.flatnonzero(members.ids % 3 != 1)]
        assert np.isnan(members.gap_days).any() and (members.last_day == 0).any()
        for ids in (members.ids, some, some[:0]):
            for figure in sorted(BY_FIGURES):
                for descending in (False, True):
                    right = put_in_order(session, ids, DAY, LifecycleWindows(), figure, descending)
                    assert in_order(members, ids, figure, descending).tolist() == right, (figure, descending)
