"""What may come from a member: rhythm and chance to return in one sentence, and what they may also want."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from shopdesk.base.i18n import _
from shopdesk.members.details import MemberDetails
from ui.app_context import AppContext
from ui.members.columns import Clock
from ui.members.panel_lists import ListSection
from ui.tasks import Newest
from ui.widgets.cards import text_label
from ui.widgets.link import Link

if TYPE_CHECKING:  # numpy comes with them: imported where they are read, beside the window
    from shopdesk.insight.recommend import Wanted

_PROPOSED = 3


class OutlookSection(ListSection):
    """Read beside the window: learning from all orders takes seconds in a large shop."""

    def __init__(self, context: AppContext, member_id: int, clock: Clock) -> None:
        super().__init__(_("接下来"), context, member_id, clock)
        self._outlook, self._wanted = Newest(self), Newest(self)
        self.sentence = text_label("", wrap=True)
        self.source = text_label("", "muted", wrap=True)
        column = self.layout()
        assert column is not None
        column.removeWidget(self._lines)
        for widget in (self.sentence, self.source, self._lines):
            column.addWidget(widget)

    def shown(self, details: MemberDetails) -> object:
        row = details.row
        return row.order_count, row.spent_fen, row.last_day, details.all_orders, self.clock.today

    def fill(self, details: MemberDetails) -> None:
        self.sentence.setText(_("正在看以前的订单…"))
        self.source.setText("")
        member, day = self.member_id, self.clock.today
        self._outlook.take(self.context.query_later(lambda session: _read_outlook(session, member, day), self._say))
        self._wanted.take(self.context.query_later(lambda session: _read_wanted(session, member), self._propose))

    def _say(self, words: tuple[str, str]) -> None:
        self.sentence.setText(words[0])
        self.source.setText(words[1])
        self.source.setVisible(bool(words[1]))

    def _propose(self, found: list[tuple[Wanted, str]]) -> None:
        if not found:
            return
        self.add_wide(text_label(_("可能也想要"), "label"))
        for wanted, why in found:
            self.add_wide(Link(wanted.name, partial(self._open, wanted), tooltip=_("看谁还可能想要它")))
            self.add_wide(text_label(why, "muted", wrap=True))

    def _open(self, wanted: Wanted) -> None:
        self.context.go_to("figures", ("products", wanted.product_id, wanted.name))


def _read_outlook(session: Any, member: int, day: int) -> tuple[str, str]:
    from shopdesk.insight.outlook import outlook_source, outlook_words, read_outlook

    outlook = read_outlook(session, member, day)
    return outlook_words(outlook), outlook_source(outlook)


def _read_wanted(session: Any, member: int) -> list[tuple[Wanted, str]]:
    from shopdesk.insight.recommend import wanted_by, why_wanted

    return [(wanted, why_wanted(wanted)) for wanted in wanted_by(session, member, _PROPOSED)]
