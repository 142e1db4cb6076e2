"""What each command does: open the shop, call the function, say what happened."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from shopdesk.base.dates import today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.texts import shortened
from shopdesk.data.database import DATABASE_FILE, Database
from shopdesk.data.folder import lock_folder, release_folder
from shopdesk.data.shop import read_shop
from ui.command_outcome import STDIN, Outcome
from ui.command_shop import begun, looked_at, owned_today

_LONGEST_PERIOD = 7305
"""Days: each of them is a row of what is printed."""


# ---- bringing in


def demo(options: argparse.Namespace) -> Outcome:
    from shopdesk.sample.shop import fill_sample_shop

    with begun(options.data) as database:
        made, _change = database.change(
            _("示例店铺"), lambda session: fill_sample_shop(session, today()), undoable=False
        )
    return Outcome(made, _("示例店铺已放好：{members} 位会员，{orders} 张订单。").format(**made))


def parse_file(options: argparse.Namespace) -> Outcome:
    from ui.import_commands import parse_only  # with its readers: the other commands need none of them

    return parse_only(options)


def import_file(options: argparse.Namespace) -> Outcome:
    from ui.import_commands import parse_and_import

    return parse_and_import(options)


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
        text = sys.stdin.buffer.read() if str(path) == STDIN else path.read_bytes()
        rule = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_each_once)
    except OSError:
        raise ShopError(_("没有叫“{name}”的人群，也没有这个规则文件。").format(name=path), code="no_segment") from None
    except (ValueError, RecursionError) as error:
        place = _("第 {line} 行第 {column} 个字那里读不下去。") if isinstance(error, json.JSONDecodeError) else ""
        if isinstance(error, UnicodeDecodeError):
            place = _("请把它存成 UTF-8 编码。")
        line, column = (error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else (0, 0)
        raise ShopError(_("规则文件不是 JSON。"), place.format(line=line, column=column), "bad_rule") from None
    if not isinstance(rule, dict):
        raise ShopError(_("规则是空的，或者不是一个条件。"), code="bad_rule")
    return rule


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a word that stands twice JSON keeps the last: the rule would select others than it seems to."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(word for at, (word, _value) in enumerate(pairs) if word in dict(pairs[:at]))
        raise ShopError(_("规则里同一处写了两个“{word}”。").format(word=shortened(twice)), code="bad_rule")
    return found


def segment(options: argparse.Namespace) -> Outcome:
    from shopdesk.members.automatic import select_ids_on

    with looked_at(options.data) as database:
        _name, rule, segment_id = _rule_of(database, options.rule)
        with database.read() as session:
            ids = select_ids_on(session, rule, today(read_shop(session).time_zone), segment_id)
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
        if last - first >= _LONGEST_PERIOD:
            raise ShopError(_("一段时间最多 20 年。"), _("请用 --from 选一个近一点的日子。"), "bad_period")
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
    from shopdesk.outreach.contact_lists import export_contact_list, log_export
    from shopdesk.outreach.list_wishes import ListWish
    from shopdesk.referrals.links import link_for

    out = Path(options.out)
    if out.resolve().parent == options.data.resolve() and out.name.startswith(DATABASE_FILE):
        raise ShopError(_("这是店铺正在用的文件，不能把名单写到这里。"), _("请换一个名字或文件夹。"), "same_file")
    with owned_today(options.data) as database:
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

    with owned_today(options.data) as database:
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
    from shopdesk.members.tag_check import check_everything
    from shopdesk.safety.check import Problem

    try:
        with looked_at(options.data) as database, database.read() as session:
            problems = check_everything(session)
    except DamagedShopError as error:
        damage = find_damage(options.data / DATABASE_FILE) or [error.message]
        problems = [Problem("damaged", found) for found in damage]
    found = [
        {"code": problem.code, "message": problem.message, "ids": list(problem.ids), "hint": problem.hint}
        for problem in problems
    ]
    text = "\n".join(f"{problem.message}{problem.hint}" for problem in problems) or _("数据完好。")
    return Outcome({"ok": not problems, "problems": found}, text, 1 if problems else 0)


def sample_day(options: argparse.Namespace) -> Outcome:
    from ui.sample_day import play_sample_day

    made = play_sample_day(Path(options.outdir))
    return Outcome(dict(made), "\n".join(f"{name}\t{value}" for name, value in made.items()))
