"""Automatic tags: rows of member_tag with how = "rule" that follow from the tags' rules.

They are brought up to date inside the transaction of every change for the members that it touched, so that undo takes
them back with it, and for everybody when the day turns. What the owner tagged by hand stays, and what the owner took
off (tag_refusal) is not put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

import numpy as np
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now, today
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Part, Progress
from shopdesk.data.integers import Ints, read_integers
from shopdesk.data.shop import read_setting, read_shop, save_setting
from shopdesk.data.tables import MemberTag, Referral
from shopdesk.data.touched import OWN_ROWS, Touched
from shopdesk.data.undo_sets import delete_rows, insert_rows
from shopdesk.members.consent import chunks
from shopdesk.members.segments.index import MemberArrays, member_arrays, members_among
from shopdesk.members.segments.kept import among
from shopdesk.members.segments.rules import parse_rule
from shopdesk.members.segments.selection import Question, mask_of, select_ids
from shopdesk.members.segments.tag_rules import AutomaticTag, automatic_tags_for, list_automatic
from shopdesk.members.segments.why import reasons

_FEW = 20_000
"""Members; beyond that everybody's arrays are as quick."""
_CHUNK = 500
_TOGETHER = 50_000
"""Rows written between two looks at whether the owner asked to stop: a quarter of a second."""
_SET = 2000
"""Rows from which on they are one line of the undo log."""
_ASKING = 0.4
"""Of the time that a tag takes in a large shop, the share of asking its rule of everybody; the rest is writing."""
_WRITTEN_ON = "tags.day"


@dataclass(frozen=True)
class Difference:
    """Who has to get an automatic tag and who has to lose it."""

    tag_id: int
    add: Ints
    drop: Ints

    @property
    def members(self) -> set[int]:
        return {*self.add.tolist(), *self.drop.tolist()}


# ---- writing them


def bring_up_to_date(session: Session, touched: Touched, progress: Progress = SILENT) -> None:
    """Make the automatic tags of everybody whom the open transaction touched what their rules say today.

    The work goes with the members touched, whatever the shop's size; only a rule that was changed itself, that compares
    everybody (RFM group, value tier) or whose settings changed is asked of everybody, and so is every rule whose answer
    goes with the day in the first transaction of a day: all tags are always those of one day (written_on). A step that
    is taken back takes its tags along: afterwards they are those of its day until the next change or bring_to_today().
    """
    levels = list_automatic(session)
    if not levels:
        return
    day, written = today(read_shop(session).time_zone), written_on(session)
    few = _members_of(session, touched, levels)
    asked, count = 0, sum(map(len, levels))
    for level in levels:
        whole = [tag for tag in level if _concerns_everybody(tag, touched, few, written, day)]
        rest = [tag for tag in level if tag not in whole]
        part = Part(progress, asked / count, (asked + len(level)) / count)
        changed: set[int] = set()
        if rest and few:
            many = len(few) > _FEW
            members = member_arrays(session) if many else members_among(session, few)
            changed |= _write(session, list(find_differences(session, rest, members, day)), SILENT)
        if whole:
            found = find_differences(session, whole, member_arrays(session), day, Part(part, 0, _ASKING))
            changed |= _write(session, list(found), Part(part, _ASKING, 1))
        asked += len(level)
        if changed:
            few |= changed
            noted: Touched = session.info.get("touched", {})
            session.info["touched"] = {**noted, "member_tag": noted.get("member_tag", frozenset()) | changed}
    if written != day:
        save_setting(session, _WRITTEN_ON, day)


def written_on(session: Session) -> int | None:
    """The day as of which everybody's automatic tags are; None in a shop that never had any, or that an older program
    wrote last."""
    day: int | None = read_setting(session, _WRITTEN_ON)
    return day


def bring_to_today(session: Session) -> None:
    """For Database.change_quietly(): the follower does it, as for every first change of a day."""


def write_anew(session: Session) -> None:
    """Let the open transaction ask every rule of everybody, as if the day had turned."""
    if written_on(session) is not None:
        save_setting(session, _WRITTEN_ON, None)


def bring_members_up_to_date(session: Session, ids: Iterable[int]) -> None:
    """Whom members_out_of_date() named."""
    bring_up_to_date(session, {"member": frozenset(ids)})


# ---- looking only


def are_of(session: Session, day: int) -> bool:
    """Whether the automatic tags that are written down are those of that day."""
    return written_on(session) == day or not list_automatic(session)


def members_out_of_date(session: Session, day: int) -> list[int]:
    """Members whose automatic tags are not what the rules say on that day: who moves when the day turns."""
    levels = list_automatic(session)
    found: set[int] = set()
    for difference in find_all_differences(session, levels, member_arrays(session), day) if levels else ():
        found |= difference.members
    return sorted(found)


def select_ids_on(session: Session, rule: dict[str, Any], day: int, segment_id: int | None = None) -> list[int]:
    """select_ids() with the automatic tags as their rules say on that day, whenever they were written down last:
    for reading beside nobody who would write them. Writes nothing."""
    parsed = parse_rule(rule)
    members: MemberArrays | None = None
    if not are_of(session, day):
        stored, levels = member_arrays(session), automatic_tags_for(session, parsed)
        members = with_differences(stored, list(find_all_differences(session, levels, stored, day)))
    return select_ids(session, parsed, day, segment_id, members)


def find_all_differences(
    session: Session,
    levels: Sequence[Sequence[AutomaticTag]],
    members: MemberArrays,
    day: int,
    progress: Progress = SILENT,
) -> Iterator[Difference]:
    """Of tags that ask for each other, those of list_automatic(), of everybody in the arrays. Reads only."""
    asked, count = 0, sum(map(len, levels))
    for level in levels:
        part = Part(progress, asked / count, (asked + len(level)) / count)
        found = list(find_differences(session, level, members, day, part))
        yield from found
        members = with_differences(members, found)
        asked += len(level)


def with_differences(members: MemberArrays, differences: Sequence[Difference]) -> MemberArrays:
    """The arrays as they would be."""
    pairs = members.tag_pairs
    for each in differences:
        if len(each.drop):
            pairs = pairs[~((pairs[:, 1] == each.tag_id) & np.isin(pairs[:, 0], each.drop))]
    more = [np.column_stack([each.add, np.full(len(each.add), each.tag_id)]) for each in differences]
    return replace(members, tag_pairs=np.concatenate([pairs, *more]))


def _members_of(session: Session, touched: Touched, levels: Sequence[Sequence[AutomaticTag]]) -> set[int]:
    few = {member for table, ids in touched.items() if table not in OWN_ROWS for member in ids}
    if any("referral_count" in tag.fields for level in levels for tag in level):
        for chunk in chunks(sorted(touched.get("order", ())), _CHUNK):  # whom they were brought by
            few.update(session.scalars(select(Referral.referrer_id).where(Referral.invitee_id.in_(chunk))))
    return few


def _concerns_everybody(tag: AutomaticTag, touched: Touched, few: set[int], written: int | None, day: int) -> bool:
    if written is None or (written != day and tag.follows_day):
        return True
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
    session: Session, tags: Sequence[AutomaticTag], members: MemberArrays, day: int, progress: Progress = SILENT
) -> Iterator[Difference]:
    """Between what these rules say on that day of the members in the arrays, and what they have. Reads only."""
    ids = ",".join(str(tag.id) for tag in tags)
    # "+": by the few members, not by their every pair with every tag; of everybody along the table.
    rest = f"WHERE +tag_id IN ({ids})" + among("member_id", members.among)
    tagged = _by_tag(members.tag_pairs)
    by_hand = _by_tag(read_integers(session, _PAIR, f"FROM member_tag {rest} AND how <> 'rule'"))
    refused = _by_tag(read_integers(session, _PAIR, f"FROM tag_refusal {rest}"))
    question = Question(session, members, day)
    for at, tag in enumerate(tags):
        progress.report(at, len(tags), _("正在看谁该有“{tag}”").format(tag=tag.name))
        own = members.mask_of(by_hand(tag.id))
        have = members.mask_of(tagged(tag.id)) & ~own
        want = mask_of(question, tag.rule) & ~own & ~members.mask_of(refused(tag.id))
        add, drop = members.ids[want & ~have], members.ids[have & ~want]
        if len(add) or len(drop):
            yield Difference(tag.id, add, drop)


_PAIR = ("member_id", "tag_id")


def _by_tag(pairs: Ints) -> Callable[[int], Ints]:
    """Gives the members of a tag: one sorting instead of a look through all pairs for each tag."""
    tags = pairs[:, 1]
    if len(tags) and int(tags.max()) < 1 << 16:
        tags = tags.astype(np.uint16)  # so narrow numbers are sorted without comparing
    order = np.argsort(tags, kind="stable")
    members, tags = pairs[order, 0], pairs[order, 1]
    return lambda tag: members[np.searchsorted(tags, tag) : np.searchsorted(tags, tag, "right")]


def _write(session: Session, found: Sequence[Difference], progress: Progress) -> set[int]:
    """All differences are read before the first is written. By member: so both indexes grow at few places."""
    drop, add = (
        _pairs([(each.tag_id, ids) for each, ids in zip(found, side, strict=True)])
        for side in ([each.drop for each in found], [each.add for each in found])
    )
    total, at, connection = len(drop) + len(add), now(), session.connection()
    for start in range(0, len(drop), _TOGETHER):
        progress.report(start, total, _("正在打标签"))
        _drop(connection, drop[start : start + _TOGETHER].tolist())
    for start in range(0, len(add), _TOGETHER):
        progress.report(len(drop) + start, total, _("正在打标签"))
        _add(connection, add[start : start + _TOGETHER], at)
    return {*drop[:, 0].tolist(), *add[:, 0].tolist()}


def _add(connection: Connection, pairs: Ints, at: int) -> None:
    columns = ("member_id", "tag_id", "how", "created_at")
    rows = zip(pairs[:, 0].tolist(), pairs[:, 1].tolist(), repeat("rule"), repeat(at), strict=False)
    if len(pairs) >= _SET:
        insert_rows(connection, "member_tag", columns, rows)
    else:
        connection.exec_driver_sql(f"INSERT INTO member_tag ({', '.join(columns)}) VALUES (?, ?, ?, ?)", list(rows))


def _drop(connection: Connection, pairs: list[list[int]]) -> None:
    if len(pairs) < _SET:
        statement = "DELETE FROM member_tag WHERE member_id = ? AND tag_id = ? AND how = 'rule'"
        connection.exec_driver_sql(statement, [tuple(pair) for pair in pairs])
        return
    by_tag: dict[int, list[int]] = {}
    for member, tag in pairs:
        by_tag.setdefault(tag, []).append(member)
    for tag, members in by_tag.items():
        among = ",".join(map(str, members))
        delete_rows(connection, "member_tag", f"tag_id = {tag} AND member_id IN ({among}) AND how = 'rule'")


def _pairs(found: Sequence[tuple[int, Ints]]) -> Ints:
    """Rows of member and tag, sorted."""
    pairs = [np.column_stack([ids, np.full(len(ids), tag_id)]) for tag_id, ids in found]
    joined = np.concatenate(pairs) if pairs else np.zeros((0, 2), dtype=np.int64)
    return joined[np.lexsort((joined[:, 1], joined[:, 0]))]
