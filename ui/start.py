"""Opening the window: look first, then the shop; the first run, the second start and a damaged shop are met here."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from shopdesk import __version__
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _, language, set_language
from shopdesk.base.paths import APP_NAME, default_data_dir
from shopdesk.base.settings import Settings, load_settings, save_settings
from shopdesk.data.folder import DATABASE_FILE, is_free, lock_folder, release_folder
from ui.catching import catch_everything
from ui.main_window import MainWindow
from ui.tokens import DARK, LIGHT

if TYPE_CHECKING:
    from shopdesk.data.database import Database

_TURN = 0.001
_PAINTED_WITHIN = 0.5
_A_MOMENT = 100
"""Milliseconds between two looks at whether the first page has what it asked for."""


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """The application in the owner's language and look, without a window yet."""
    settings = load_settings()
    application = begin_application(settings, arguments)
    dress(settings)
    return application


def begin_application(settings: Settings, arguments: Sequence[str] = ()) -> QApplication:
    """As much of it as a bare window needs."""
    # While a worker reckons in Python the window gets its turn after 1 ms instead of 5: painting asks for it often.
    sys.setswitchinterval(_TURN)
    if "fcitx" in os.environ.get("XMODIFIERS", "") and sys.platform == "linux":
        os.environ.setdefault("QT_IM_MODULE", "ibus")  # the wheels carry only the ibus plugin, which fcitx answers
    application = QApplication.instance() or QApplication([APP_NAME, *arguments])
    assert isinstance(application, QApplication)
    application.setApplicationName(APP_NAME)
    application.setApplicationVersion(__version__)
    set_language(settings.language)
    return application


def dress(settings: Settings) -> None:
    """Fonts, colours and Qt's own words, which take as long as a bare window."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    from ui.theme import apply_theme

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    QLocale.setDefault(QLocale("zh_CN" if language() == "zh_CN" else "en_US"))
    if language() == "zh_CN":  # English is what Qt speaks by itself
        translator = QTranslator(application)
        if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            application.installTranslator(translator)
    look = settings.look
    apply_theme(application, look if look in ("auto", "light", "dark") else "auto")  # type: ignore[arg-type]


def open_window(arguments: list[str]) -> int:
    """Run the window until it is closed; returns the exit status."""
    gc.disable()  # what is imported and laid out stays: looking for garbage in it takes a sixth of a start
    try:
        return _open_window(arguments)
    finally:
        gc.enable()


def _open_window(arguments: list[str]) -> int:
    chosen, rest = _read_arguments(arguments)
    settings = load_settings()
    application = begin_application(settings, rest)
    catch_everything()
    folder = _choose_folder(chosen, settings)
    if folder is None:
        return 0
    # Looked at first; but a second start shows no window of its own.
    window = _painted_window(application, settings.look) if is_free(folder) else None
    dress(settings)
    try:
        lock = lock_folder(folder)
    except ShopError as error:
        return _turn_away(folder, window, error)
    try:
        return run_shop(application, folder, window)
    finally:
        release_folder(lock)


def _turn_away(folder: Path, window: MainWindow | None, error: ShopError) -> int:
    from ui.single_instance import raise_first_window  # Qt's network library: not before the first paint

    if window is not None:
        window.hide()
    if error.code == "in_use" and raise_first_window(folder):
        return 0
    _tell_refusal(error)
    return 1


def run_shop(application: QApplication, folder: Path, window: MainWindow | None = None) -> int:
    """The shop's window until it is closed for good; the caller owns the folder, and may have painted the window."""
    from ui.app_context import AppContext
    from ui.logs import start_log

    news = ""
    while True:
        window = window or _painted_window(application, load_settings().look)
        window.furnish(AppContext())
        application.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)  # painted before the shop opens
        start_log()
        database = _open_or_recover(folder)
        if database is None:
            window.hide()
            window.deleteLater()
            return 1
        status, backup = _run_window(application, window, database, news)
        if backup is None:
            return status
        news, window = _put_back(folder, backup), None


def _painted_window(application: QApplication, look: str) -> MainWindow:
    """The bare window on screen, in the ground of its look: all that follows takes longer."""
    window = MainWindow()
    dark = look == "dark" or (look != "light" and application.palette().window().color().lightness() < 128)
    ground = DARK if dark else LIGHT
    window.setStyleSheet(f"QMainWindow {{ background: {ground.window}; }}")
    window.show()
    until = time.monotonic() + _PAINTED_WITHIN
    while not window.windowHandle().isExposed() and time.monotonic() < until:
        application.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 10)
    application.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    return window


def _run_window(
    application: QApplication, window: MainWindow, database: Database, news: str
) -> tuple[int, Path | None]:
    """One window from opening to closing; the backup that it wants in the shop's place before it is opened again."""
    from ui.single_instance import answer_second_starts, bring_forward

    try:
        window.open(database)
        server = answer_second_starts(database.path.parent, partial(bring_forward, window), window)
        QTimer.singleShot(0, window.begin_day)
        QTimer.singleShot(0, partial(_begin_collections, window))
        if news:
            QTimer.singleShot(0, window, lambda: window.context.say(news))
        status = application.exec()
        server.close()
        if database.derived:  # what no page asked for is not in memory
            from ui.turn_of_day import keep_arrays

            keep_arrays(database)
        backup = window.backup_to_restore
        return status, backup
    finally:
        window.deleteLater()
        # Now, not when the next window has events: its timers would ask a shop that is closed.
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        database.close()


def _begin_collections(window: MainWindow) -> None:
    """Once the first page has what it asked for. What stands then stays: without it in their sight full collections,
    which stop every thread, take 10 ms instead of 100."""
    if not window.context.is_idle:
        QTimer.singleShot(_A_MOMENT, window, partial(_begin_collections, window))
        return
    gc.freeze()
    gc.enable()


def _put_back(folder: Path, backup: Path) -> str:
    """Restore; returns what there is to say about it in the window that opens again."""
    from shopdesk.safety.restore import restore_backup

    try:
        done = restore_backup(folder, backup)
    except ShopError as error:
        _tell_refusal(error)
        return ""
    if done.kept is None:
        return _("已恢复。")
    return _("已恢复。恢复错了？在“设置 › 数据安全”里可以换回来。")


def _read_arguments(arguments: list[str]) -> tuple[Path | None, list[str]]:
    chosen: Path | None = None
    rest = []
    words = iter(arguments)
    for word in words:
        if word == "--data":
            chosen = Path(next(words, ""))
        elif word.startswith("--data="):
            chosen = Path(word.removeprefix("--data="))
        else:
            rest.append(word)
    return chosen, rest


def _choose_folder(chosen: Path | None, settings: Settings) -> Path | None:
    """The shop to open: asked for, or the last one, or what the first run makes. None when the owner gave up."""
    if chosen is None and os.environ.get("SHOPDESK_DATA"):
        chosen = default_data_dir()
    folder = chosen or (Path(settings.shop_folder) if settings.shop_folder else default_data_dir())
    if not _is_shop(folder):
        from ui.first_run import FirstRun

        dress(settings)
        lost = None if chosen or not settings.shop_folder else folder
        welcome = FirstRun(default_data_dir() if lost else folder, lost)
        if not welcome.exec():
            return None
        folder = welcome.folder
        settings = load_settings()  # the first run may have changed them
    if settings.shop_folder != str(folder):  # writing waits for the disk, and the window for the writing
        save_settings(replace(settings, shop_folder=str(folder)))
    return folder


def _tell_refusal(error: ShopError) -> None:
    from ui.errors import tell_refusal  # dialogs: not before the first paint

    tell_refusal(error)


def _is_shop(folder: Path) -> bool:
    """A folder with backups is one, even if its file has gone: it can be put back."""
    if (folder / DATABASE_FILE).exists():
        return True
    from shopdesk.safety.backup import list_backups

    return bool(list_backups(folder))


def _open_or_recover(folder: Path) -> Database | None:
    """The shop, if need be after the recovery screen has put something in its place; None when the owner gave up."""
    from shopdesk.data.connections import DamagedShopError
    from shopdesk.members.shop_file import open_shop

    while True:
        try:
            if not (folder / DATABASE_FILE).exists():  # else a new one would be made beside the backups
                raise DamagedShopError(
                    _("店铺文件不见了：{path}").format(path=folder / DATABASE_FILE), _("可以从备份恢复。"), "damaged"
                )
            return open_shop(folder)
        except DamagedShopError as error:
            from ui.logs import log
            from ui.recovery import RecoveryScreen

            log.error("the shop cannot be opened")
            if not RecoveryScreen(folder, error).exec():
                return None
        except ShopError as error:
            _tell_refusal(error)
            return None
