"""The commands: a thin face over the same functions as the window. One JSON object on stdout, people read stderr."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from shopdesk import __version__
from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.base.i18n import _, set_language
from shopdesk.base.paths import default_data_dir
from shopdesk.base.settings import load_settings
from shopdesk.intake.kinds import KINDS
from ui import commands
from ui.command_outcome import Outcome

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; returns the exit status of product.md: 0 done, 1 not allowed, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console would refuse emoji
    set_language(load_settings().language)
    as_json = "--json" in arguments
    try:
        options = make_parser().parse_args(arguments)
        options.data = Path(getattr(options, "data", None) or default_data_dir())
        outcome: Outcome = options.command(options)
    except WrongUsageError as wrong:
        return _refuse(wrong, as_json, WRONG_USAGE)
    except ShopError as error:
        return _refuse(error, as_json)
    except (Cancelled, KeyboardInterrupt):
        return _refuse(ShopError(_("已取消，没有改动任何东西。"), code="cancelled"), as_json)
    except SystemExit as asked:  # --help and --version have said what they had to say
        return DONE if asked.code is None else int(asked.code)
    _print(json.dumps(outcome.json, ensure_ascii=False) if as_json else outcome.text)
    return outcome.status


class WrongUsageError(ShopError):
    """The command was written wrongly; `hint` is how it is written."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUsageError(
            _("命令写得不对：{detail}").format(detail=message), self.format_usage().strip(), "wrong_usage"
        )


def _refuse(error: ShopError, as_json: bool, status: int = REFUSED) -> int:
    if as_json:
        said = {"code": error.code, "message": error.message, "hint": error.hint}
        _print(json.dumps({"error": said}, ensure_ascii=False))
    sys.stderr.write("\n".join(part for part in (error.message, error.hint) if part) + "\n")
    return status


def _print(text: str) -> None:
    try:
        sys.stdout.write(text.rstrip("\n") + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read it has heard enough. What is left in the buffer must not be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def make_parser() -> _Parser:
    common = _Parser(add_help=False, allow_abbrev=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--data", metavar="DIR", help=_("店铺所在的文件夹（或环境变量 SHOPDESK_DATA）"))
    common.add_argument("--json", action="store_true", help=_("只输出一个 JSON 对象"))
    parser = _Parser(
        prog="shopdesk", allow_abbrev=False, parents=[common], description=_("掌柜台：不开窗口也能做主要的事")
    )
    parser.add_argument("--version", action="version", version=f"ShopDesk {__version__}")
    subparsers = parser.add_subparsers(metavar=_("命令"), required=True)

    def add(name: str, command: Any, text: str) -> _Parser:
        made = subparsers.add_parser(name, allow_abbrev=False, parents=[common], help=text, description=text)
        made.set_defaults(command=command)
        return made

    add("demo", commands.demo, _("在空文件夹里放入示例店铺"))
    for name, command, text in (
        ("parse", commands.parse_file, _("读一个文件（或 - ），不导入")),
        ("import", commands.import_file, _("读一个文件并导入")),
    ):
        reading = add(name, command, text)
        reading.add_argument("file")
        reading.add_argument("--kind", choices=KINDS, default="auto")
        reading.add_argument("--product", help=_("接龙里没写商品的行指什么"))
        reading.add_argument("--year", type=_year, help=_("日期没写年份时用哪一年"))
        reading.add_argument("--password", help=_("加密工作簿的密码"))
        reading.add_argument("--encoding", help=_("文本文件的编码"))
    segment = add("segment", commands.segment, _("数出或列出规则选中的会员"))
    segment.add_argument("rule", metavar="RULE.json", help=_("规则文件，也可以是人群的名字"))
    segment.add_argument("--ids", action="store_true", help=_("列出会员 id"))
    export = add("export", commands.export, _("把人群导出成 Excel 名单"))
    export.add_argument("segment", help=_("人群的名字或规则文件"))
    export.add_argument("out", metavar="OUT.xlsx")
    export.add_argument("--template", help=_("为每位会员填好的模板"))
    export.add_argument("--mask", action="store_true", help=_("隐去姓名和手机号"))
    posters = add("posters", commands.posters, _("给每位会员做一张推荐海报"))
    posters.add_argument("segment")
    posters.add_argument("outdir")
    posters.add_argument("--template", help=_("海报样式"))
    posters.add_argument("--size", default="story", help=_("海报尺寸"))
    posters.add_argument("--format", choices=("png", "jpeg", "pdf"), default="png")
    posters.add_argument("--sheet", choices=("a4",), help=_("拼在 A4 纸上（PDF）"))
    insight = add("insight", commands.insight, _("店铺的主要数字"))
    insight.add_argument("--as-of", dest="as_of", metavar="DATE", type=_day, help=_("截至哪天，YYYY-MM-DD"))
    insight.add_argument("--from", dest="first", metavar="DATE", type=_day, help=_("时间段从哪天开始，默认 30 天"))
    backup = add("backup", commands.backup, _("备份"))
    backup.add_argument("file", nargs="?")
    restore = add("restore", commands.restore, _("从备份恢复"))
    restore.add_argument("file")
    add("check", commands.check, _("检查数据是否完好"))
    day = add("sample-day", commands.sample_day, _("不开窗口演示一天，结果放进文件夹"))
    day.add_argument("outdir")
    return parser


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 9998):
        raise argparse.ArgumentTypeError(_("不是年份：{text}").format(text=text))
    return int(text)


def _day(text: str) -> int:
    from datetime import date

    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Other spellings of ISO 8601 and years whose neighbours Python's calendar does not have are refused too.
    if day is None or day.isoformat() != text or not 1900 <= day.year <= 9998:
        raise argparse.ArgumentTypeError(_("不是日期（要写成 YYYY-MM-DD）：{text}").format(text=text))
    return day.toordinal()
