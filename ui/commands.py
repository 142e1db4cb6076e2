"""What each command does: open the shop, call the function, say what happened."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from shopdesk.base.dates import today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.folder import lock_folder, release_folder
from shopdesk.data.shop import read_shop
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
from shopdesk.members.shop_file import open_shop
from shopdesk.sample.beginning import begin_shop

_WORDS_SHOWN = 20
_STDIN = "-"


@dataclass(frozen=True)
class Outcome:
    json: dict[str, Any]
    text: str
    status: int = field(default=0)


@contextmanager
def owned(folder: Path) -> Iterator[Database]:
    """The shop, to be written. Refused while a window has it open, and where there is none."""
    with looked_at(folder):
        pass  # says clearly when there is no shop here, before a lock file is left in the folder
    lock = lock_folder(folder)
    try:
        with closing(open_shop(folder)) as database:
            yield database
    finally:
        release_folder(lock)


@contextmanager
def begun(folder: Path) -> Iterator[Database]:
    """The same, with a new shop where there is none; nothing of it stays when the command fails."""
    if (folder / DATABASE_FILE).exists():
        with owned(folder) as database:
            yield database
        return
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    lock = lock_folder(folder)
    done = False
    try:
        with closing(open_shop(folder)) as database:
            database.change(_("新店铺"), begin_shop, undoable=False)
            yield database
        done = True
    finally:
        if not done:
            for left in folder.glob(DATABASE_FILE + "*"):
                left.unlink()
        release_folder(lock)
        if not done:
            _take_away(folder, missing)


def _take_away(folder: Path, made: list[Path]) -> None:
    with suppress(OSError):  # something else stands there
        for place in made:
            place.rmdir()


@contextmanager
def looked_at(folder: Path) -> Iterator[Database]:
    """The shop, only to be read; works beside an open window."""
    database = open_shop(folder, read_only=True)
    try:
        yield database
    finally:
        database.close()


# ---- bringing in


def demo(options: argparse.Namespace) -> Outcome:
    from shopdesk.sample.shop import fill_sample_shop

    with begun(options.data) as database:
        made, _change = database.change(
            _("示例店铺"), lambda session: fill_sample_shop(session, today()), undoable=False
        )
    return Outcome(made, _("示例店铺已放好：{members} 位会员，{orders} 张订单。").format(**made))


def _wish(options: argparse.Namespace) -> Wish:
    return Wish(options.kind, options.product, options.year, options.password, options.encoding)


def _open(options: argparse.Namespace) -> Source:
    if options.file == _STDIN:
        return _open_piped(sys.stdin.buffer.read(), _wish(options))
    return open_file(Path(options.file), _wish(options))


def _open_for_shop(options: argparse.Namespace) -> Source:
    """A locked workbook is tried with the passwords that the shop remembers."""
    try:
        return _open(options)
    except ShopError as error:
        shop = (options.data / DATABASE_FILE).exists()
        if error.code != "password_needed" or options.password or options.file == _STDIN or not shop:
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


def parse_file(options: argparse.Namespace) -> Outcome:
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


def import_file(options: argparse.Namespace) -> Outcome:
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


# ---- asking


def _rule_of(database: Database, words: str) -> tuple[str, dict[str, Any], int | None]:
    """A saved segment by its name with its id, or a rule from a file."""
    from shopdesk.members.segments import find_segment

    with database.read() as session:
        saved = find_segment(session, words)
    if saved is not None:
        return saved.name, saved.rule, saved.id
    return Path(words).stem, _read_rule(Path(words)), None


def _read_rule(path: Path) -> dict[str, Any]:
    try:
        text = sys.stdin.buffer.read() if str(path) == _STDIN else path.read_bytes()
        rule = json.loads(text.decode("utf-8-sig"))
    except OSError:
        raise ShopError(_("没有叫“{name}”的人群，也没有这个规则文件。").format(name=path), code="no_segment") from None
    except (ValueError, RecursionError) as error:
        raise ShopError(_("规则文件不是 JSON：{reason}").format(reason=error), code="bad_rule") from None
    if not isinstance(rule, dict):
        raise ShopError(_("规则是空的，或者不是一个条件。"), code="bad_rule")
    return rule


def segment(options: argparse.Namespace) -> Outcome:
    from shopdesk.members.segments import select_ids

    with looked_at(options.data) as database:
        _name, rule, segment_id = _rule_of(database, options.rule)
        with database.read() as session:
            ids = select_ids(session, rule, today(read_shop(session).time_zone), segment_id)
    if options.ids:
        return Outcome({"count": len(ids), "ids": ids}, "\n".join(map(str, ids)))
    return Outcome({"count": len(ids)}, _("{count} 人").format(count=len(ids)))


def insight(options: argparse.Namespace) -> Outcome:
    from shopdesk.insight.spans import Span
    from shopdesk.insight.to_json import everything_to_json

    with looked_at(options.data) as database, database.read() as session:
        last = options.as_of or today(read_shop(session).time_zone)
        first = options.first or last - 29
        if first > last:
            raise ShopError(_("开始的日子在最后一天以后。"), _("--from 要在 --as-of 那天或更早。"), "bad_period")
        found = everything_to_json(session, Span(first, last))
    ever = found["repurchase_rate"]["ever"]
    text = _("会员 {members}，买过的 {buyers}，订单 {orders}，成交 {sales}，复购率 {rate}").format(
        members=found["members"], buyers=found["buyers"], orders=found["orders"], sales=format_fen(found["sales_fen"]),
        rate="—" if ever is None else f"{ever:.1%}",
    )  # fmt: skip
    return Outcome(found, text)


# ---- taking out


def export(options: argparse.Namespace) -> Outcome:
    from shopdesk.content.template_store import list_templates
    from shopdesk.outreach.contact_lists import ListWish, export_contact_list, log_export
    from shopdesk.referrals.links import link_for

    out = Path(options.out)
    if out.resolve().parent == options.data.resolve() and out.name.startswith(DATABASE_FILE):
        raise ShopError(_("这是店铺正在用的文件，不能把名单写到这里。"), _("请换一个名字或文件夹。"), "same_file")
    with owned(options.data) as database:
        name, rule, segment_id = _rule_of(database, options.segment)
        with database.read() as session:
            template = None
            if options.template:
                found = [row for row in list_templates(session) if row.name == options.template]
                if not found:
                    raise ShopError(_("没有叫“{name}”的模板。").format(name=options.template), code="no_template")
                template = found[0].id
            wish = ListWish(name, rule, template_id=template, mask=options.mask, segment_id=segment_id)
            day = today(read_shop(session).time_zone)
            done = export_contact_list(session, out, wish, day, link_for=link_for)
        database.change(_("导出名单"), lambda session: log_export(session, done, wish))
    return Outcome(
        {"rows": done.rows, "file": str(out.resolve())}, _("{rows} 人 → {file}").format(rows=done.rows, file=out)
    )


def posters(options: argparse.Namespace) -> Outcome:
    from ui.poster_command import make_posters

    with owned(options.data) as database:
        name, rule, segment_id = _rule_of(database, options.segment)
        files = make_posters(database, name, rule, options, segment_id)
    return Outcome({"files": [str(file.resolve()) for file in files]}, "\n".join(str(file) for file in files))


# ---- safety


def backup(options: argparse.Namespace) -> Outcome:
    from shopdesk.safety.backup import backup_to, make_backup

    with looked_at(options.data):
        pass  # says clearly when there is no shop here, or a damaged one
    made = backup_to(options.data, Path(options.file)) if options.file else make_backup(options.data)
    return Outcome({"file": str(made.resolve())}, _("已备份到 {name}").format(name=made))


def restore(options: argparse.Namespace) -> Outcome:
    from shopdesk.safety.backup import refuse_bad_backup
    from shopdesk.safety.restore import restore_backup

    refuse_bad_backup(Path(options.file))  # before anything is made in a folder that may be empty
    lock = lock_folder(options.data)
    try:
        done = restore_backup(options.data, Path(options.file))
    finally:
        release_folder(lock)
    kept = str(done.kept.resolve()) if done.kept is not None else None
    text = _("已恢复。原来的文件在 {folder}").format(folder=kept) if kept else _("已恢复。")
    return Outcome({"file": str(done.source.resolve()), "kept": kept}, text)


def check(options: argparse.Namespace) -> Outcome:
    from shopdesk.data.connections import DamagedShopError
    from shopdesk.data.copying import find_damage
    from shopdesk.data.database import DATABASE_FILE
    from shopdesk.safety.check import Problem, check_shop

    try:
        with looked_at(options.data) as database, database.read() as session:
            problems = check_shop(session)
    except DamagedShopError as error:
        damage = find_damage(options.data / DATABASE_FILE) or [error.message]
        problems = [Problem("damaged", found) for found in damage]
    found = [{"code": problem.code, "message": problem.message, "ids": list(problem.ids)} for problem in problems]
    text = "\n".join(problem.message for problem in problems) or _("数据完好。")
    return Outcome({"ok": not problems, "problems": found}, text, 1 if problems else 0)


def sample_day(options: argparse.Namespace) -> Outcome:
    from ui.sample_day import play_sample_day

    made = play_sample_day(Path(options.outdir))
    return Outcome(dict(made), "\n".join(f"{name}\t{value}" for name, value in made.items()))
