"""Search box and filters above the table, and the tags chosen with how they are meant."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.members.listing import CONTACTS, MemberFilter
from shopdesk.members.tags import TagGroupRow
from ui.members.wording import contact_name, lifecycle_choices
from ui.widgets.buttons import icon_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.chips import TagFlow
from ui.widgets.multi_choice import MultiChoice
from ui.widgets.search_box import SearchBox
from ui.widgets.segmented import SegmentedControl


class FilterBar(QWidget):
    changed = Signal()
    columns_wanted = Signal()
    left_downwards = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._tags: dict[str, tuple[str, str]] = {}
        self._among: frozenset[int] | None = None
        self._among_name = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._fields(page))
        column.addWidget(self._chosen_row())

    def _fields(self, page: QWidget) -> QHBoxLayout:
        self.search = SearchBox(_("搜昵称、别名、拼音、手机尾号、房号（Ctrl+F）"), shortcut_scope=page)
        self.search.setMinimumWidth(150)
        self.search.searched.connect(lambda _text: self.changed.emit())
        self.search.left_downwards.connect(self.left_downwards)
        self.tags = MultiChoice(_("标签"))
        self.lifecycles = MultiChoice(_("生命周期"), lifecycle_choices())
        self.communities = MultiChoice(_("小区"))
        self.contacts = MultiChoice(_("联系"), [(key, contact_name(key)) for key in CONTACTS])
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search, 4)
        for choice in (self.tags, self.lifecycles, self.communities, self.contacts):
            choice.setMaximumWidth(140)
            choice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # may shrink beside the drawer
            choice.changed.connect(lambda _keys: self._on_choice())
            row.addWidget(choice, 1)
        self.clear_button = push_button(_("清除"), self.clear, kind="link", tooltip=_("清除搜索和筛选"))
        row.addWidget(self.clear_button)
        row.addWidget(icon_button("columns-3", _("选择列"), self.columns_wanted.emit))
        self.clear_button.hide()
        return row

    def _chosen_row(self) -> QWidget:
        self._chosen = QWidget()
        row = QHBoxLayout(self._chosen)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.mode = SegmentedControl([("any", _("任一")), ("all", _("都有")), ("none", _("都没有"))], _("标签怎么算"))
        self.mode.chosen.connect(lambda _key: self.changed.emit())
        self._mode_label = text_label(_("标签"), "label")
        self._flow = TagFlow(removable=True)
        self._flow.removed.connect(self._remove_chip)
        for widget in (self._mode_label, self.mode):
            row.addWidget(widget)
        row.addWidget(self._flow, 1, Qt.AlignmentFlag.AlignVCenter)
        self._chosen.hide()
        return self._chosen

    # ---- what can be chosen

    def set_tags(self, groups: Sequence[TagGroupRow]) -> None:
        self._tags = {str(tag.id): (tag.name, tag.color) for group in groups for tag in group.tags}
        self.tags.set_choices([(str(tag.id), f"{tag.name}  {tag.members:,}") for group in groups for tag in group.tags])
        self.tags.set_chosen(key for key in self.tags.chosen() if key in self._tags)
        self._show_chosen()

    def set_communities(self, communities: Sequence[tuple[str, int]]) -> None:
        self.communities.set_choices([(name, f"{name}  {count:,}") for name, count in communities])

    # ---- what is chosen

    def wanted(self) -> MemberFilter:
        return MemberFilter(
            text=self.search.text().strip(),
            tag_ids=tuple(int(key) for key in self.tags.chosen()),
            tag_mode=self.mode.key(),
            lifecycles=tuple(self.lifecycles.chosen()),
            communities=tuple(self.communities.chosen()),
            contacts=tuple(self.contacts.chosen()),
            among=self._among,
        )

    def is_narrowed(self) -> bool:
        return self.wanted() != MemberFilter(tag_mode=self.mode.key())

    def clear(self) -> None:
        self.show_filter(MemberFilter())

    def show_filter(self, wanted: MemberFilter, among_name: str = "") -> None:
        """Set every field; `among_name` says where a list of ids came from."""
        self.search.setText(wanted.text)
        self.mode.blockSignals(True)
        self.mode.choose(wanted.tag_mode)
        self.mode.blockSignals(False)
        self.tags.set_chosen(str(tag) for tag in wanted.tag_ids)
        self.lifecycles.set_chosen(wanted.lifecycles)
        self.communities.set_chosen(wanted.communities)
        self.contacts.set_chosen(wanted.contacts)
        self._among = None if wanted.among is None else frozenset(wanted.among)
        self._among_name = among_name
        self._on_choice()

    def add_tag(self, tag_id: int) -> None:
        self.tags.set_chosen([*self.tags.chosen(), str(tag_id)])
        self._on_choice()

    def _on_choice(self) -> None:
        self._show_chosen()
        self.changed.emit()

    def show_state(self) -> None:
        """The clear button only where there is something to clear."""
        self.clear_button.setVisible(self.is_narrowed())

    def _show_chosen(self) -> None:
        chips = [self._tags[key] for key in self.tags.chosen() if key in self._tags]
        for widget in (self._mode_label, self.mode):
            widget.setVisible(bool(chips))
        if self._among is not None:
            chips = [*chips, (self._among_text(), "blue")]
        self._flow.set_tags(chips)
        self._chosen.setVisible(bool(chips))

    def _among_text(self) -> str:
        count = f"{len(self._among or ()):,}"
        if not self._among_name:
            return _("名单 {count} 人").format(count=count)
        return _("来自：{name}（{count} 人）").format(name=self._among_name, count=count)

    def _remove_chip(self, text: str) -> None:
        if self._among is not None and text == self._among_text():
            self._among = None
        else:
            self.tags.set_chosen(key for key in self.tags.chosen() if self._tags.get(key, ("", ""))[0] != text)
        self._on_choice()
