"""The result of a group check as a workbook, for whoever keeps the group with the owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.tables import ExportLog
from shopdesk.files.table_writer import Sheet, SheetColumn, write_workbook
from shopdesk.members.group_check import CheckRow


def result_name(result: str) -> str:
    return {
        "ordered": _("下过单"),
        "never": _("没下过单"),
        "unknown": _("不认识"),
        "new": _("新进群"),
        "left": _("退群"),
    }[result]


def results_text(row: CheckRow) -> str:
    """没下过单、新进群"""
    return _("、").join(result_name(result) for result in row.results)


def write_check(path: Path, group: str, rows: Sequence[CheckRow], progress: Progress = SILENT) -> None:
    columns = [
        SheetColumn(_("群里的名字"), 24, "text"),
        SheetColumn(_("会员"), 20, "text"),
        SheetColumn(_("房号"), 14, "text"),
        SheetColumn(_("情况"), 18, "text"),
        SheetColumn(_("单数"), 8, "count"),
        SheetColumn(_("最近下单"), 14, "day"),
    ]
    sheet = Sheet(_("群核对"), columns, _cells(rows), len(rows))
    write_workbook(path, lambda: iter([sheet]), progress)


def _cells(rows: Sequence[CheckRow]) -> Iterator[list[Any]]:
    for row in rows:
        yield [row.name, row.member_name or None, row.room or None, results_text(row), row.orders, row.last_day]


def log_check(session: Session, group: str, rows: int, file_name: str) -> None:
    """Put the export on record, in a change of its own."""
    what = _("群核对：{group}").format(group=group)
    entry = {"at": now(), "what": what, "rows": rows, "masked": False, "file_name": file_name}
    session.execute(insert(ExportLog), [entry])
