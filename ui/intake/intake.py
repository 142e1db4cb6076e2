"""One import under way: what came in, what the owner decided, and the work beside the window that goes with it.

Outdated work is cancelled; nothing is written before `carry_out`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import Progress
from shopdesk.intake.apply import Imported
from shopdesk.intake.importing import Lessons, import_preview, known_passwords, open_with_known
from shopdesk.intake.list_lines import Mend
from shopdesk.intake.mending import Lesson, NameLesson
from shopdesk.intake.own_presets import FOLDER, save_preset
from shopdesk.intake.preview import Choices, Preview, look_ahead, read_source
from shopdesk.intake.preview_rows import ListRow, TableRow, list_rows, table_rows
from shopdesk.intake.sources import Parsed, Source, Wish, open_text
from shopdesk.intake.tables import Mapping
from ui.app_context import AppContext
from ui.tasks import Task

_PAUSE_MS = 120


@dataclass(frozen=True)
class Seen:
    """A preview with the rows of its table, made together beside the window."""

    preview: Preview
    list_rows: dict[int, ListRow]
    table_rows: dict[int, TableRow]


class Intake(QObject):
    opened = Signal()
    """Something was read: `parsed` is there."""
    looked = Signal()
    """What importing would do is known: `seen` is there."""
    decided = Signal()
    """The effect on screen is older than the last decision, until `looked`."""
    imported = Signal(object)  # Imported
    failed = Signal(object)  # ShopError
    busy_changed = Signal(str)  # what is being done, "" for nothing
    progressed = Signal(int, int, str)

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._task: Task | None = None
        self.writing = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self.look)
        self.forget()

    def forget(self) -> None:
        """Ready for something else."""
        self.stop()
        self.path: Path | None = None
        self.text = ""
        self.source: Source | None = None
        self.wish = Wish(presets=self.presets_folder)
        self.mapping: Mapping | None = None
        self._read_as: tuple[Wish, Mapping | None] = (self.wish, None)
        self.remember_mapping = True
        self.format_name = ""
        self.remember_password = False
        self.choices = Choices()
        self.not_learned: frozenset[Lesson | NameLesson] = frozenset()
        self.parsed: Parsed | None = None
        self.seen: Seen | None = None
        self.result: Imported | None = None

    @property
    def presets_folder(self) -> Path:
        return self.context.database.path.parent / FOLDER

    # ---- reading

    def open_text(self, text: str) -> None:
        self.forget()
        self.text = text
        self._read(lambda _progress: open_text(text))

    def open_file(self, path: Path, password: str | None = None, *, remember: bool = False) -> None:
        self.forget()
        self.path, self.remember_password = path, remember
        self.wish = replace(self.wish, password=password)
        self._open_again()

    def read_again(self, **wishes: Any) -> None:
        """With another product, year, kind, sheet or encoding; what was mended stays."""
        self.wish = replace(self.wish, **wishes)
        if "encoding" in wishes:
            self._open_again()
        elif self.source is not None:
            source = self.source
            self._read(lambda _progress: source)

    def read_with(self, mapping: Mapping | None, *, remember: bool = True, format_name: str = "") -> None:
        self.mapping, self.remember_mapping = mapping, remember
        self.format_name = format_name if remember else ""
        self.read_again()

    def _open_again(self) -> None:
        path, wish, context = self.path, self.wish, self.context
        assert path is not None

        def open_it(progress: Progress) -> Source:
            with context.database.read() as session:
                known = known_passwords(session)
            return open_with_known(path, wish, known, progress)

        self._read(open_it)

    def _read(self, open_it: Callable[[Progress], Source]) -> None:
        wish, mapping, context = self.wish, self.mapping, self.context

        def work(progress: Progress) -> Parsed:
            source = open_it(progress)
            with context.database.read() as session:
                return read_source(session, source, wish, mapping, progress)

        def fail(error: ShopError) -> None:
            if self.parsed is not None:
                self.wish, self.mapping = self._read_as  # what is on screen was read so
            self.failed.emit(error)

        self._start(_("正在读取…"), work, lambda parsed: self._on_read(parsed, wish, mapping), fail)

    def _on_read(self, parsed: Parsed, wish: Wish, mapping: Mapping | None) -> None:
        self._read_as = wish, mapping
        self.source, self.parsed = parsed.source, parsed
        self.seen = None
        self.opened.emit()

    # ---- deciding

    def choose(self, **choices: Any) -> None:
        """One more decision; the effect is worked out again in a moment."""
        self.choices = replace(self.choices, **choices)
        self._soon.start()
        self.decided.emit()

    def mend(self, mends: dict[str, Mend]) -> None:
        self.choose(mends={**self.choices.mends, **mends})

    def look(self) -> None:
        """Work out what importing would do now."""
        self._soon.stop()
        parsed, choices, context = self.parsed, self.choices, self.context
        if parsed is None:
            return

        def work(progress: Progress) -> Seen:
            with context.database.read() as session:
                preview = look_ahead(session, parsed, choices, progress)
            if parsed.jielong is not None:
                return Seen(preview, list_rows(preview), {})
            return Seen(preview, {}, table_rows(preview))

        self._start(_("正在对照店里的资料…"), work, self._on_looked, self.failed.emit)

    def _on_looked(self, seen: Seen) -> None:
        self.seen = seen
        self.looked.emit()

    @property
    def decisions(self) -> int:
        """How much of the owner's work would be lost by closing now."""
        choices, answers = self.choices, self.choices.answers
        decided = len(choices.mends) + len(choices.prices) + len(choices.units)
        return decided + len(answers.same) + len(answers.different)

    # ---- writing

    @property
    def busy(self) -> bool:
        return self._task is not None

    @property
    def pending(self) -> bool:
        """Whether the effect on screen is older than the last decision."""
        return self._soon.isActive() or self.seen is None or self._task is not None

    def carry_out(self) -> None:
        """Import what the preview shows, in one undoable change."""
        if self.pending or self.seen is None:
            return
        preview, answers = self.seen.preview, self.choices.answers
        lessons = self._lessons(preview)

        def work(session: Any, progress: Progress) -> Imported:
            return import_preview(session, preview, answers, lessons, progress)

        label = _("导入 {what}").format(what=self.name())
        self.writing = True
        self.busy_changed.emit(_("正在导入…"))
        task = self.context.change(label, work, self._on_imported, self.failed.emit, watched=False)
        self._watch(task)

    def _lessons(self, preview: Preview) -> Lessons:
        nicknames = tuple(lesson for lesson in preview.lessons if lesson not in self.not_learned)
        names = tuple(lesson for lesson in preview.names if lesson not in self.not_learned)
        mapping = self.mapping if self.remember_mapping else None
        password = self.wish.password if self.remember_password else None
        return Lessons(nicknames, names, mapping, password or "")

    def _on_imported(self, result: Imported) -> None:
        self.result = result
        self._save_format()
        self.imported.emit(result)

    def _save_format(self) -> None:
        """The columns as a file of the shop's folder, when the owner gave such tables a name."""
        table = self.parsed.table if self.parsed is not None else None
        if self.mapping is None or table is None or not self.format_name.strip():
            return
        try:
            path = save_preset(self.presets_folder, self.format_name, table.header, self.mapping)
        except ShopError as error:
            self.context.say(str(error))
            return
        if path is not None:
            self.context.say(_("已存为表格格式“{name}”。").format(name=path.stem))

    def name(self) -> str:
        """What this import is called in the Undo menu."""
        if self.path is not None:
            return self.path.name
        if self.parsed is not None and self.parsed.jielong is not None and self.parsed.jielong.title:
            return self.parsed.jielong.title[:20]
        return _("接龙") if self.parsed is not None and self.parsed.jielong is not None else _("表格")

    # ---- work beside the window

    def stop(self) -> None:
        """Cancel what is being read; it is outdated and is not heard of again."""
        self._soon.stop()
        if self._task is not None and not self.writing:
            self._task.cancel()
            self._task = None
            self.busy_changed.emit("")

    def stop_writing(self) -> None:
        """Ask the import to stop; it rolls back and `busy_changed` says when it has. It may have got through."""
        if self._task is not None and self.writing:
            self._task.cancel()

    def _start(
        self,
        text: str,
        work: Callable[[Progress], Any],
        then: Callable[[Any], None],
        failed: Callable[[ShopError], object],
    ) -> None:
        if self.writing:
            return
        self.stop()
        self.busy_changed.emit(text)
        task: Task

        def finish(result: Any) -> None:
            if self._task is task:
                then(result)

        def fail(error: ShopError) -> None:
            if self._task is task:
                failed(error)

        task = self.context.do("", work, finish, fail)
        self._watch(task)

    def _watch(self, task: Task) -> None:
        self._task = task
        task.progressed.connect(self.progressed)
        task.ended.connect(lambda: self._on_ended(task))

    def _on_ended(self, task: Task) -> None:
        if self._task is task:
            self._task = None
            self.writing = False
            self.busy_changed.emit("")
