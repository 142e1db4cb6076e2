"""Sorts the lines of a pasted text: which belong to a list's header, which are its entries, which are chat answers."""

from __future__ import annotations

from shopdesk.intake.jielong.flatten import flatten, split_headers
from shopdesk.intake.jielong.heads import header_word, scan_head
from shopdesk.intake.jielong.lexicon.marks import NOTICE
from shopdesk.intake.jielong.lexicon.menu import FOOTERS
from shopdesk.intake.jielong.menu import read_menu
from shopdesk.intake.jielong.messages import (
    is_host_talk,
    is_offer,
    paragraphs,
    split_messages,
    supersede,
    what_was_said,
)
from shopdesk.intake.jielong.rows import Row, Section
from shopdesk.intake.jielong.runs import BARE, find_runs, has_order, judge_runs, mark_heads, nest_heads
from shopdesk.intake.jielong.tokens import tokenize


def lay_out(rows: list[Row]) -> list[Section]:
    messages = split_messages(rows)
    if messages is None:
        lists: list[Section] = []
        for section in _lay_out_lists(rows):
            lists = supersede(lists, section)
        return lists
    sections: list[Section] = []
    answers = Section(chat=True)
    for message in messages:
        heads = [scan_head(row.text) for row in message]
        numbered = sum(1 for head in heads if head is not None and head.sure)
        if any(header_word(row.text) is not None for row in message) or numbered >= 2:
            found = _lay_out_lists([row._replace(sender="") for row in message])
            if any(section.rows for section in found):
                for section in found:
                    sections = supersede(sections, section)
                continue
        for part in paragraphs(what_was_said(message)):
            if is_offer(part):
                answers.header += [row._replace(kind="notice") for row in part] if is_host_talk(part) else part
            else:
                answers.rows += part
    return [*sections, answers] if answers.rows else sections or [answers]


def _lay_out_lists(rows: list[Row]) -> list[Section]:
    rows = nest_heads(mark_heads(flatten(split_headers(rows))))
    runs = find_runs(rows)
    verdicts = judge_runs(rows, runs)
    sections: list[Section] = []
    section = Section()
    for at, row in enumerate(rows):
        verdict = verdicts.get(at, "")
        if row.kind == "header" and section.rows:
            sections.append(section)
            section = Section()
        if verdict == "entry":
            if section.rows and _new_list(rows, at, section):
                section = _start_after(sections, section, at)
            section.rows.append(row._replace(kind="entry"))
        elif section.rows:
            section.rows.append(row._replace(head=None, kind=row.kind or verdict))
        else:
            section.header.append(row._replace(head=None, kind=row.kind or verdict))
    sections.append(section)
    return [_find_unnumbered(s) for s in sections]


def _new_list(rows: list[Row], at: int, section: Section) -> bool:
    """A restart at 1 after a few lines that are no entries: the second of two lists pasted together."""
    head = rows[at].head
    if head is None or head.seq != 1 or rows[at - 1].kind == "example":
        return head is not None and head.seq == 1 and rows[at - 1].kind == "example"
    tail = 0
    while tail < len(section.rows) and section.rows[-1 - tail].kind != "entry":
        tail += 1
    between = section.rows[len(section.rows) - tail :]
    return any(not row.blank and _offers(row.text) for row in between)


def _offers(text: str) -> bool:
    plain = text.strip()
    if plain[:1] == "[" and plain[-1:] == "]":  # 【晚餐】
        text = plain[1:-1]
    kinds = {token.kind for token in tokenize(text[:300], BARE)}
    if "/" in text and any(item.price_fen and item.unit for item in read_menu([text[:300]]).items):  # 黑猪五花 38/斤
        return True
    return "price" in kinds or "product" in kinds or "团购" in text or "接龙" in text


def _start_after(sections: list[Section], section: Section, at: int) -> Section:
    last = max(i for i, row in enumerate(section.rows) if row.kind == "entry")
    fresh = Section(header=section.rows[last + 1 :])
    section.rows = section.rows[: last + 1]
    sections.append(section)
    return fresh


def _find_unnumbered(section: Section) -> Section:
    """In a list without numbers the first line with an order begins the entries."""
    if section.rows:
        return section
    for at, row in enumerate(section.header):
        if row.kind or row.blank:
            continue
        text = row.text[:300]
        kinds = [token.kind for token in tokenize(text, BARE)]
        told = any(word in text for word in (*NOTICE, *FOOTERS))
        if has_order(kinds) and "price" not in kinds and not told:
            headed = any(r.kind == "header" for r in section.header[:at])
            return Section(section.header[:at], section.header[at:], sure=headed)
    return section
