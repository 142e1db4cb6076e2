"""Tag groups and tags, and tags on many members at once."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.members.first_tags import seed_tags
from shopdesk.members.people import create_member
from shopdesk.members.tag_editing import (
    create_group,
    create_tag,
    delete_group,
    delete_tag,
    edit_group,
    find_or_create_tag,
    move_tag,
    recolor_tag,
    rename_tag,
)
from shopdesk.members.tagging import tag_members, untag_members
from shopdesk.members.tags import count_tags_among, list_tags


@pytest.fixture
def shop(database: Database) -> Database:
    database.change("标签", seed_tags)
    return database


def groups(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        return {group.key: [tag.name for tag in group.tags] for group in list_tags(session)}


def test_a_new_shop_has_all_groups_with_tags(shop: Database) -> None:
    found = groups(shop)
    assert list(found) == ["source", "attribute", "behaviour", "interest", "lifecycle", "own"]
    assert all(found.values())
    assert shop.change("再来", seed_tags)[0] == 0
    assert groups(shop) == found


def test_tags_can_be_made_renamed_recoloured_moved_and_deleted(shop: Database) -> None:
    tag, _change = shop.change("新", lambda s: create_tag(s, " 爱甜口 "))
    assert groups(shop)["own"][-1] == "爱甜口"
    group, _change = shop.change("新组", lambda s: create_group(s, "口味", "pink"))
    shop.change("移", lambda s: move_tag(s, tag, group, 0))
    shop.change("改", lambda s: (rename_tag(s, tag, "嗜甜"), recolor_tag(s, tag, "red")))
    with shop.read() as session:
        last = list_tags(session)[-1]
        assert (last.name, last.color) == ("口味", "pink")
        assert [(each.name, each.color, each.members) for each in last.tags] == [("嗜甜", "red", 0)]
    with pytest.raises(ShopError):
        shop.change("删组", lambda s: delete_group(s, group))
    shop.change("删", lambda s: (delete_tag(s, tag), edit_group(s, group, name="新口味"), delete_group(s, group)))
    assert "嗜甜" not in str(groups(shop))


def test_names_are_unique_and_not_empty(shop: Database) -> None:
    for work in (
        lambda s: create_tag(s, "宝妈"),
        lambda s: create_tag(s, " "),
        lambda s: rename_tag(s, find_or_create_tag(s, "VIP"), "宝妈"),
        lambda s: create_group(s, ""),
    ):
        with pytest.raises(ShopError):
            shop.change("错", work)
    known, _change = shop.change("找", lambda s: find_or_create_tag(s, "宝妈"))
    again, _change = shop.change("找", lambda s: find_or_create_tag(s, "宝妈"))
    assert known == again


def test_a_name_is_one_short_line(shop: Database) -> None:
    """As cells of a table may hold it: a line break would tear a chip and a sentence apart."""
    made = shop.change("新", lambda s: create_tag(s, "爱吃\n辣\t 的"))[0]
    assert shop.change("又", lambda s: find_or_create_tag(s, " 爱吃  辣 的"))[0] == made
    shop.change("长", lambda s: create_tag(s, "长" * 300))
    assert groups(shop)["own"][-2:] == ["爱吃 辣 的", "长" * 30]


def test_a_tag_moves_within_its_group(shop: Database) -> None:
    before = groups(shop)["attribute"]
    with shop.read() as session:
        group = next(group for group in list_tags(session) if group.key == "attribute")
    shop.change("移", lambda s: move_tag(s, group.tags[-1].id, group.id, 0))
    assert groups(shop)["attribute"] == [before[-1], *before[:-1]]


def test_many_members_at_once(shop: Database) -> None:
    def fill(session: Session) -> tuple[int, list[int]]:
        return create_tag(session, "测试"), [create_member(session, f"人{number}") for number in range(7)]

    (tag, ids), _change = shop.change("建", fill)
    assert shop.change("打", lambda s: tag_members(s, tag, [*ids[:4], ids[0], 999]))[0] == 4
    assert shop.change("再打", lambda s: tag_members(s, tag, ids))[0] == 3
    with shop.read() as session:
        assert count_tags_among(session, [*ids, 999]) == {tag: 7}
        assert next(t.members for group in list_tags(session) for t in group.tags if t.id == tag) == 7
    shop.undo()
    assert shop.change("去", lambda s: untag_members(s, tag, ids))[0] == 4
    with shop.read() as session:
        assert count_tags_among(session, ids) == {}
