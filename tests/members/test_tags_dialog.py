"""Tags in their dialog: automatic by a rule, merged, unused ones; and what a member's drawer says of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from shopdesk.data.shop import LifecycleWindows
from shopdesk.members.details import read_member
from shopdesk.members.ready_tags import add_ready_tags, list_ready_tags
from shopdesk.members.tags import TagRow, list_tags, unused_tags
from tests.members.conftest import Settle
from tests.members.test_members_page import only, panel_of
from ui.app_context import AppContext
from ui.members.page import MembersPage
from ui.members.ready_tags_dialog import ReadyTagsDialog
from ui.members.tag_tree import TAG
from ui.members.tags_dialog import TagsDialog
from ui.widgets.chips import TagChip


@pytest.fixture
def dialog(page: MembersPage, shop: list[int], settle: Settle) -> TagsDialog:
    page.open_tags()
    settle()
    opened = only(TagsDialog, page)
    assert isinstance(opened, TagsDialog)
    return opened


def tag(context: AppContext, name: str) -> TagRow:
    return next(tag for group in context.query(list_tags) for tag in group.tags if tag.name == name)


def choose(dialog: TagsDialog, *names: str) -> None:
    dialog.tree.clearSelection()
    wanted = {tag.id for tag in dialog.acts.tags() if tag.name in names}
    for at in range(dialog.tree.topLevelItemCount()):
        heading = dialog.tree.topLevelItem(at)
        assert heading is not None
        for item in (heading.child(inside) for inside in range(heading.childCount())):
            if item is not None and item.data(0, TAG) in wanted:
                if not dialog.tree.selectedItems():
                    dialog.tree.setCurrentItem(item)
                item.setSelected(True)


def test_a_tag_becomes_automatic_and_says_why(
    dialog: TagsDialog, page: MembersPage, context: AppContext, settle: Settle, qtbot: QtBot
) -> None:
    choose(dialog, "VIP")
    details = dialog.details
    details.how._group.buttons()[1].click()
    assert details.editor.isVisible() and details.save_button.isEnabled()
    details.editor.set_rule({"field": "order_count", "op": ">=", "value": 2})
    details.editor.changed.emit()
    qtbot.waitUntil(lambda: details.matching.text().startswith("符合 "))
    details.save()
    settle()
    made = tag(context, "VIP")
    assert made.automatic and made.members > made.by_hand and details.unsaved() == 0
    dialog.close()

    has = next(
        member
        for member in page.list.model.ids
        if any(each.tag_id == made.id and each.how == "rule" for each in found(context, member).tags)
    )
    row = next(each for each in found(context, has).tags if each.tag_id == made.id)
    assert row.why.startswith("共 ") and row.why.endswith(" 单")
    page.list.show_member(has)
    chip = next(chip for chip in panel_of(page).findChildren(TagChip) if chip.text() == "VIP")
    assert row.why in chip.accessibleDescription() == chip._tooltip
    chip.removed.emit()
    settle()
    assert found(context, has).refused_tags == ((made.id, "VIP"),)
    assert "VIP" not in [each.name for each in found(context, has).tags]
    panel_of(page)._allow(made.id, "VIP")
    settle()
    assert found(context, has).refused_tags == () and "VIP" in [each.name for each in found(context, has).tags]


def found(context: AppContext, member: int):  # type: ignore[no-untyped-def]
    from shopdesk.base.dates import today

    details = context.query(lambda s: read_member(s, member, today(), LifecycleWindows()))
    assert details is not None
    return details


def test_several_tags_are_coloured_moved_merged_and_deleted(
    dialog: TagsDialog, context: AppContext, settle: Settle
) -> None:
    groups = context.query(list_tags)
    choose(dialog, "宝妈", "退休")
    dialog.acts.recolor("pink")
    settle()
    assert tag(context, "宝妈").color == tag(context, "退休").color == "pink"
    dialog.acts.move_to([tag(context, "宝妈").id, tag(context, "退休").id], groups[-1].id, 0)
    settle()
    assert [each.name for each in context.query(list_tags)[-1].tags][:2] == ["宝妈", "退休"]
    dialog._fill_merges()
    assert [action.text() for action in dialog._merges.actions()] == ["宝妈", "退休"]
    dialog._merges.actions()[0].trigger()
    settle()
    assert "退休" not in str(context.query(list_tags))
    for _step in range(3):
        context.undo()
        settle()
    assert [group.tags for group in context.query(list_tags)] == [group.tags for group in groups]


def test_unused_tags_are_shown_and_deleted(dialog: TagsDialog, context: AppContext, settle: Settle) -> None:
    dialog.acts.make_tag()
    settle()
    count = len(context.query(unused_tags))
    assert count and f"{count} 个" in dialog.delete_unused.text()
    dialog.kind.choose("unused")
    dialog._filter()
    dialog.delete_unused.click()
    settle()
    assert context.query(unused_tags) == [] and not dialog.delete_unused.isVisible()


def test_ready_made_tags_are_chosen_with_their_counts(dialog: TagsDialog, context: AppContext, settle: Settle) -> None:
    assert dialog.details.ready.isVisible()
    dialog.details.ready.click()
    settle()
    ready = only(ReadyTagsDialog, dialog)
    wanted = [tag.name for tag in ready.wanted()]
    assert "流失" in wanted and ready.yes.isEnabled()
    heading = ready.tree.topLevelItem(0)
    assert heading is not None
    heading.setCheckState(0, Qt.CheckState.Unchecked)
    assert "流失" not in [tag.name for tag in ready.wanted()]
    heading.setCheckState(0, Qt.CheckState.Checked)
    ready.yes.click()
    settle()
    assert tag(context, "流失").automatic and not dialog.details.ready.isVisible()
    context.change("全要", lambda s, _p: add_ready_tags(s, list_ready_tags(s)))
    settle()
    dialog._open_ready()
    settle()
    none_left = next(each for each in dialog.findChildren(ReadyTagsDialog) if each.isVisible())
    assert none_left._none_left.isVisible() and not none_left.tree.isVisible()
    none_left.reject()
    context.undo()
    settle()
    context.undo()
    settle()
    assert "流失" not in str(context.query(list_tags))
