"""ShopDesk 掌柜台: `python main.py` opens the window, `python main.py COMMAND` works without one."""

from __future__ import annotations

import multiprocessing
import sys

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


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
