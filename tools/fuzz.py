"""Feeds every reader spoiled files for a while: `python3 dev.py fuzz [--minutes N] [--only READER] [--seed N]`.

What must hold whatever comes in: nothing but ShopError is raised, each reading ends within ten seconds, and every row
of a table is imported, rejected, warned about or blank. A finding is kept in .shopdesk-dev/fuzz and repeated by
--replay FILE.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import json
import mmap
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from shopdesk.base.errors import ShopError
from shopdesk.files.content import FileContent, Sheet
from shopdesk.files.limits import Unsafe
from shopdesk.files.reading import read_bytes
from shopdesk.files.sniff import FileKind, sniff
from shopdesk.files.workbook_child import REFUSALS, send_file
from shopdesk.intake.from_tables import draft_from_table
from shopdesk.intake.jielong import read_jielong, reading_to_json
from shopdesk.intake.tables import TableReading, read_table, table_to_json
from shopdesk.intake.tables.values import is_blank
from tools.fuzz_mutations import some_merges, spoil_archive, spoil_bytes, spoil_rows

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
KEPT = ROOT / ".shopdesk-dev" / "fuzz"
SECONDS = 10.0
_TODAY = date(2026, 3, 10)
_MEMORY = 3_000_000_000


@dataclass(frozen=True)
class Reader:
    """`make` spoils a seed into a case, `check` reads the case and raises when something does not hold."""

    name: str
    seeds: Callable[[], list[bytes]]
    make: Callable[[Random, bytes, bytes], bytes]
    check: Callable[[bytes], bool]


class BrokenError(AssertionError):
    """Something that must hold does not."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="for each reader")
    parser.add_argument("--only", choices=[reader.name for reader in READERS])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--replay", type=Path, help="a case that was kept; its name begins with its reader")
    chosen = parser.parse_args(arguments)
    _limit_memory()
    if chosen.replay:
        reader = next(reader for reader in READERS if chosen.replay.name.startswith(reader.name + "-"))
        print("read" if reader.check(chosen.replay.read_bytes()) else "refused")
        return 0
    findings = 0
    for reader in READERS:
        if chosen.only in (None, reader.name):
            findings += fuzz(reader, chosen.minutes * 60, chosen.seed)
    return 1 if findings else 0


def fuzz(reader: Reader, seconds: float, seed: int) -> int:
    """The number of findings that are unlike each other."""
    chance = Random(f"{reader.name} {seed}")
    seeds = reader.seeds()
    KEPT.mkdir(parents=True, exist_ok=True)
    last = KEPT / f"{reader.name}-last.bin"
    found: dict[str, Path] = {}
    runs = read = 0
    slowest = 0.0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        case = reader.make(chance, chance.choice(seeds), chance.choice(seeds))
        last.write_bytes(case)  # a reader that takes the process with it leaves this behind
        faulthandler.dump_traceback_later(300, exit=True)  # by the clock: a busy machine starves it
        begin = time.process_time()
        try:
            read += reader.check(case)
            reason = ""
        except Exception:
            reason = traceback.format_exc(limit=-4)
        faulthandler.cancel_dump_traceback_later()
        spent = time.process_time() - begin
        slowest, runs = max(slowest, spent), runs + 1
        if not reason and spent > SECONDS:
            reason = f"took {spent:.0f} s"
        if reason and reason not in found:
            found[reason] = KEPT / f"{reader.name}-{hashlib.sha256(case).hexdigest()[:10]}.bin"
            found[reason].write_bytes(case)
            print(f"{reader.name}: {found[reason]}\n{reason}", flush=True)
    last.unlink(missing_ok=True)
    told = f"{runs:,} files, {read:,} read, {runs - read:,} refused, slowest {slowest:.2f} s, {len(found)} findings"
    print(f"{reader.name:8} {told}", flush=True)
    return len(found)


def _limit_memory() -> None:
    try:
        import resource  # late: does not exist on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_held() + _MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _held() -> int:
    """Address space that the process has already, gigabytes in one that has run a thousand tests."""
    held = Path("/proc/self/statm")
    return int(held.read_text("ascii").split()[0]) * mmap.PAGESIZE if held.exists() else 0


# ---- what must hold --------------------------------------------------------------------------------------------------


def check_table(content: FileContent) -> bool:
    """Whether it was read; raises when a reading is not sound."""
    try:
        table = read_table(content, year=2026, today=_TODAY)
    except ShopError as refused:
        _hold(refused.message.endswith("。"), f"no sentence: {refused.message}")
        return False
    json.dumps(table_to_json(table), ensure_ascii=False).encode()
    draft_from_table(table)
    _check_rows(content, table)
    for order in table.orders:
        _hold(order.amount_fen is None or abs(order.amount_fen) <= 10**15, f"amount {order.amount_fen}")
        _hold(all(Decimal(item.qty) > 0 for item in order.items), f"quantities {order.items}")
    return True


def _check_rows(content: FileContent, table: TableReading) -> None:
    """Every row below the header that is not blank stands somewhere in the answer."""
    told = {row.row for row in table.rejected} | {row.row for row in table.warnings}
    told |= {row.row for row in table.orders} | {row for order in table.orders for row in order.more_rows}
    told |= {row.row for row in table.members} | {row.row for row in table.payments}
    sheet = next(sheet for sheet in content.sheets if sheet.name == table.sheet)
    first = table.header_row or 1
    offset = 0 if table.header_row is None else 1
    for at, row in enumerate(sheet.rows[first:], first):
        _hold(at + offset in told or all(map(is_blank, row)), f"row {at + offset} is lost")


def _hold(sound: bool, reason: str) -> None:
    if not sound:
        raise BrokenError(reason)


def check_text(data: bytes) -> bool:
    try:
        content = read_bytes(data)
    except ShopError:
        return False
    return check_table(content)


def check_list(data: bytes) -> bool:
    try:
        content = read_bytes(data)
    except ShopError:
        return False
    reading = read_jielong(content.text, year=2026)
    json.dumps(reading_to_json(reading), ensure_ascii=False).encode()
    return bool(reading.entries)


class _Collector:
    """Stands where the pipe to the program is: the child's work is done here, without a process for each file."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, Any, bool, list[Any]]] = []

    def send(self, message: tuple[Any, ...]) -> None:
        if message[0] == "sheet":
            self.sheets.append((message[1], message[2], message[3], []))
        elif message[0] == "rows":
            self.sheets[-1][3].extend(message[1])


def check_workbook(data: bytes) -> bool:
    kind: FileKind = sniff(data[:4096])
    if kind in ("text", "vcard", "empty", "foreign"):
        return check_text(data) if kind == "text" else False
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"workbook-{os.getpid()}.tmp"
    path.write_bytes(data)
    collector = _Collector()
    try:
        send_file(collector, str(path), kind, None)  # type: ignore[arg-type] # it only sends
    except (*REFUSALS, Unsafe, MemoryError):
        return False
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # the library's own; the child dies of it, the file is damaged
            raise
        return False
    finally:
        path.unlink()
    names: dict[str, int] = {}
    sheets = [
        Sheet(f"{name}{names.setdefault(name, len(names))}", rows, merged, hidden)
        for name, merged, hidden, rows in collector.sheets
    ]
    return check_table(FileContent("workbook", kind, tuple(sheets))) if sheets else False


def check_workbook_apart(data: bytes) -> bool:
    """In a process of its own, as the program does it: the reading library may take it along (then: refused)."""
    if not hasattr(os, "fork"):
        return check_workbook(data)
    mine, its = os.pipe()
    child = os.fork()
    if child == 0:
        status = 3
        try:
            _limit_memory()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a panic prints its own traceback
            status = 0 if check_workbook(data) else 1
        except Exception:
            os.write(its, traceback.format_exc(limit=-4).encode()[:4000])
        finally:
            os._exit(status)
    os.close(its)
    with os.fdopen(mine, "rb") as pipe:
        said = pipe.read().decode(errors="replace")
    _pid, ended, usage = os.wait4(child, 0)
    status = os.waitstatus_to_exitcode(ended)
    _hold(status != 3, said)
    _hold(usage.ru_utime < SECONDS, f"took {usage.ru_utime:.0f} s")
    return status == 0


def check_rows(data: bytes) -> bool:
    """A case of rows is a seed for the generator: cells of every type cannot be written into a file of text."""
    rows, merges = _rows_of(data)
    return check_table(FileContent("workbook", "xlsx", (Sheet("表", rows, merges),)))


def _rows_of(data: bytes) -> tuple[list[list[Any]], tuple[tuple[int, int, int, int], ...]]:
    wanted = json.loads(data)
    chance = Random(wanted["seed"])
    rows = spoil_rows(chance, wanted["rows"], wanted["other"])
    return rows, some_merges(chance, len(rows), max(map(len, rows), default=0))


def _spoil_table(chance: Random, seed: bytes, other: bytes) -> bytes:
    return json.dumps(
        {"seed": chance.getrandbits(60), "rows": json.loads(seed), "other": json.loads(other)}, ensure_ascii=False
    ).encode()


# ---- seeds -----------------------------------------------------------------------------------------------------------


def _files(*patterns: str) -> Callable[[], list[bytes]]:
    return lambda: [path.read_bytes() for pattern in patterns for path in sorted(DATA.glob(pattern))]


def _platforms() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / "platforms").glob("*.json"))]


def _platform_texts(ending: str) -> list[bytes]:
    cases = [case for case in _platforms() if case.get("ending") == ending and "text" in case]
    return ["".join(case["text"]).encode(case["encoding"]) for case in cases]


def _platform_rows(kind: str) -> Callable[[], list[bytes]]:
    def seeds() -> list[bytes]:
        found = []
        for case in _platforms():
            matrix = "matrix" in case["name"] or case["name"] == "preamble_table"
            if "sheets" in case and kind == ("matrix" if matrix else case["kind"]):
                rows = [[_plain(cell) for cell in row] for row in case["sheets"][-1]["rows"]]
                found.append(json.dumps(rows, ensure_ascii=False).encode())
        return found

    return seeds


def _plain(cell: Any) -> Any:
    return "" if cell is None else cell["date"] if isinstance(cell, dict) else cell


_TEXTS = _files("tables/*.csv", "badinputs/e*.csv")
_BOOKS = _files("tables/T0*.xlsx", "tables/T1*.xlsx", "tables/T2[23]*.xlsx", "badinputs/d*.xlsx")
READERS = (
    Reader("csv", lambda: [*_TEXTS(), *_platform_texts("csv")], spoil_bytes, check_text),
    Reader("bill", _files("tables/T1[24]*.csv", "tables_more/*.csv"), spoil_bytes, check_text),
    Reader("vcf", _files("tables/*.vcf"), spoil_bytes, check_text),
    Reader("html", lambda: _platform_texts("xls"), spoil_bytes, check_workbook),
    Reader("xlsx", _BOOKS, spoil_archive, check_workbook_apart),
    Reader("xls", _files("tables/*.xls", "badinputs/*.xls"), spoil_bytes, check_workbook_apart),
    Reader("orders", _platform_rows("orders"), _spoil_table, check_rows),
    Reader("members", _platform_rows("members"), _spoil_table, check_rows),
    Reader("bills", _platform_rows("bill"), _spoil_table, check_rows),
    Reader("matrix", _platform_rows("matrix"), _spoil_table, check_rows),
    Reader("jielong", _files("jielong/*.txt", "jielong_more/*.txt", "badinputs/g*.txt"), spoil_bytes, check_list),
)


if __name__ == "__main__":
    sys.exit(main())
