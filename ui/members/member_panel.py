"""One member in the drawer: standing, tags, note, facts, orders, names, contact, referrals, messages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.dates import ago
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.data.shop import read_shop
from shopdesk.members.details import MemberDetails, MemberTagRow, read_member
from shopdesk.members.people import edit_member
from shopdesk.members.tagging import allow_tag, untag_members
from ui.app_context import AppContext
from ui.claims.section import ClaimsSection
from ui.icons import icon
from ui.members.columns import Clock
from ui.members.in_place import NoteEdit
from ui.members.panel_contact import ContactSection
from ui.members.panel_facts import FactsSection
from ui.members.panel_inquiries import InquiriesSection
from ui.members.panel_lists import (
    HouseholdSection,
    MergesSection,
    NamesSection,
    OrdersSection,
    ReferralSection,
    TouchesSection,
)
from ui.members.panel_money import MoneySection
from ui.members.panel_outlook import OutlookSection
from ui.members.wording import contact_of, contact_sentence, how_tagged, lifecycle_chip, moment_day, place
from ui.table.columns import Chip
from ui.widgets.buttons import icon_button, push_button
from ui.widgets.cards import line, section_title, text_label
from ui.widgets.chips import TagChip, TagFlow
from ui.widgets.flow_layout import FlowLayout


class MemberPanel(QWidget):
    """Every change is written when its field is left; the page then calls `reload`."""

    def __init__(
        self,
        context: AppContext,
        member_id: int,
        clock: Clock,
        choose_tags: Callable[[int], object],
        filter_by_tag: Callable[[int], object],
        delete: Callable[[int], object],
    ) -> None:
        super().__init__()
        self.context, self.member_id, self.clock = context, member_id, clock
        self._filter_by_tag = filter_by_tag
        self._details: MemberDetails | None = None
        self._wrong: list[Chip] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 10, 8)
        column.setSpacing(10)
        self._standing = TagFlow()
        column.addWidget(self._standing)
        self._why = text_label("", "muted", wrap=True)
        column.addWidget(self._why)
        column.addLayout(self._figures())
        column.addWidget(self._buttons())
        column.addWidget(line())
        self._tags = QWidget()
        self._tag_flow = FlowLayout(self._tags)
        self._add_tag = icon_button("plus", _("打标签"), partial(choose_tags, member_id))
        column.addWidget(section_title(_("标签")))
        column.addWidget(self._tags)
        self._refused = QWidget()
        self._refused_flow = FlowLayout(self._refused)
        column.addWidget(self._refused)
        self.note = NoteEdit(_("备注"), _("写点什么，如：孩子对花生过敏"))
        self.note.committed.connect(self._save_note)
        column.addWidget(self.note)
        self.facts = FactsSection(context, member_id)
        self.household = HouseholdSection(context, member_id, clock)
        self.orders = OrdersSection(context, member_id, clock)
        self.outlook = OutlookSection(context, member_id, clock)
        self.inquiries = InquiriesSection(context, member_id, clock)
        self.money = MoneySection(context, member_id)
        self.claims = ClaimsSection(context, member_id=member_id)
        self.names = NamesSection(context, member_id, clock)
        self.contact = ContactSection(context, member_id, clock)
        self.referral = ReferralSection(context, member_id, clock)
        self.touches = TouchesSection(context, member_id, clock)
        self.merges = MergesSection(context, member_id, clock)
        column.addWidget(self.outlook)
        column.addWidget(line())
        column.addWidget(self.facts)
        column.addWidget(self.household)
        for section in (
            self.orders,
            self.inquiries,
            self.claims,
            self.names,
            self.contact,
            self.referral,
            self.touches,
            self.merges,
        ):
            column.addWidget(line())
            column.addWidget(section)
            if section is self.orders:
                column.addWidget(self.money)  # with a line of its own while there is something to say
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(push_button(_("删除会员"), partial(delete, member_id), kind="danger", icon_name="trash-2"))
        column.addLayout(foot)
        self.reload()

    def _figures(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        self._figure_labels = []
        for place_, words in enumerate((_("订单"), _("累计消费"), _("最近下单"), _("待付"))):
            figure = text_label("", "strong")
            grid.addWidget(figure, 0, place_)
            grid.addWidget(text_label(words, "muted"), 1, place_)
            self._figure_labels.append(figure)
            grid.setColumnStretch(place_, 1)
        return grid

    def _buttons(self) -> QWidget:
        buttons = QWidget()
        flow = FlowLayout(buttons)
        self._copy_wechat = push_button(_("复制微信号"), partial(self._copy, "wechat_id"), icon_name="copy")
        self._copy_phone = push_button(_("复制手机号"), partial(self._copy, "phone"), icon_name="phone")
        flow.addWidget(self._copy_wechat)
        flow.addWidget(self._copy_phone)
        return buttons

    # ---- showing

    def title(self) -> str:
        return self._details.row.name if self._details is not None else ""

    def reload(self) -> bool:
        """Read the member again; False when they are not there any more."""
        details = self.context.query(lambda s: read_member(s, self.member_id, self.clock.today, read_shop(s).lifecycle))
        if details is None:
            return False
        before = self._details
        tags_changed = before is None or (before.tags, before.refused_tags) != (details.tags, details.refused_tags)
        self._details = details
        self._wrong = self.money.reload()
        if waiting := self.claims.show_claims(details.row.name):
            self._wrong.append((_("售后 {count} 条待处理").format(count=waiting), "orange"))
        self._show_standing(details)
        if tags_changed:
            self._show_tags(details)
        self.note.show_value(details.row.note)
        self.facts.show_details(details)
        self.facts.show_birthday(self.clock.today)
        self.contact.show_details(details)
        lists = (self.household, self.orders, self.inquiries, self.names, self.referral, self.touches, self.merges)
        for section in (self.outlook, *lists):
            section.show_details(details)
        return True

    def _show_standing(self, details: MemberDetails) -> None:
        row = details.row
        chips = [lifecycle_chip(row.lifecycle)]
        if contact_of(row) != "allowed":
            chips.append((contact_sentence(row), "red" if row.do_not_contact else "gray"))
        self._standing.set_tags([*chips, *self._wrong])
        self._why.setText(" · ".join(part for part in (place(row), details.why_lifecycle) if part))
        figures = (
            f"{row.order_count:,}",
            format_fen(row.spent_fen),
            ago(self.clock.today - row.last_day) if row.last_day is not None else "—",
            format_fen(row.unpaid_fen) if row.unpaid_fen else "—",
        )
        for label, text in zip(self._figure_labels, figures, strict=True):
            label.setText(text)
        self._copy_wechat.setVisible(bool(row.wechat_id))
        self._copy_phone.setVisible(bool(row.phone))

    def _show_tags(self, details: MemberDetails) -> None:
        self._add_tag.setParent(self)
        self._tag_flow.clear()
        for tag in details.tags:
            when = moment_day(tag.created_at, self.clock.zone, self.clock.today)
            chip = TagChip(tag.name, tag.color, removable=True, clickable=True, tooltip=_tag_words(tag, when))
            chip.clicked.connect(partial(self._filter_by_tag, tag.tag_id))
            chip.removed.connect(partial(self._untag, tag))
            self._tag_flow.addWidget(chip)
        self._tag_flow.addWidget(self._add_tag)
        self._add_tag.show()
        self._tags.updateGeometry()
        self._show_refused(details.refused_tags)

    def _show_refused(self, refused: tuple[tuple[int, str], ...]) -> None:
        self._refused_flow.clear()
        self._refused.setVisible(bool(refused))
        if refused:
            words = text_label(_("不再自动打"), "muted")
            words.setMinimumHeight(self._add_tag.sizeHint().height())  # in line with the names beside it
            self._refused_flow.addWidget(words)
        for tag_id, name in refused:
            back = push_button(name.replace("&", "&&"), partial(self._allow, tag_id, name), kind="link")
            back.setIcon(icon("rotate-ccw", "muted"))
            back.setToolTip(_("您去掉过这个自动标签。点一下，让规则重新决定"))
            back.setAccessibleName(_("让规则重新决定标签 {name}").format(name=name))
            self._refused_flow.addWidget(back)
        self._refused.updateGeometry()

    # ---- changing

    def commit(self) -> None:
        """Store what is being typed: before the window closes or another member comes."""
        self.note.commit()
        for field in self.facts.fields.values():
            field.commit()

    def _save_note(self, text: str) -> None:
        self.context.change(_("修改备注"), lambda s, _p: edit_member(s, self.member_id, note=text))

    def _untag(self, tag: MemberTagRow) -> None:
        words = _("已去掉“{name}”，以后也不再自动打") if tag.how == "rule" else _("已去掉“{name}”")
        self.context.change(
            _("去掉标签 {name}").format(name=tag.name),
            lambda s, _p: untag_members(s, tag.tag_id, [self.member_id]),
            say=words.format(name=tag.name),
        )

    def _allow(self, tag_id: int, name: str) -> None:
        self.context.change(
            _("让规则重新决定"),
            lambda s, _p: allow_tag(s, tag_id, [self.member_id]),
            say=_("“{name}”又由规则决定了").format(name=name),
        )

    def _copy(self, field: str) -> None:
        if self._details is not None:
            QGuiApplication.clipboard().setText(str(getattr(self._details.row, field) or ""))
            self.context.say(_("已复制"))


def _tag_words(tag: MemberTagRow, when: str) -> str:
    """How the member came to the tag, and why."""
    how = _("{how}，{when}").format(how=how_tagged(tag.how), when=when)
    why = _("因为：{why}").format(why=tag.why) if tag.why else ""
    return "\n".join(words for words in (how, why, _("点一下看有这个标签的人")) if words)
