"""Templates in the shop's file: seeded once, changed, put back, duplicated; undo covers them."""

from __future__ import annotations

import pytest

from shopdesk.base.errors import ShopError
from shopdesk.content.builtin_templates import load_templates
from shopdesk.content.template_store import (
    TemplateValues,
    add_template,
    delete_template,
    duplicate_template,
    list_templates,
    read_template,
    restore_template,
    save_template,
    seed_templates,
)
from shopdesk.data.database import Database


@pytest.fixture
def seeded(database: Database) -> Database:
    database.change("放入模板", seed_templates)
    return database


def test_seeding_twice_adds_nothing(database: Database) -> None:
    assert database.change("放入模板", seed_templates)[0] == len(load_templates())
    assert database.change("放入模板", seed_templates)[0] == 0


def test_a_name_that_the_owner_took_first_is_kept(database: Database) -> None:
    name = load_templates()[0].name
    database.change("新模板", lambda s: add_template(s, TemplateValues(name, "emotion", "", "我的")))
    database.change("放入模板", seed_templates)
    with database.read() as session:
        assert [row.name for row in list_templates(session) if row.name.startswith(name)] == [f"{name} 2", name]


def test_list_by_pillar_moment_and_words(seeded: Database) -> None:
    with seeded.read() as session:
        assert {row.pillar for row in list_templates(session, pillar="emotion")} == {"emotion"}
        assert len(list_templates(session, moment="claim")) == 2
        assert [row.built_in for row in list_templates(session, search="青菜 冰箱")] == ["daily_leafy_greens"]
        assert list_templates(session, search="没有这样的字") == []


def test_change_and_restore(seeded: Database) -> None:
    with seeded.read() as session:
        row = list_templates(session, moment="order_10")[0]
    new = TemplateValues("第十单", "interaction", "daily", "谢谢{{昵称}}")
    seeded.change("改模板", lambda s: save_template(s, row.id, new))
    with seeded.read() as session:
        changed = read_template(session, row.id)
        assert changed is not None and changed.changed and changed.body == "谢谢{{昵称}}"
    seeded.change("恢复原文", lambda s: restore_template(s, row.id))
    with seeded.read() as session:
        assert read_template(session, row.id) == row
    seeded.undo()
    with seeded.read() as session:
        assert read_template(session, row.id) == changed


def test_writing_the_original_back_by_hand_is_no_change(seeded: Database) -> None:
    with seeded.read() as session:
        row = list_templates(session, moment="order_10")[0]
    values = TemplateValues(row.name, row.pillar, row.moment, row.body)
    seeded.change("改", lambda s: save_template(s, row.id, TemplateValues(row.name, row.pillar, row.moment, "x")))
    seeded.change("改", lambda s: save_template(s, row.id, values))
    with seeded.read() as session:
        assert read_template(session, row.id) == row


def test_duplicate_is_the_owners_own(seeded: Database) -> None:
    with seeded.read() as session:
        row = list_templates(session)[0]
    first = seeded.change("复制", lambda s: duplicate_template(s, row.id))[0]
    second = seeded.change("复制", lambda s: duplicate_template(s, row.id))[0]
    with seeded.read() as session:
        copies = [read_template(session, one) for one in (first, second)]
    assert [copy.name for copy in copies if copy] == [f"{row.name} 副本", f"{row.name} 副本 2"]
    assert all(copy and copy.built_in is None and copy.body == row.body for copy in copies)
    seeded.change("删除", lambda s: delete_template(s, first))
    with seeded.read() as session:
        assert read_template(session, first) is None


def test_refusals_are_sentences_and_leave_no_trace(seeded: Database) -> None:
    with seeded.read() as session:
        built_in, other = list_templates(session)[:2]
    own = seeded.change("新模板", lambda s: add_template(s, TemplateValues("我的", "emotion")))[0]
    refused = (
        (lambda s: delete_template(s, built_in.id), "built_in"),
        (lambda s: restore_template(s, own), "not_built_in"),
        (lambda s: add_template(s, TemplateValues(" \x00 ", "emotion")), "no_name"),
        (lambda s: add_template(s, TemplateValues(other.name, "emotion")), "name_taken"),
        (lambda s: save_template(s, own, TemplateValues(other.name, "emotion")), "name_taken"),
        (lambda s: save_template(s, own, TemplateValues("我的", "emotion", "", "长" * 5001)), "too_long"),
        (lambda s: save_template(s, 99999, TemplateValues("谁", "emotion")), "gone"),
    )
    for work, code in refused:
        with pytest.raises(ShopError) as refusal:
            seeded.change("不行", work)
        assert refusal.value.code == code
    assert seeded.undo_label == "新模板"
