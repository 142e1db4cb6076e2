"""Automatic tags: rows of member_tag with how = "rule" that follow from the tags' rules.

They are brought up to date inside the transaction of every change for the members that it touched, so that undo takes
them back with it, and for everybody when the day turns. What the owner tagged by hand stays, and what the owner took
off (tag_refusal) is not put back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now, today
from shopdesk.data.integers import Ints, read_integers
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import MemberTag, Referral
from shopdesk.data.touched import OWN_ROWS, Touched
from shopdesk.members.consent import chunks
from shopdesk.members.segments.index import MemberArrays, member_arrays, members_among
from shopdesk.members.segments.selection import Question, mask_of
from shopdesk.members.segments.tag_rules import AutomaticTag, list_automatic
from shopdesk.members.segments.why import reasons

_FEW = 20_000
"""Members; beyond that everybody's arrays are as quick."""
_CHUNK = 500


@dataclass(frozen=True)
class Difference:
    """Who has to get an automatic tag and who has to lose it."""

    tag_id: int
    add: Ints
    drop: Ints

    @property
    def members(self) -> set[int]:
        return {*self.add.tolist(), *self.drop.tolist()}


def bring_up_to_date(session: Session, touched: Touched) -> None:
    """Make the automatic tags of everybody whom the open transaction touched what their rules say today.

    The work goes with the members touched, whatever the shop's size; only a rule that was changed itself, that compares
    everybody (RFM group, value tier) or whose settings changed is asked of everybody.
    """
    levels = list_automatic(session)
    if not levels:
        return
    day = today(read_shop(session).time_zone)
    few = _members_of(session, touched, levels)
    for level in levels:
        whole = [tag for tag in level if _concerns_everybody(tag, touched, few)]
        rest = [tag for tag in level if tag not in whole]
        changed: set[int] = set()
        if rest and few:
            many = len(few) > _FEW
            members = member_arrays(session) if many else members_among(session, few)
            changed |= _write(session, find_differences(session, rest, members, day))
        if whole:
            changed |= _write(session, find_differences(session, whole, member_arrays(session), day))
        if changed:
            few |= changed
            noted: Touched = session.info.get("touched", {})
            session.info["touched"] = {**noted, "member_tag": noted.get("member_tag", frozenset()) | changed}


def members_out_of_date(session: Session, day: int) -> list[int]:
    """Members whose automatic tags are not what the rules say on that day: who moves when the day turns."""
    levels = list_automatic(session)
    if not levels:
        return []
    members = member_arrays(session)
    found: set[int] = set()
    for level in levels:
        for difference in find_differences(session, level, members, day):
            found |= difference.members
    return sorted(found)


def bring_members_up_to_date(session: Session, ids: Iterable[int]) -> None:
    """Whom members_out_of_date() named."""
    bring_up_to_date(session, {"member": frozenset(ids)})


def _members_of(session: Session, touched: Touched, levels: Sequence[Sequence[AutomaticTag]]) -> set[int]:
    few = {member for table, ids in touched.items() if table not in OWN_ROWS for member in ids}
    if any("referral_count" in tag.fields for level in levels for tag in level):
        for chunk in chunks(sorted(touched.get("order", ())), _CHUNK):  # whom they were brought by
            few.update(session.scalars(select(Referral.referrer_id).where(Referral.invitee_id.in_(chunk))))
    return few


def _concerns_everybody(tag: AutomaticTag, touched: Touched, few: set[int]) -> bool:
    if tag.id in touched.get("tag", ()) or (tag.compares_everybody and few):
        return True
    return any(touched.get(table) and tag.follows_rows_of(table) for table in OWN_ROWS)


def explain_tags(session: Session, member_id: int, day: int) -> dict[int, str]:
    """Why the member has the automatic tags that rules wrote: a sentence by the tag's id."""
    rows = select(MemberTag.tag_id).where(MemberTag.member_id == member_id, MemberTag.how == "rule")
    mine = set(session.scalars(rows))
    if not mine:
        return {}
    alone = members_among(session, [member_id])
    return {
        tag.id: reasons(session, tag.rule, [member_id], day, None if tag.compares_everybody else alone)[0]
        for level in list_automatic(session)
        for tag in level
        if tag.id in mine
    }


def find_differences(
    session: Session, tags: Sequence[AutomaticTag], members: MemberArrays, day: int
) -> Iterator[Difference]:
    """Between what these rules say on that day of the members in the arrays, and what they have. Reads only."""
    ids = ",".join(str(tag.id) for tag in tags)
    if members.among is None:
        rest = f"WHERE tag_id IN ({ids})"
    else:  # "+": by the few members, not by their every pair with every tag
        rest = f"WHERE +tag_id IN ({ids}) AND member_id IN ({','.join(map(str, members.among))})"
    rows = read_integers(session, ("member_id", "tag_id", "how <> 'rule'"), f"FROM member_tag {rest}")
    refused = read_integers(session, ("member_id", "tag_id"), f"FROM tag_refusal {rest}")
    question = Question(session, members, day)
    for tag in tags:
        mine = rows[rows[:, 1] == tag.id]
        have = members.mask_of(mine[mine[:, 2] == 0, 0])
        fixed = members.mask_of(mine[mine[:, 2] == 1, 0]) | members.mask_of(refused[refused[:, 1] == tag.id, 0])
        want = mask_of(question, tag.rule) & ~fixed
        add, drop = members.ids[want & ~have], members.ids[have & ~want]
        if len(add) or len(drop):
            yield Difference(tag.id, add, drop)


def _write(session: Session, differences: Iterable[Difference]) -> set[int]:
    found = list(differences)  # all are read before the first is written
    connection, at = session.connection(), now()
    drop = [(member, each.tag_id) for each in found for member in each.drop.tolist()]
    # By member: in this order both indexes of the table grow at few places.
    add = sorted((member, each.tag_id, at) for each in found for member in each.add.tolist())
    if drop:
        connection.exec_driver_sql(
            "DELETE FROM member_tag WHERE member_id = ? AND tag_id = ? AND how = 'rule'", sorted(drop)
        )
    if add:
        connection.exec_driver_sql(
            "INSERT INTO member_tag (member_id, tag_id, how, created_at) VALUES (?, ?, 'rule', ?)", add
        )
    return {member for row in (drop, add) for member, *_rest in row}
