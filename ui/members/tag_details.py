"""One tag beside the tree: by hand or automatic, its rule with a live count, who has it and who refused it."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shopdesk.base.dates import today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.members.listing import MemberFilter
from shopdesk.members.segments import count_members
from shopdesk.members.tag_editing import set_tag_rule
from shopdesk.members.tagging import allow_everybody
from shopdesk.members.tags import TagRow
from ui.app_context import AppContext
from ui.rules.reading import read_choices
from ui.rules.rule_editor import RuleEditor
from ui.tasks import Newest
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.segmented import SegmentedControl

_WAIT_MS = 250
HAND, AUTOMATIC = "hand", "automatic"


class TagDetails(QWidget):
    asked_for_members = Signal()
    asked_for_ready = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._tag: TagRow | None = None
        self._drafts: dict[int, dict[str, Any]] = {}
        """Rules that were changed and not saved, by tag."""
        self._counting = Newest(self)
        self._choosing = Newest(self)
        self._wait = QTimer(self, interval=_WAIT_MS, singleShot=True)
        self._wait.timeout.connect(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.name = text_label("", "section", wrap=True)
        column.addWidget(self.name)
        column.addLayout(self._who())
        self._how_row = QWidget()
        how = QHBoxLayout(self._how_row)
        how.setContentsMargins(0, 0, 0, 0)
        how.addWidget(text_label(_("怎么打"), "label"))
        self.how = SegmentedControl([(HAND, _("手动")), (AUTOMATIC, _("按规则自动"))], _("这个标签怎么打"))
        self.how.chosen.connect(self._on_how)
        how.addWidget(self.how)
        how.addStretch(1)
        column.addWidget(self._how_row)
        self.about = text_label("", "muted", wrap=True)
        column.addWidget(self.about)
        self.editor = RuleEditor()
        self.editor.changed.connect(self._on_rule)
        column.addWidget(self.editor, 1)
        self.ready = primary_button(_("看看现成的自动标签"), self.asked_for_ready.emit, icon_name="sparkles")
        column.addWidget(self.ready, 0, Qt.AlignmentFlag.AlignLeft)
        self.ready.hide()
        self._filler = QWidget()
        self._filler.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        column.addWidget(self._filler, 1)
        column.addLayout(self._foot())
        self._choosing.take(context.query_later(read_choices, self.editor.set_choices))
        self.show_tag(None)

    def _who(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.counts = text_label("", "muted", wrap=True)
        row.addWidget(self.counts, 1)
        self.open = push_button(_("看这些会员"), self._open, kind="link")
        self.allow = push_button(_("让规则重新决定"), self._allow, kind="link")
        self.allow.setToolTip(_("您从一些会员身上去掉过这个标签，所以规则不再给他们打"))
        row.addWidget(self.allow)
        row.addWidget(self.open)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.matching = text_label("", "strong")
        row.addWidget(self.matching, 1)
        self.discard = push_button(_("放弃修改"), self._discard, kind="quiet")
        self.save_button = plain_button(_("保存规则"), self.save, icon_name="save")
        row.addWidget(self.discard)
        row.addWidget(self.save_button)
        return row

    # ---- showing

    def show_tag(self, tag: TagRow | None, *, offer_ready: bool = False) -> None:
        """Show a tag, or that none is chosen; what was begun and not saved is kept for it. `offer_ready`: the shop has
        no automatic tag yet."""
        self.ready.setVisible(offer_ready and tag is None)
        same = tag is not None and self._tag is not None and tag.id == self._tag.id and tag.rule == self._tag.rule
        self._tag = tag
        for widget in (self.open, self.allow):
            widget.setVisible(False)
        if tag is None:
            self.name.setText(_("选一个标签"))
            self.counts.setText(
                _("标签可以自己打，也可以按规则自动打：生命周期、订单数、爱买什么，会员变了标签自己跟着变。")
                if offer_ready
                else _("这里可以改它怎么打：自己手动打，或者按规则自动打。")
            )
            self._show_how(visible=False)
            return
        self.name.setText(tag.name)
        self.counts.setText(_counts(tag))
        self.open.setVisible(tag.members > 0)
        self.allow.setVisible(tag.refused > 0)
        if same:
            self._show_state()
            return
        draft = self._drafts.get(tag.id)
        self.how.choose(AUTOMATIC if tag.automatic or draft is not None else HAND)
        self.editor.set_rule(draft if draft is not None else tag.rule)
        self._show_how(visible=True)

    def _show_how(self, *, visible: bool) -> None:
        automatic = visible and self.how.key() == AUTOMATIC
        self._how_row.setVisible(visible)
        self.editor.setVisible(automatic)
        self._filler.setVisible(not automatic)
        self.about.setVisible(visible)
        self.about.setText(
            _("符合下面条件的会员自动有这个标签，不符合了就自动去掉；您手动打的、手动去掉的不会动。")
            if automatic
            else _("只有您自己打、导入时带来的会员有这个标签。")
        )
        self._show_state()

    def _show_state(self) -> None:
        automatic = self._tag is not None and self.how.key() == AUTOMATIC
        changed = self._tag is not None and (self._tag.id in self._drafts or not self._tag.automatic)
        for button in (self.save_button, self.discard):
            button.setVisible(automatic)
        self.save_button.setEnabled(automatic and changed)
        self.discard.setEnabled(automatic and changed)
        if automatic:
            self._wait.start()
        else:
            self.matching.setText("")

    def unsaved(self) -> int:
        """How many tags have rules that were changed and not saved."""
        return len(self._drafts)

    # ---- the rule

    def _on_how(self, key: str) -> None:
        tag = self._tag
        if tag is None:
            return
        if key == HAND and tag.automatic:
            self._drafts.pop(tag.id, None)
            self._context.change(
                _("标签改为手动"),
                lambda s, _p: set_tag_rule(s, tag.id, None),
                say=_("“{name}”改为手动，现在有它的会员都留着").format(name=tag.name),
            )
        elif key == HAND:
            self._drafts.pop(tag.id, None)
        else:
            self.editor.set_rule(None)
        self._show_how(visible=True)
        if key == AUTOMATIC:
            self.editor.group.rows[0].setFocus()

    def _on_rule(self) -> None:
        if self._tag is not None:
            self._drafts[self._tag.id] = self.editor.rule()
            self.editor.check()
            self._show_state()

    def _discard(self) -> None:
        if (tag := self._tag) is not None:
            self._drafts.pop(tag.id, None)
            self._tag = None
            self.show_tag(tag)

    def save(self) -> None:
        """Store the rule; who gets the tag and who loses it follows in the same step."""
        tag = self._tag
        if tag is None or not self.editor.check(show_all=True):
            return
        rule = self.editor.rule()

        def saved(_result: None) -> None:
            self._drafts.pop(tag.id, None)
            self._show_state()

        self._context.change(
            _("标签规则"),
            lambda s, _p: set_tag_rule(s, tag.id, rule),
            saved,
            lambda error: self.editor.show_error(error.message),
            say=_("“{name}”按规则打好了").format(name=tag.name),
        )

    def _count(self) -> None:
        self._counting.cancel()
        if self._tag is None or self.how.key() != AUTOMATIC or not self.editor.check():
            self.matching.setText("")
            return
        rule = self.editor.rule()
        self._counting.take(self._context.query_later(partial(_count_today, rule), self._show_count, self._not_counted))

    def _show_count(self, count: int) -> None:
        self.matching.setText(_("符合 {count} 人").format(count=f"{count:,}"))

    def _not_counted(self, error: ShopError) -> None:
        self.matching.setText("")
        self.editor.show_error(error.message)

    # ---- who

    def _open(self) -> None:
        if self._tag is not None:
            self._context.go_to("members", MemberFilter(tag_ids=(self._tag.id,)))
            self.asked_for_members.emit()

    def _allow(self) -> None:
        if (tag := self._tag) is not None:
            self._context.change(
                _("让规则重新决定"),
                lambda s, _p: allow_everybody(s, tag.id),
                say=_("“{name}”又按规则给所有人打了").format(name=tag.name),
            )


def _count_today(rule: dict[str, Any], session: Any) -> int:
    return count_members(session, rule, today(read_shop(session).time_zone))


def _counts(tag: TagRow) -> str:
    if not tag.members:
        words = _("现在没有人有这个标签")
    elif tag.automatic:
        words = _("{count} 人有：按规则 {rule}，手动 {hand}").format(
            count=f"{tag.members:,}", rule=f"{tag.members - tag.by_hand:,}", hand=f"{tag.by_hand:,}"
        )
    else:
        words = _("{count} 人有").format(count=f"{tag.members:,}")
    if tag.refused:
        words += _("；{count} 人被您去掉过，不再自动打").format(count=f"{tag.refused:,}")
    return words
