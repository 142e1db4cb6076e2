"""The panel beside the calendar: opens an entry, follows changes from elsewhere, and stores what was written."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.content import entries as store
from shopdesk.content.entries import EntryRow
from shopdesk.content.merge_fields import Filled
from shopdesk.content.template_store import TemplateRow
from ui.app_context import AppContext
from ui.content.entry_editor import EntryEditor, blank_values
from ui.content.preview import Preview
from ui.content.template_dialog import TemplateDialog
from ui.content.words import day_title
from ui.widgets.drawer import Drawer


class EntryPanel(QObject):
    stored = Signal(int)  # entry
    closed = Signal()
    publish_wanted = Signal(int, bool)
    delete_wanted = Signal(int)

    def __init__(self, context: AppContext, drawer: Drawer, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.editor: EntryEditor | None = None
        self._adding = False
        """A new entry is on its way to the file and has no id yet."""
        self._drawer = drawer
        self._parent = parent
        drawer.closed.connect(self._on_closed)

    # ---- opening

    def open_entry(self, entry_id: int) -> bool:
        """Edit a stored entry; False when it is gone."""
        self.save()
        entry = self.context.query(lambda session: store.read_entry(session, entry_id))
        if entry is None:
            return False
        self._load(self._new_editor(day_title(entry.day)), entry)
        return True

    def start_new(self, day: int, template: TemplateRow | None = None) -> None:
        self.save()
        editor = self._new_editor(_("新内容"))
        editor.start_new(blank_values(day))
        if template is not None:
            editor.use_template(template)

    def _new_editor(self, title: str) -> EntryEditor:
        editor = EntryEditor(self.context, Preview(self.context))
        editor.save_wanted.connect(self.save)
        editor.copy_wanted.connect(self._copy)
        editor.publish_wanted.connect(self._publish)
        editor.delete_wanted.connect(self._delete)
        editor.template_wanted.connect(self.choose_template)
        self.editor = editor
        self._drawer.open_with(editor, title)
        return editor

    def _load(self, editor: EntryEditor, entry: EntryRow) -> None:
        later = self.context.query(lambda session: store.count_later_in_series(session, entry.id))
        editor.load(entry, later)

    def choose_template(self) -> None:
        editor = self.editor
        if editor is None:
            return
        dialog = TemplateDialog(self.context, editor.values().day, parent=self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(editor.use_template)
        dialog.open()

    def refresh(self) -> None:
        """Follow a change from elsewhere (an undo) unless the owner is writing just now."""
        editor = self.editor
        if editor is None or not self._drawer.is_open():
            return
        editor.read_again()
        if editor.entry is None or editor.dirty():
            return
        entry_id = editor.entry.id
        entry = self.context.query(lambda session: store.read_entry(session, entry_id))
        if entry is None:
            self._drawer.close_panel()
        elif entry != editor.entry:
            self._load(editor, entry)

    def _on_closed(self) -> None:
        self.save()
        self.editor = None
        self.closed.emit()

    # ---- storing

    def save(self) -> None:
        """Store what is in the fields, if there is anything to store."""
        editor = self.editor
        if editor is None:
            return
        editor.message.check_now()
        if editor.worth_saving():
            if self._adding:
                self.context.wait_idle()  # else what was written since would become a second entry
            self._store(editor, _("内容已保存"))

    def _store(self, editor: EntryEditor, said: str, *, published: bool = False) -> None:
        entry, values = editor.entry, editor.values()
        rule, until = editor.repeat_rule()
        repeats, whole = editor.repeat_changed(), editor.whole_series.isChecked()

        def work(session: Any, _progress: Any) -> int:
            if entry is None:
                entry_id = store.add_entry(session, values, rule, until or None)[0]
                if published:
                    store.mark_published(session, entry_id)
                return entry_id
            store.save_entry(session, entry.id, values, whole_series=whole)
            if repeats:
                store.repeat_entry(session, entry.id, rule, until)
            return entry.id

        editor.keep()
        self._adding = entry is None
        self.context.change(
            _("新内容") if entry is None else _("修改内容"),
            work,
            lambda entry_id: self._after_save(editor, entry_id),
            lambda error: self._not_saved(editor, error),
            say=said,
        )

    def _after_save(self, editor: EntryEditor, entry_id: int) -> None:
        entry = self.context.query(lambda session: store.read_entry(session, entry_id))
        self._adding = False
        if entry is None or self.editor is not editor:
            return
        if editor.dirty():
            editor.adopt(entry)
        else:
            self._load(editor, entry)
            self.stored.emit(entry_id)

    def _not_saved(self, editor: EntryEditor, error: ShopError) -> None:
        self._adding = False
        if self.editor is editor:
            editor.forget_kept()
        self.context.failed.emit(error)

    # ---- buttons

    def _copy(self) -> None:
        if self.editor is not None:
            put_on_clipboard(self.context, self.editor.filled_now())

    def _publish(self) -> None:
        editor = self.editor
        if editor is None:
            return
        if editor.entry is None:
            self._store(editor, _("已记为发布"), published=True)
        else:
            self.save()
            self.publish_wanted.emit(editor.entry.id, not editor.entry.published)

    def _delete(self) -> None:
        if self.editor is not None and self.editor.entry is not None:
            self.editor.keep()  # what is being deleted is not saved first
            self.delete_wanted.emit(self.editor.entry.id)


def put_on_clipboard(context: AppContext, filled: Filled) -> None:
    QGuiApplication.clipboard().setText(filled.text)
    gaps = _("、").join((*filled.missing, *filled.unknown))
    if gaps:
        context.say(_("文案已复制，还有没填上的：{names}").format(names=gaps))
    else:
        context.say(_("文案已复制，去群里粘贴吧"))
