"""How a text reads for one real member, with the gaps named."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.content.merge_fields import Filled, fill
from shopdesk.content.merge_values import shop_values, values_of_member
from shopdesk.referrals.links import link_for
from ui.app_context import AppContext
from ui.member_field import MemberField
from ui.widgets.cards import text_label


class Preview(QWidget):
    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._body, self._day = "", 0
        self.filled = Filled("", (), ())
        self.picker = MemberField(context, _("预览给哪位会员看"), _("搜会员：昵称、拼音首字母"))
        self.picker.chosen.connect(self.read_again)
        self._text = text_label("", wrap=True, selectable=True)
        self._text.setAccessibleName(_("预览"))
        self._text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        bubble = QFrame()
        bubble.setProperty("role", "note")
        inside = QVBoxLayout(bubble)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.addWidget(self._text)
        self._gaps = text_label("", "warning", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(text_label(_("预览"), "strong"))
        row.addWidget(self.picker, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(bubble)
        column.addWidget(self._gaps)

    def show_text(self, body: str, day: int) -> None:
        """Fill the text as it will read on that day."""
        self._body, self._day = body, day
        self.read_again()

    def read_again(self) -> None:
        self.picker.choose_first()
        member = self.picker.current
        if member is None:
            values = self._context.query(lambda session: shop_values(session, self._day))
        else:
            values = self._context.query(lambda session: values_of_member(session, member.id, self._day, link_for))
        self.filled = fill(self._body, values)
        self._text.setText(self.filled.text or _("还没有写内容"))
        self._text.setEnabled(bool(self.filled.text))
        self._gaps.setText(describe_gaps(self.filled))
        self._gaps.setVisible(bool(self._gaps.text()))


def describe_gaps(filled: Filled) -> str:
    """Which fields stay empty, as a sentence; "" when none does."""
    names = _("、").join(filled.missing)
    if not names:
        return ""
    return _("这些字段现在没有内容：{names}。发之前补上，或者从文案里去掉。").format(names=names)
