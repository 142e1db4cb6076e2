"""ShopDesk 掌柜台: `python main.py` opens the window, `python main.py COMMAND` works without one."""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOW_OPTIONS_WITH_VALUE = ("--data", "-platform", "-style")


def main(arguments: list[str]) -> int:
    if "--selftest" in arguments:
        from ui.selftest import run_selftest

        return run_selftest()
    if is_command(arguments):
        from ui.command_line import run

        return run(arguments)
    from ui.start import open_window

    return open_window(arguments)


def is_command(arguments: list[str]) -> bool:
    """Whether there is a word that is neither an option of the window nor its value, or a wish for help."""
    values = {at + 1 for at, argument in enumerate(arguments) if argument in WINDOW_OPTIONS_WITH_VALUE}
    words = [argument for at, argument in enumerate(arguments) if at not in values]
    return any(word in ("-h", "--help", "--version", "--json") or not word.startswith("-") for word in words)


def has_packages() -> bool:
    return hasattr(sys, "frozen") or importlib.util.find_spec("sqlcipher3") is not None


def run_in_own_environment(arguments: list[str]) -> int:
    """With the Python of `.venv`, which `dev.py` made, where this one has not what the program needs."""
    python = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists() or Path(sys.prefix) == ROOT / ".venv":
        message, hint = "掌柜台要用的组件还没有装好。", f"请先运行：python3 {ROOT / 'dev.py'} run"
        if "--json" in arguments:
            sys.stdout.write(json.dumps({"error": {"code": "not_set_up", "message": message, "hint": hint}}) + "\n")
        sys.stderr.write(f"{message}{hint}\n(The packages are not installed yet: run dev.py first.)\n")
        return 1
    command = [str(python), str(ROOT / "main.py"), *arguments]
    if os.name != "nt":  # there the parent would not wait
        os.execv(python, command)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]) if has_packages() else run_in_own_environment(sys.argv[1:]))
