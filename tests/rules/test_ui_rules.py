"""Rules of the faces that import-linter cannot say: pages stay apart, paper and command line paint without widgets."""

import ast
from collections.abc import Iterator
from pathlib import Path

from ui.pages import PAGES

UI = Path(__file__).resolve().parents[2] / "ui"


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def test_pages_never_import_each_other() -> None:
    pages = [entry.name for entry in PAGES]
    wrong = [
        f"{path.relative_to(UI)} imports {module}"
        for page in pages
        for path in sorted((UI / page).rglob("*.py"))
        for module in imported(path)
        if any(other != page and is_within(module, f"ui.{other}") for other in pages)
    ]

    assert not wrong


def test_paper_and_command_line_need_no_widgets() -> None:
    files = [*sorted((UI / "paper").rglob("*.py")), UI / "command_line.py", UI / "commands.py"]
    wrong = [path.name for path in files for module in imported(path) if is_within(module, "PySide6.QtWidgets")]

    assert files
    assert not wrong
