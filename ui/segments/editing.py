"""Which segment is in the editor, what the owner changed in it and did not save, and saving, copying, deleting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from shopdesk.base.texts import clean_text
from shopdesk.members.segments import SegmentRow, delete_segment, save_segment
from ui.app_context import AppContext
from ui.segments.drafts import Drafts, SegmentValues
from ui.segments.editor_panel import EditorPanel
from ui.segments.segment_list import SegmentList

_BLANK = SegmentValues("", "", None)


class Editing(QObject):
    """Between the list and the panel. `shown`: another segment, or another state of it, is in the panel now."""

    shown = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self.list, self.panel = SegmentList(), EditorPanel()
        self.drafts = Drafts()
        self.key: int | None = None
        """Which segment is in the panel; None while the page shows something else."""
        self._base: SegmentValues | None = None
        """What the panel shows of it without the owner's changes."""
        self._loaded: SegmentRow | None = None
        self._brought_back = False
        panel = self.panel
        self.list.chosen.connect(self.show_segment)
        self.list.delete_wanted.connect(self.delete)
        self.list.rename_wanted.connect(self.rename)
        panel.changed.connect(self._show_state)
        panel.save_wanted.connect(self.save)
        panel.save_as_wanted.connect(self.save_as)
        panel.discard_wanted.connect(self.discard)
        panel.duplicate_wanted.connect(self.duplicate)
        panel.delete_wanted.connect(self.delete)

    # ---- reading

    def take_saved(self, rows: Sequence[SegmentRow], *, show: bool) -> None:
        """The segments as they are stored now; what the owner is writing stays. `show` puts one into the panel."""
        self._stash()
        self.drafts.take_saved(rows)
        if not self._brought_back:
            self._brought_back = True
            self.drafts.bring_back(remembered(self._kept_under()))
        if show:
            self._show_current()
        self.show_list()

    def show_list(self) -> None:
        self.list.show_entries(self.drafts.entries(), self.key)

    def _show_current(self) -> None:
        if self.key not in self.drafts:
            self.key = self.drafts.first()
        if self.key is None:
            self.key = self.drafts.begin(_BLANK)
        row = self.drafts.saved.get(self.key)
        if self._base is None or row != self._loaded:
            values = self.panel.values()
            if row is not None and values == SegmentValues(row.name, row.description, row.rule):
                self._loaded, self._base = row, values  # what was just saved
                self._show_state()
            else:
                self._load(self.key)

    # ---- what is in the panel

    def show_segment(self, key: int) -> None:
        """Edit another one; what was changed in the one before is kept, marked as not saved."""
        if key != self.key:
            self.leave()
            self.key = key
            self._load(key)
            self.show_list()
            self.shown.emit()

    def begin(self, base: SegmentValues = _BLANK, changed: SegmentValues | None = None) -> None:
        """Edit a new one."""
        self.leave()
        self.show_segment(self.drafts.begin(base, changed))

    def leave(self) -> None:
        """Before something else is shown: changes are kept, a new one that was left alone goes."""
        self._stash()
        if self.key is not None and self.key < 0 and self.key not in self.drafts.changed:
            self.drafts.drop(self.key)
        self.key = self._base = None

    def name(self) -> str:
        return clean_text(self.panel.name.text())

    def is_saved(self) -> bool:
        return self.key in self.drafts.saved

    def _load(self, key: int) -> None:
        self._loaded = self.drafts.saved.get(key)
        self.panel.show_values(self.drafts.base(key))
        self._base = self.panel.values()
        if key in self.drafts.changed:
            self.panel.show_values(self.drafts.changed[key])
        self._show_state()

    def _stash(self) -> None:
        """Note what the owner changed in the panel."""
        if self.key is not None and self._base is not None:
            values = self.panel.values()
            if values != self._base:
                self.drafts.changed[self.key] = values
            else:
                self.drafts.changed.pop(self.key, None)

    def _show_state(self) -> None:
        """The buttons and the mark in the list, after every edit."""
        if self.key is None:
            return
        self._stash()
        self.panel.show_state(saved=self.is_saved(), changed=self.key in self.drafts.changed)
        entries = {entry.key: entry for entry in self.drafts.entries()}
        row = self.list.currentRow()
        if row >= 0 and self.list.entry(row) != entries.get(self.list.entry(row).key):
            self.show_list()

    # ---- changes

    def save(self) -> None:
        key = self.key
        if key is None:
            return
        values = self.panel.values()
        whole = self.panel.editor.check(show_all=True)
        if not clean_text(values.name):
            self.panel.show_name_error(_("请给人群起个名字。"))
        elif whole:
            rule, segment_id = values.rule or {}, key if key > 0 else None
            self.context.change(
                _("保存人群"),
                lambda session, _progress: save_segment(session, values.name, rule, values.description, segment_id),
                lambda made: self._after_save(key, values, made),
                self._not_saved,
                say=_("人群已保存"),
            )

    def _after_save(self, key: int, values: SegmentValues, made: int) -> None:
        if self.key == key:
            self._stash()
        going_on = self.drafts.changed.get(key)
        self.drafts.drop(key)
        if going_on is not None and going_on != values:
            self.drafts.changed[made] = going_on  # written while it was being saved
        if self.key == key:
            self.key, self._base = made, None
            self._show_current()
        self.show_list()
        self.shown.emit()

    def _not_saved(self, error: ShopError) -> None:
        if error.code in ("no_name", "name_taken"):
            self.panel.show_name_error(str(error))
        else:
            self.panel.editor.show_error(error.message)

    def save_as(self) -> None:
        """A new segment from what stands in the panel; the saved one stays as it is."""
        values = self.panel.values()
        if self.key is not None:
            self.panel.show_values(self.drafts.base(self.key))
        self.begin(changed=replace(values, name=self.drafts.free_name(values.name)))
        self.rename()

    def duplicate(self) -> None:
        row = self.drafts.saved.get(self.key or 0)
        if row is not None:
            name = self.drafts.free_name(row.name)
            self.context.change(
                _("复制人群"),
                lambda session, _progress: save_segment(session, name, row.rule, row.description),
                self.show_segment,
                say=_("已复制为“{name}”").format(name=name),
            )

    def discard(self) -> None:
        """Back to what is saved; a new one goes."""
        if self.key is not None:
            self.drafts.drop(self.key)
            self._base = None
            self._show_current()
            self.show_list()
            self.shown.emit()

    def rename(self) -> None:
        if self.key is not None:
            self.panel.name.setFocus(Qt.FocusReason.OtherFocusReason)
            self.panel.name.selectAll()

    def delete(self) -> None:
        row = self.drafts.saved.get(self.key or 0)
        if row is None:
            self.discard()
            return
        self.drafts.deleted.add(row.id)
        self.context.change(
            _("删除人群"),
            lambda session, _progress: delete_segment(session, row.id),
            say=_("已删除“{name}”").format(name=row.name),
        )

    # ---- closing: what is not saved waits for the next start

    def keep_drafts(self) -> None:
        self._stash()
        kept: list[dict[str, Any]] = self.drafts.to_keep()
        if kept != remembered(self._kept_under(), []):
            remember(self._kept_under(), kept)

    def _kept_under(self) -> str:
        return f"segments.drafts:{self.context.database.path.parent}"
