"""Workbooks are opened in a child process with a limit on memory and time; see `workbook_child`."""

from __future__ import annotations

import multiprocessing
import time
from multiprocessing.connection import Connection
from pathlib import Path

from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.files.content import FileContent, Sheet, SheetDraft
from shopdesk.files.limits import Unsafe
from shopdesk.files.sniff import FileKind

_MEMORY = 800_000_000  # address space: the interpreter itself takes 150 MB of it
_MEMORY_PER_BYTE = 60  # an honest 3 MB workbook of 100,000 rows needs 100 MB
_MEMORY_CEILING = 4_000_000_000
_SECONDS = 9.0  # by the clock, the child's start included; an honest file takes a tenth of it
_SECONDS_PER_MB = 1.5
_CPU_SECONDS = 6.0  # where the system can count it: a busy computer is no hostile file
_OUT_OF_MEMORY = (-6, -9)  # SIGABRT of a failed allocation, SIGKILL of the system's own limit
_OUT_OF_TIME = -24  # SIGXCPU


def read_workbook(path: Path, kind: FileKind, password: str | None, progress: Progress = SILENT) -> FileContent:
    """Raises Unsafe with the code of what is wrong; Cancelled passes through and ends the child."""
    # Late: only workbooks need the child's module, and it loads the reading library.
    from shopdesk.files.workbook_child import read_in_child

    size = path.stat().st_size
    seconds = _SECONDS + size / 1e6 * _SECONDS_PER_MB
    cpu_seconds = int(_CPU_SECONDS + size / 1e6)
    memory = min(_MEMORY + size * _MEMORY_PER_BYTE, _MEMORY_CEILING)
    context = multiprocessing.get_context("spawn")  # the same on every system, and safe beside Qt's threads
    mine, its = context.Pipe(duplex=False)
    child = context.Process(
        target=read_in_child, args=(its, str(path), kind, password, memory, cpu_seconds), daemon=True
    )
    child.start()
    its.close()
    try:
        return _collect(mine, time.monotonic() + seconds, progress)
    except EOFError:
        child.join(2)
        raise Unsafe(_cause_of(child.exitcode)) from None
    finally:
        mine.close()
        child.kill()
        child.join()
        child.close()


def _cause_of(exit_code: int | None) -> str:
    if exit_code in _OUT_OF_MEMORY:
        return "too_much_memory"
    return "too_slow" if exit_code == _OUT_OF_TIME else "damaged_file"


def _collect(pipe: Connection, deadline: float, progress: Progress) -> FileContent:
    drafts: list[SheetDraft] = []
    count = 0
    while True:
        if not pipe.poll(0.2):
            progress.report(count, 0, _("正在读取表格…"))
            if time.monotonic() > deadline:
                raise Unsafe("too_slow")
            continue
        match pipe.recv():
            case ("sheet", name, merged, hidden, hidden_rows):
                drafts.append(SheetDraft(name, merged, hidden, hidden_rows))
            case ("rows", rows, cleaned, damaged):
                draft = drafts[-1]
                draft.cleaned.update(at + len(draft.rows) for at in cleaned)
                draft.damaged.update(at + len(draft.rows) for at in damaged)
                draft.rows.extend(rows)
                count += len(rows)
                progress.report(count, 0, _("正在读取表格…"))
            case ("problem", code):
                raise Unsafe(code)
            case ("end", encoding, notes, dates_from_1904):
                return _content(encoding, notes, dates_from_1904, tuple(draft.finished() for draft in drafts))
        if time.monotonic() > deadline:
            raise Unsafe("too_slow")


def _content(encoding: str, codes: tuple[str, ...], dates_from_1904: bool, sheets: tuple[Sheet, ...]) -> FileContent:
    notes = []
    if "macros" in codes:
        notes.append(_("文件里有宏，已忽略，没有运行。"))
    if "external_links" in codes:
        notes.append(_("文件里有指向其他文件的链接，没有打开它们，用的是表里存的值。"))
    hidden = sum(sheet.hidden_rows for sheet in sheets)
    if hidden:
        notes.append(_("表里有 {count} 行被隐藏或筛选掉了，也一起读了进来。").format(count=hidden))
    cleaned = sum(len(sheet.cleaned) for sheet in sheets)
    if cleaned:
        notes.append(_("{count} 行里有看不见的控制字符，已去掉。").format(count=cleaned))
    return FileContent("workbook", encoding, sheets, tuple(notes), dates_from_1904=dates_from_1904)
