"""Who brought whom: the best referrers, whom each of them brought, and a field for a code that somebody gave."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QWidget

from shopdesk.base.dates import day_of, day_words, today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _, p_
from shopdesk.base.money import format_fen
from shopdesk.data.database import Change
from shopdesk.data.shop import read_shop
from shopdesk.members.listing import NamedMembers
from shopdesk.referrals.referrers import BroughtRow, ReferrerRow, list_brought, list_referrers, standing_name
from shopdesk.referrals.referring import FoundMember, record_by_code
from ui.app_context import AppContext
from ui.member_field import MemberField
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import section_title, text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.elided import ElidedLabel
from ui.widgets.empty_state import EmptyState

_TABLES = frozenset({"referral", "order", "member"})
_SIZE = (980, 560)


class ReferrersDialog(QDialog):
    poster_wanted = Signal(int)  # the referrer

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._referrers: dict[int, ReferrerRow] = {}
        self._brought: dict[int, BroughtRow] = {}
        self._zone = context.query(read_shop).time_zone
        self._today = today(self._zone)
        self.setWindowTitle(_("谁带来了谁"))
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 40), min(_SIZE[1], room.height() - 40))
        column = dialog_column(self)
        head = QHBoxLayout()
        head.addWidget(section_title(_("谁带来了谁")))
        self.sums = ElidedLabel("", "label")
        head.addWidget(self.sums, 1)
        column.addLayout(head)
        column.addLayout(self._code_row())
        self.wrong = text_label("", "error", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        column.addLayout(self._tables(), 1)
        rule = _("只算一层；被带来的人自己有一笔付了款、没退款的订单才算完成。自己、同一户、绕成一圈的不算。")
        column.addWidget(text_label(rule, "muted", wrap=True))
        self.members_button = plain_button(_("看带来的会员"), self.open_brought, icon_name="users")
        self.poster_button = plain_button(_("给推荐人做海报"), self._make_poster, icon_name="image")
        close = primary_button(_("关闭"), self.reject)
        column.addLayout(button_row(close, left=[self.members_button, self.poster_button]))
        context.changed.connect(self._on_change)
        self.refresh()
        self.table.setFocus()

    def _code_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.member = MemberField(self.context, _("新来的是谁"), _("新来的是谁：昵称、拼音首字母、电话"))
        self.code = QLineEdit()
        self.code.setPlaceholderText(_("他报的推荐码"))
        self.code.setAccessibleName(_("他报的推荐码"))
        self.code.setMaxLength(20)
        self.code.setFixedWidth(150)
        self.code.returnPressed.connect(self.record)
        self.record_button = plain_button(_("记下"), self.record, icon_name="user-plus")
        row.addWidget(self.member, 1)
        row.addWidget(self.code)
        row.addWidget(self.record_button)
        return row

    def _tables(self) -> QHBoxLayout:
        referrers: list[Column[ReferrerRow]] = [
            Column("name", _("推荐人"), lambda row: row.name, 110, strong=True, flex=True),
            Column("code", p_("short", "推荐码"), lambda row: row.code, 78),
            Column("brought", _("带来"), lambda row: f"{row.brought:,}", 76, "right"),
            Column("completed", p_("short", "完成首单"), lambda row: f"{row.completed:,}", 76, "right"),
        ]
        brought: list[Column[BroughtRow]] = [
            Column("name", _("带来的人"), lambda row: row.name, 110, strong=True, flex=True),
            Column("day", _("记下的日子"), lambda row: self._day(day_of(row.brought_at, self._zone)), 96),
            Column("standing", _("首单"), self._standing, 170, flex=True, tooltip=self._standing,
                   icon=lambda row: "check" if row.standing == "completed" else "",
                   color=lambda row: "" if row.standing == "completed" else "muted"),
        ]  # fmt: skip
        self.table = BigTable(IdTableModel(referrers, self._fetch_referrers), _("推荐人"))
        empty = _("还没有人带人来。给会员做一张带推荐码的海报，新客报出码，就记在这里。")
        self.table.set_empty_widget(EmptyState(empty, icon_name="gift"))
        self.table.current_changed.connect(lambda _id: self._show_brought())
        self.table.opened.connect(self._open_member)
        self.brought = BigTable(IdTableModel(brought, self._fetch_brought), _("带来的人"))
        self.brought.opened.connect(self._open_member)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.table, 5)
        row.addWidget(self.brought, 6)
        return row

    # ---- showing

    def refresh(self) -> None:
        found = self.context.query(list_referrers)
        current = self.table.current_id()
        self._referrers = {row.member_id: row for row in found}
        self.table.set_ids(list(self._referrers))
        self.table.refresh_rows()
        if found and current not in self._referrers:
            self.table.go_to(found[0].member_id)
        words = _("{people} 位推荐人，带来 {brought} 人，{done} 人完成首单").format(
            people=len(found), brought=sum(row.brought for row in found), done=sum(row.completed for row in found)
        )
        self.sums.setText(words if found else "")
        self.brought.setVisible(bool(found))
        self._show_brought()

    def _show_brought(self) -> None:
        current = self.table.current_id()
        rows = self.context.query(lambda session: list_brought(session, current)) if current is not None else []
        self._brought = {row.member_id: row for row in rows}
        self.brought.set_ids(list(self._brought))
        self.brought.refresh_rows()
        for button in (self.members_button, self.poster_button):
            button.setEnabled(bool(rows))

    def _day(self, day: int) -> str:
        return day_words(day, self._today)

    def _standing(self, row: BroughtRow) -> str:
        if row.order_day is None or row.amount_fen is None:
            return standing_name(row.standing)
        return f"{self._day(row.order_day)} · {format_fen(row.amount_fen)}"

    def _fetch_referrers(self, ids: list[int]) -> dict[int, ReferrerRow]:
        return {each: self._referrers[each] for each in ids if each in self._referrers}

    def _fetch_brought(self, ids: list[int]) -> dict[int, BroughtRow]:
        return {each: self._brought[each] for each in ids if each in self._brought}

    def _on_change(self, change: Change) -> None:
        if self.isVisible() and change.tables & _TABLES:
            self.refresh()

    # ---- what can be done

    def record(self) -> None:
        """Who is new, and the code they gave."""
        self._say_wrong("")
        invitee, code = self.member.current, self.code.text().strip()
        if invitee is None:
            self._say_wrong(_("请先选新来的是哪位会员。"))
            self.member.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not code:
            self._say_wrong(_("请填他报的推荐码。"))
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
            return

        def done(referrer: FoundMember) -> None:
            self.code.clear()
            self.member.clear_choice()
            self.table.go_to(referrer.id)

        def refused(error: ShopError) -> None:
            self._say_wrong(str(error))
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)

        self.context.change(
            _("记下推荐人"), lambda session, _progress: record_by_code(session, code, invitee.id), done, refused,
            say=_("已记下推荐人"),
        )  # fmt: skip

    def _say_wrong(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    def _open_member(self, member_id: int) -> None:
        self.reject()
        self.context.go_to("members", member_id)

    def open_brought(self) -> None:
        """The people brought, among the members."""
        current = self._referrers.get(self.table.current_id() or 0)
        if current is not None:
            self.reject()
            title = _("{name}带来的").format(name=current.name)
            self.context.go_to("members", NamedMembers(frozenset(self._brought), title))

    def _make_poster(self) -> None:
        current = self.table.current_id()
        if current is not None:
            self.accept()
            self.poster_wanted.emit(current)
