"""The commands: a thin face over the same functions as the window. One JSON object on stdout, people read stderr."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shopdesk import __version__
from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.base.i18n import set_language
from shopdesk.base.paths import default_data_dir
from shopdesk.base.settings import load_settings
from shopdesk.intake.sources import KINDS
from ui import commands

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; returns the exit status of product.md: 0 done, 1 not allowed, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console would refuse emoji
    set_language(load_settings().language)
    options = make_parser().parse_args(arguments)
    as_json = getattr(options, "json", False)
    options.data = Path(getattr(options, "data", None) or default_data_dir())
    try:
        outcome: commands.Outcome = options.command(options)
    except ShopError as error:
        return _refuse(error, as_json)
    except (Cancelled, KeyboardInterrupt):
        return _refuse(ShopError("已取消，没有改动任何东西。", code="cancelled"), as_json)
    except BrokenPipeError:
        return DONE
    if as_json:
        _print(json.dumps(outcome.json, ensure_ascii=False))
    else:
        _print(outcome.text)
    return outcome.status


def _refuse(error: ShopError, as_json: bool) -> int:
    if as_json:
        _print(
            json.dumps(
                {"error": {"code": error.code, "message": error.message, "hint": error.hint}}, ensure_ascii=False
            )
        )
    sys.stderr.write(f"{error}\n")
    return REFUSED


def _print(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def make_parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--data", metavar="DIR", help="店铺所在的文件夹（或环境变量 SHOPDESK_DATA）")
    common.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
    parser = argparse.ArgumentParser(prog="shopdesk", parents=[common], description="掌柜台：不开窗口也能做主要的事")
    parser.add_argument("--version", action="version", version=f"ShopDesk {__version__}")
    subparsers = parser.add_subparsers(metavar="命令", required=True)

    def add(name: str, command: Any, text: str) -> argparse.ArgumentParser:
        made = subparsers.add_parser(name, parents=[common], help=text, description=text)
        made.set_defaults(command=command)
        return made

    add("demo", commands.demo, "在空文件夹里放入示例店铺")
    for name, command, text in (
        ("parse", commands.parse_file, "读一个文件（或 - ），不导入"),
        ("import", commands.import_file, "读一个文件并导入"),
    ):
        reading = add(name, command, text)
        reading.add_argument("file")
        reading.add_argument("--kind", choices=KINDS, default="auto")
        reading.add_argument("--product", help="接龙里没写商品的行指什么")
        reading.add_argument("--year", type=_year, help="日期没写年份时用哪一年")
        reading.add_argument("--password", help="加密工作簿的密码")
        reading.add_argument("--encoding", help="文本文件的编码")
    segment = add("segment", commands.segment, "数出或列出规则选中的会员")
    segment.add_argument("rule", metavar="RULE.json")
    segment.add_argument("--ids", action="store_true", help="列出会员 id")
    export = add("export", commands.export, "把人群导出成 Excel 名单")
    export.add_argument("segment", help="人群的名字或规则文件")
    export.add_argument("out", metavar="OUT.xlsx")
    export.add_argument("--template", help="为每位会员填好的模板")
    export.add_argument("--mask", action="store_true", help="隐去姓名和手机号")
    posters = add("posters", commands.posters, "给每位会员做一张推荐海报")
    posters.add_argument("segment")
    posters.add_argument("outdir")
    posters.add_argument("--template", help="海报样式")
    posters.add_argument("--size", default="story", help="海报尺寸")
    posters.add_argument("--format", choices=("png", "jpeg", "pdf"), default="png")
    posters.add_argument("--sheet", choices=("a4",), help="拼在 A4 纸上（PDF）")
    insight = add("insight", commands.insight, "店铺的主要数字")
    insight.add_argument("--as-of", dest="as_of", metavar="DATE", type=_day, help="截至哪天，YYYY-MM-DD")
    backup = add("backup", commands.backup, "备份")
    backup.add_argument("file", nargs="?")
    restore = add("restore", commands.restore, "从备份恢复")
    restore.add_argument("file")
    add("check", commands.check, "检查数据是否完好")
    day = add("sample-day", commands.sample_day, "不开窗口演示一天，结果放进文件夹")
    day.add_argument("outdir")
    return parser


def _year(text: str) -> int:
    year = int(text)
    if not 1900 <= year <= 9998:
        raise argparse.ArgumentTypeError(f"not a year: {text}")
    return year


def _day(text: str) -> int:
    from datetime import date

    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a date (YYYY-MM-DD): {text}") from None
