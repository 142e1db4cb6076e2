"""The commands that read a file: `parse` says how it was read, `import` carries it out."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.database import DATABASE_FILE
from shopdesk.files.sniff import HEAD_BYTES, sniff
from shopdesk.intake.apply import Imported
from shopdesk.intake.draft import Answers
from shopdesk.intake.importing import import_lists, import_preview, known_passwords, open_with_known
from shopdesk.intake.own_presets import FOLDER
from shopdesk.intake.preview import look_ahead, read_source
from shopdesk.intake.sources import (
    Parsed,
    Source,
    Wish,
    open_bytes,
    open_file,
    parse,
    parsed_to_json,
)
from ui.command_outcome import STDIN, Outcome
from ui.command_shop import begun, looked_at

_WORDS_SHOWN = 20


def _wish(options: argparse.Namespace) -> Wish:
    return Wish(options.kind, options.product, options.year, options.password, options.encoding)


def _open(options: argparse.Namespace) -> Source:
    if options.file == STDIN:
        return _open_piped(sys.stdin.buffer.read(), _wish(options))
    return open_file(Path(options.file), _wish(options))


def _open_for_shop(options: argparse.Namespace) -> Source:
    """A locked workbook is tried with the passwords that the shop remembers."""
    try:
        return _open(options)
    except ShopError as error:
        shop = (options.data / DATABASE_FILE).exists()
        if error.code != "password_needed" or options.password or options.file == STDIN or not shop:
            raise
    with looked_at(options.data) as database, database.read() as session:
        known = known_passwords(session)
    return open_with_known(Path(options.file), _wish(options), known)


def _open_piped(data: bytes, wish: Wish) -> Source:
    """Text as it is; a workbook is read from a file, as its reader is a process of its own."""
    if sniff(data[:HEAD_BYTES]) in ("text", "empty", "vcard"):
        return open_bytes(data, wish)
    with tempfile.TemporaryDirectory(prefix="shopdesk-") as folder:
        path = Path(folder) / "stdin"
        path.write_bytes(data)
        return replace(open_file(path, wish), file_name="")


def parse_only(options: argparse.Namespace) -> Outcome:
    parsed = parse(_open(options), _wish(options))
    return Outcome(parsed_to_json(parsed), _parsed_text(parsed))


def _parsed_text(parsed: Parsed) -> str:
    if parsed.jielong is not None:
        lines = [parsed.jielong.title]
        for entry in parsed.jielong.entries:
            items = _("、").join(f"{item.product}×{item.qty}{item.unit or ''}" for item in entry.items)
            mark = f"  ? {entry.reason}" if entry.needs_review else ""
            lines.append(f"{entry.seq or ''}\t{entry.name}\t{_('取消') if entry.cancelled else items}{mark}")
        lines += [
            "! " + _("{name}：{text}").format(name=problem.text, text=problem.reason)
            for problem in parsed.jielong.problems
        ]
        return "\n".join(lines)
    table = parsed.table
    assert table is not None
    count = len(table.orders) + len(table.members) + len(table.payments)
    lines = [_("{preset}：{count} 条，{rejected} 行没有读入").format(
        preset=table.preset or table.kind, count=count, rejected=len(table.rejected))]  # fmt: skip
    lines += [_("第 {row} 行：{reason}").format(row=row.row, reason=row.reason) for row in table.rejected]
    return "\n".join(lines)


def parse_and_import(options: argparse.Namespace) -> Outcome:
    source = _open_for_shop(options)
    with begun(options.data) as database:
        with database.read() as session:
            parsed = read_source(session, source, replace(_wish(options), presets=database.path.parent / FOLDER))
            preview = look_ahead(session, parsed)
        if parsed.table is not None and not parsed.table.recognised:
            raise ShopError(
                _("认不出这份表格的列。"),
                _("请在窗口里导入一次，告诉程序每一列是什么，以后就会记住。"),
                "unknown_table",
            )
        wish = _wish(options)

        def work(session: Any) -> Imported:
            if parsed.lists:
                return import_lists(session, parsed.lists, wish)
            return import_preview(session, preview, Answers())

        result, _change = database.change(_("导入"), work, undoable=False)
    return Outcome(_imported_json(result), _imported_text(result))


def _imported_json(result: Imported) -> dict[str, Any]:
    return {
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "rejected": [{"row": row.row, "reason": row.reason} for row in result.rejected],
        "warnings": [{"row": row, "reason": reason} for row, reason in result.warnings],
        "needs_review": [
            {"row": row.row, "reason": row.reason, "said": list(row.cells)} for row in result.needs_review
        ],
    }


def _imported_text(result: Imported) -> str:
    added = result.added
    lines = [
        _("新增 {members} 位会员、{orders} 张订单、{payments} 笔流水；改动 {changed}，不变 {same}。").format(
            **{name: added[name] for name in ("members", "orders", "payments")},
            changed=sum(result.changed.values()), same=result.unchanged,
        )
    ]  # fmt: skip
    for title, rows in ((_("没有导入"), result.rejected), (_("要您看一下"), result.needs_review)):
        if rows:
            lines.append(_("{name}：{text}").format(name=title, text=len(rows)))
            lines += [f"  {row.row}\t{row.reason}" for row in rows[:_WORDS_SHOWN]]
    return "\n".join(lines)
