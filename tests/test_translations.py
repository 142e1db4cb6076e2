"""Every word on screen has its English: non-empty, not fuzzy, with the same {placeholders}, and compiled."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message

from tools import translations


def test_every_word_on_screen_has_its_english() -> None:
    faults = translations.find_faults(translations.collect_words(), translations.read_english())

    assert not faults, "\n".join(faults)


def test_compiled_catalogue_is_the_one_that_was_translated() -> None:
    english = translations.read_english()
    with translations.ENGLISH.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    stale = [m.id for m in english if m.id and m.string and say(compiled, m) != m.string]

    assert not stale, "run `python3 dev.py translations`"


def say(compiled: gettext.GNUTranslations, message: Message) -> str:
    said = str(message.id)
    return compiled.pgettext(message.context, said) if message.context else compiled.gettext(said)


# Chinese that is meant to stay: what people type, names of languages and units, texts that measure, the sample day.
STAYS_CHINESE = {
    "ui/content/calendar_tab.py",
    "ui/sample_day.py",
    "ui/settings/page.py",
    "ui/widgets/charts/values.py",
    "ui/widgets/date_edit.py",
}


def test_faces_say_nothing_that_is_not_translated() -> None:
    found = [
        f"{path.relative_to(translations.ROOT)}:{line} {text[:40]!r}"
        for path in sorted((translations.ROOT / "ui").rglob("*.py"))
        if path.relative_to(translations.ROOT).as_posix() not in STAYS_CHINESE
        for line, text in untranslated(path)
    ]

    assert not found, "\n".join(found)


def untranslated(path: Path) -> Iterator[tuple[int, str]]:
    """Chinese texts outside `_()`, `N_()` and docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    fine: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in translations.KEYWORDS:
            fine.update(part for argument in node.args for part in ast.walk(argument))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            fine.add(node.value)
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and node not in fine else None
        if isinstance(text, str) and re.search("[\u4e00-\u9fff]", text):
            yield getattr(node, "lineno", 0), text
