"""Reads a whole 接龙: lay out the lines, read the header, then the entries of each list."""

from __future__ import annotations

from collections.abc import Sequence

from shopdesk.base.i18n import _
from shopdesk.intake.jielong.heads import scan_head
from shopdesk.intake.jielong.history import People
from shopdesk.intake.jielong.layout import lay_out
from shopdesk.intake.jielong.list_reader import read_list
from shopdesk.intake.jielong.menu import MenuReading, read_menu
from shopdesk.intake.jielong.model import EMPTY, Catalogue, Entry, Problem, Reading
from shopdesk.intake.jielong.page_text import read_page
from shopdesk.intake.jielong.rows import Row, make_rows
from shopdesk.intake.jielong.title_dates import weekday_warning
from shopdesk.intake.jielong.unread import find_unread
from shopdesk.intake.jielong.unwrap import split_lines
from shopdesk.intake.jielong.vocabulary import Given


def read_jielong(
    text: str, *, product: str | None = None, catalogue: Catalogue = EMPTY, year: int | None = None
) -> Reading:
    """The list as people wrote it. Never raises on any text; `product` is what a line without a product means."""
    lines = split_lines(text)
    page = read_page(lines)
    if page is not None:
        return page
    entries: list[Entry] = []
    problems: list[Problem] = []
    warnings: list[str] = []
    menu = MenuReading((), (), None)
    titles: list[str] = []
    people: People = {}
    for section in lay_out(make_rows(lines)):
        header = [row for row in section.header if row.kind in ("", "menu", "notice") and not row.blank]
        found = read_menu([row.raw for row in header if row.kind != "notice"])
        menu = found if found.items or found.title_product or not menu.items else menu
        titles += _titles(header)
        problems += find_unread(section, found.items, titles[0] if titles else "")
        if section.rows:
            given = Given(menu.items, menu.hints, menu.title_product, menu.title_sure, product, catalogue)
            found_entries, unread = read_list(section, given, people)
            entries += found_entries
            problems += unread
        if section.replaces:
            warnings.append(_("同一个接龙贴了不止一次，只读了最后一份"))
        warnings += [w for row in header for w in weekday_warning(row.raw, year)]
    scan_head.cache_clear()
    if not entries:
        warnings.append(_("这段文字里没有找到接龙"))
    return Reading(titles[0] if titles else "", tuple(entries), tuple(problems), menu.items, tuple(warnings))


def _titles(header: Sequence[Row]) -> list[str]:
    return [row.raw.strip() for row in header if any(c.isalnum() for c in row.raw)][:1]
