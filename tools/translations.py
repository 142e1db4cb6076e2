"""Collects the words on screen, updates the English catalogue and compiles it: `python3 dev.py translations`.

The files keep no dates and no line numbers, so that a run without new words changes nothing.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "resources" / "locale"
TEMPLATE = LOCALE / "shopdesk.pot"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "shopdesk.po"
# `_` translates, `p_` does so in a context, `N_` only marks a constant that is translated where it is shown.
KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "p_": ((1, "c"), 2)}
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def collect_words() -> Catalog:
    """Every msgid of the program, with the files that say it."""
    words = Catalog(project="ShopDesk", charset="utf-8", fuzzy=False)
    for package in ("shopdesk", "ui"):
        found = extract_from_dir(ROOT / package, [("**.py", "python")], keywords=KEYWORDS)
        for file, _line, message, _comments, context in found:
            if message:
                words.add(message, locations=[(f"{package}/{Path(file).as_posix()}", 0)], context=context)
    return words


def read_english() -> Catalog:
    if not ENGLISH.exists():
        return Catalog(locale="en", project="ShopDesk", charset="utf-8", fuzzy=False)
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def find_faults(words: Catalog, english: Catalog) -> list[str]:
    """One sentence for each msgid whose English is missing, doubtful or has other {placeholders}."""
    faults = []
    for message in words:
        if message.id:
            fault = describe_fault(str(message.id), english.get(message.id, message.context))
            if fault:
                faults.append(f"{message.id!r}: {fault}")
    return faults


def describe_fault(msgid: str, translated: Message | None) -> str:
    if translated is None or not translated.string:
        return "not translated"
    text = str(translated.string)
    if translated.fuzzy:
        return "marked fuzzy"
    if placeholders(msgid) != placeholders(text):
        return f"other placeholders in {text!r}"
    if (msgid[:1] == "\n", msgid[-1:] == "\n") != (text[:1] == "\n", text[-1:] == "\n"):
        return f"line ends differ in {text!r}"
    return ""


def placeholders(text: str) -> list[str]:
    return sorted({match.group(0) for match in PLACEHOLDER.finditer(text)})


def po_bytes(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalog, width=120, omit_header=True, include_lineno=False, sort_output=True, ignore_obsolete=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: en\\n"\n\n'
    return header.encode() + file.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    # Babel's own header would carry dates; gettext only needs to know the character set.
    plain = Catalog(locale="en", charset="utf-8", header_comment="")
    for message in catalog:
        if message.id and message.string and not message.fuzzy:
            plain.add(message.id, message.string, context=message.context)
    plain.mime_headers = [("Content-Type", "text/plain; charset=UTF-8"), ("Language", "en")]
    file = io.BytesIO()
    write_mo(file, plain)
    return file.getvalue()


def write_if_changed(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
        print(f"wrote {path.relative_to(ROOT)}")


def main() -> int:
    words = collect_words()
    english = read_english()
    english.update(words, no_fuzzy_matching=True)
    english.obsolete.clear()
    write_if_changed(TEMPLATE, po_bytes(words))
    write_if_changed(ENGLISH, po_bytes(english))
    write_if_changed(ENGLISH.with_suffix(".mo"), mo_bytes(english))
    faults = find_faults(words, english)
    print(f"{len(words)} words, {len(faults)} to mend in {ENGLISH.relative_to(ROOT)}")
    print("\n".join(faults[:20]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
