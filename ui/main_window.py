"""The window: navigation, pages, menus, and what is the same on every page. What a page does is in the page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.settings import load_settings, save_settings
from ui.window_place import keep_place, restore_place

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent

    from shopdesk.data.database import Database
    from shopdesk.data.shop import Shop
    from ui.app_context import AppContext
    from ui.page import Command, Page
    from ui.widgets.toast import ToastArea


class MainWindow(QMainWindow):
    """A start shows it bare and furnishes it then: before the first paint only what a bare window needs is imported."""

    def __init__(self, context: AppContext | None = None) -> None:
        super().__init__()
        self.furnished = False
        self.backup_to_restore: Path | None = None
        """Set when the window closed in order to be opened again with this backup in the shop's place."""
        self.patience = 30.0
        """Seconds that closing waits for work under way."""
        self.setWindowTitle(_("掌柜台"))
        self.setMinimumSize(880, 560)
        restore_place(self)
        if context is not None:
            self.furnish(context)

    def furnish(self, context: AppContext) -> None:
        """Navigation, menus and pages, with or without a shop yet."""
        from ui.menus import Menus
        from ui.navigation import Navigation, TopBar
        from ui.page_stack import PageStack
        from ui.pages import PAGES
        from ui.telling import Telling

        self.context = context
        context.setParent(self)
        self.navigation = Navigation([(entry.name, _(entry.title), entry.icon) for entry in PAGES], self.show_page)
        acts = (self.open_palette, self.open_import, context.undo, context.redo, self.switch_look, self.go_back)
        self.top_bar = TopBar(*acts)
        self.stack = PageStack(context)
        self._lay_out()
        self._telling = Telling(context, self)
        self._menus = Menus(self, self)
        context.changed.connect(lambda _change: self._show_state())
        context.asked_for_page.connect(self.go_to)
        context.restart_wanted.connect(self._restart_with)
        self._day = self._today() if context.is_open else 0
        self._clock = QTimer(self, interval=60_000)
        self._clock.timeout.connect(self.look_at_clock)
        self._clock.start()
        self.setAcceptDrops(True)
        self.setStyleSheet("")  # the ground of the bare window
        self.furnished = True
        self._fold()
        self._show_state()

    def _lay_out(self) -> None:
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.stack, 1)
        row.addLayout(column, 1)
        self.setCentralWidget(body)

    @property
    def toasts(self) -> ToastArea:
        return self._telling.toasts

    @property
    def undo_action(self) -> QAction:
        return self._menus.undo

    @property
    def redo_action(self) -> QAction:
        return self._menus.redo

    # ---- pages

    @property
    def pages(self) -> dict[str, Page]:
        """Those made so far, by name."""
        return self.stack.pages

    @property
    def current(self) -> Page | None:
        return self.stack.current if self.furnished else None

    def show_page(self, name: str) -> None:
        self.stack.came_from.clear()
        self._turn_to(name)

    def _turn_to(self, name: str) -> None:
        self.navigation.mark(name)
        self.stack.show_page(name)
        self._show_state()

    def go_to(self, name: str, target: object = None) -> None:
        if name == "import":
            self.open_import(target)
            return
        self.stack.leave_for(name)
        self._turn_to(name)
        if target is not None:
            self.pages[name].show_target(target)

    def go_back(self) -> None:
        """To the page that led here, as it was left."""
        if self.stack.came_from:
            self._turn_to(self.stack.came_from.pop())

    def open(self, database: Database) -> None:
        """The shop that was opened behind the painted window."""
        self.context.open(database)
        self._day = self._today()
        self._show_state()

    def begin_day(self) -> None:
        """After the first paint: the page, then what each day begins with."""
        from ui.turn_of_day import begin_later

        if self.current is None:
            self.show_page(self.stack.known(load_settings().last_page))
        begin_later(self, self.context)

    def look_at_clock(self) -> None:
        """The window stays open over midnight: every page shows the new day, which begins like any other."""
        from shopdesk.data.database import ALL_TABLES, Change
        from ui.turn_of_day import DAILY

        day = self._today()
        if day != self._day:
            self._day = day
            self.context.changed.emit(Change("", ALL_TABLES, undoable=False))
            for work in DAILY:
                work(self.context)

    def _today(self) -> int:
        from shopdesk.base.dates import today

        return today(self._shop().time_zone)

    def _shop(self) -> Shop:
        from shopdesk.data.shop import read_shop

        return self.context.query(read_shop)

    # ---- what is the same everywhere

    def open_import(self, source: object = None) -> None:
        """The import wizard, for nothing yet, for pasted text (str) or for files (list of Path)."""
        from PySide6.QtCore import Qt

        from ui.intake.wizard import ImportWizard

        wizard = ImportWizard(self.context, source, self)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.open()

    def paste(self) -> None:
        """Ctrl+V outside a field: the page may take it, else it is something to import."""
        from PySide6.QtGui import QGuiApplication

        from ui.incoming import focused_field, incoming_of

        field = focused_field()
        found = incoming_of(QGuiApplication.clipboard().mimeData())
        if field is not None:
            field.paste()
        elif found:
            taken = isinstance(found, str) and self.current is not None and self.current.paste(found)
            if not taken:
                self.open_import(found)
        else:
            self.context.say(_("剪贴板里没有文字。先在微信群里复制接龙，再回来粘贴。"))

    def redo(self) -> None:
        """Of the shop; on systems where Ctrl+Y is no key of text fields they are still asked first."""
        from ui.incoming import focused_field, has_redo

        field = focused_field()
        if field is not None and has_redo(field):
            field.redo()
        else:
            self.context.redo()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from ui.incoming import incoming_of

        if event.source() is None and incoming_of(event.mimeData()):  # not what is dragged about inside the window
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from ui.incoming import incoming_of

        event.acceptProposedAction()
        # Later: the source program waits for the drop to end, and a dialog would keep it waiting.
        QTimer.singleShot(0, self, partial(self.open_import, incoming_of(event.mimeData())))

    def open_palette(self) -> None:
        from ui.palette import Palette

        Palette(self.context, self.all_commands(), self).open()

    def show_keys(self) -> None:
        from PySide6.QtCore import Qt

        from ui.shortcuts import Shortcut, ShortcutsDialog

        of_page = self.current.commands() if self.current is not None else []
        title = self.current.title() if self.current is not None else ""
        rows = [Shortcut(title, command.shortcut, command.text) for command in of_page if command.shortcut]
        rows += [Shortcut(_("窗口"), c.shortcut, c.text) for c in self._menus.commands() if c.shortcut]
        dialog = ShortcutsDialog(rows, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def all_commands(self) -> list[Command]:
        of_page = self.current.commands() if self.current is not None else []
        return [*of_page, *self._menus.commands(doable=True)]

    def switch_look(self) -> None:
        from ui.looks import choose_look, following_look, look_names

        look = following_look()
        choose_look(look)
        self.context.say(_("外观：{look}").format(look=look_names()[look]))

    def back_up(self) -> None:
        from ui.backing_up import back_up

        back_up(self.context)

    def _show_state(self) -> None:
        from ui.telling import show_step

        database = self.context.database if self.context.is_open else None
        undo, redo = (database.undo_label, database.redo_label) if database is not None else (None, None)
        show_step(self.undo_action, self.top_bar.undo, _("撤销"), undo)
        show_step(self.redo_action, self.top_bar.redo, _("重做"), redo)
        self._menus.back.setEnabled(bool(self.stack.came_from))
        self.top_bar.lead_back(self.stack.way_back)
        name = self._shop().name if database is not None else ""
        self.top_bar.name_shop(name or (_("我的店铺") if database is not None else ""))
        title = self.current.title() if self.current is not None else ""
        self.setWindowTitle(" · ".join(part for part in (title, name, _("掌柜台")) if part))

    def _restart_with(self, backup: Path) -> None:
        self.backup_to_restore = backup
        QTimer.singleShot(0, self, self.close)  # not from inside the work that asked for it: closing waits for that

    # ---- size and closing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.furnished:
            self._fold()

    def _fold(self) -> None:
        self.navigation.fold(self.width() < 1180)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.furnished:
            event.ignore()  # the start is under way
            return
        focus = QApplication.focusWidget()
        if focus is not None:
            focus.clearFocus()  # what is being typed counts
        try:
            self.context.wait_idle(self.patience)
        except TimeoutError:
            self.backup_to_restore = None
            self.context.say(_("还有工作没有做完，请稍等或先取消。"))
            event.ignore()
            return
        self.context.close()
        self._clock.stop()
        keep_place(self)
        save_settings(replace(load_settings(), last_page=self.stack.current_name))
        event.accept()
