"""Brings every file of tests/data/badinputs into an empty shop of its own; docs/bad-inputs.md says what happened.

Each import is a process of its own (`main.py import`), so that its time and its peak memory can be told. The exit
status is 1 when a file ends otherwise than its manifest says, takes more than 10 s, or takes more than 300 MB more
than the import of a good file.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "data" / "badinputs"
PAGE = ROOT / "docs" / "bad-inputs.md"
CONTROL = "a01_control_good_100rows.xlsx"
SECONDS, MEGABYTES = 10.0, 300.0
HEAD = """# Files made to do harm, and what became of each
Written by `python3 dev.py bad-inputs` from `tests/data/badinputs`: each file goes into an empty shop by a process of
its own. Seconds are the processor's, so that a busy machine changes little; the peak is the larger of the program and
the child that opens workbooks; the first line is a good file. After each import `check` finds the shop whole; a refused
file leaves no shop behind.

| file | what it is | asked for | what happened | s | MB |
|---|---|---|---|---:|---:|
"""


@dataclass(frozen=True)
class Outcome:
    case: dict[str, Any]
    refused: bool
    text: str
    seconds: float
    megabytes: float
    whole: bool

    @property
    def as_asked(self) -> bool:
        expect = self.case["expect"]
        return self.whole and (self.refused if expect == "reject" else not self.refused or "message" in expect)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--page", type=Path, default=PAGE, help="where the table is written")
    chosen = parser.parse_args(arguments)
    cases = json.loads((chosen.folder / "manifest.json").read_text(encoding="utf-8"))["cases"]
    cases = [case for case in cases if case["file"][0] in "abcdefg" and case["kind"] != "qr"]
    outcomes = [
        bring_in(chosen.folder / case["file"], case) for case in cases if (chosen.folder / case["file"]).exists()
    ]
    base = next((each.megabytes for each in outcomes if each.case["file"] == CONTROL), 0.0)
    wrong = [
        each for each in outcomes if not each.as_asked or each.seconds > SECONDS or each.megabytes - base > MEGABYTES
    ]
    chosen.page.write_text(HEAD + "".join(line_of(each) for each in outcomes), encoding="utf-8")
    print(f"{len(outcomes) - len(wrong)} of {len(outcomes)} as asked", end="; ")
    print(
        f"slowest {max(o.seconds for o in outcomes):.1f} s, most {max(o.megabytes for o in outcomes):.0f} MB", end="; "
    )
    print(f"written to {chosen.page}")
    for each in wrong:
        print(f"  {each.case['file']}: {each.text} ({each.seconds:.1f} s, {each.megabytes:.0f} MB)")
    return 1 if wrong else 0


def bring_in(path: Path, case: dict[str, Any]) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "main.py"), "--data", folder, "--json"]
        status, printed, said, seconds, megabytes = run([*command, "import", str(path)])
        whole = not (Path(folder) / "shop.db").exists() or json.loads(run([*command, "check"])[1]).get("ok", False)
    if status not in (0, 1) or "Traceback" in said:
        return Outcome(case, False, f"exit {status}: {said.strip()[-200:]}", seconds, megabytes, False)
    answer = json.loads(printed)
    refused = "error" in answer
    text = sentence_of(answer)
    return Outcome(case, refused, text, seconds, megabytes, whole)


def run(command: list[str]) -> tuple[int, str, str, float, float]:
    """Exit status, both outputs, the processor's seconds (its child's too) and the peak memory of either in MB."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environment)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        return process.returncode, out.read(), err.read(), usage.ru_utime + usage.ru_stime, peak


def sentence_of(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"refused: {answer['error']['message']}"
    words = {"members": "members", "orders": "orders", "lines": "lines", "payments": "payments"}
    parts = [f"{answer['added'].get(key, 0)} {word}" for key, word in words.items() if answer["added"].get(key)]
    for key, word in (("rejected", "rejected"), ("needs_review", "to look at"), ("warnings", "warnings")):
        if answer.get(key):
            first = next((str(each.get("reason", "")) for each in answer[key] if isinstance(each, dict)), "")
            parts.append(f"{len(answer[key])} {word}" + (f" ({first[:40]})" if first else ""))
    return ", ".join(parts) or "nothing to import"


def line_of(outcome: Outcome) -> str:
    cells = (outcome.case["file"], outcome.case["what"], outcome.case["expect"], outcome.text)
    told = " | ".join(" ".join(str(cell).replace("|", "¦").split()) for cell in cells)
    return f"| {told} | {outcome.seconds:.1f} | {outcome.megabytes:.0f} |\n"


if __name__ == "__main__":
    sys.exit(main())
