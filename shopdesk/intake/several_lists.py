"""Two 接龙 in one pasted text are two: each is read, looked at and imported by itself. Pure."""

from __future__ import annotations

from shopdesk.intake.jielong.heads import header_word
from shopdesk.intake.jielong.layout import lay_out
from shopdesk.intake.jielong.rows import Section, make_rows
from shopdesk.intake.jielong.unwrap import split_lines


def split_lists(text: str) -> tuple[str, ...]:
    """The text of each list, with blank lines before it so that its lines keep their numbers; () when there is one.

    An earlier copy of a list that comes again further down is left out, as the reader does. Chat answers belong to
    what was said before them: a chat is never split.
    """
    if text.count("接龙") + text.lower().count("group note") + text.lower().count("groupnote") < 2:
        return ()
    lines = split_lines(text)
    numbers = [number for number, _raw in lines]
    if numbers != list(range(1, len(numbers) + 1)):
        return ()  # a message's XML: one list
    rows = make_rows(lines)
    starts = [row.line for row in rows if header_word(row.text) is not None]
    sections = lay_out(rows)
    if len(starts) < 2 or any(section.chat for section in sections):
        return ()
    lists = _begin_with_header(sections)
    if len(lists) < 2:
        return ()
    texts = []
    for place, section in enumerate(lists):
        first = 1 if place == 0 and _start(section) == starts[0] else _start(section)
        end = next((start for start in starts if start > _end(section)), len(lines) + 1)
        raw = [words for number, words in lines if first <= number < end]
        texts.append("\n" * (first - 1) + "\n".join(raw))
    # What a line is may hang on the list beside it; then they are better read together.
    apart = [line for text in texts for line in _entries(lay_out(make_rows(split_lines(text))))]
    return tuple(texts) if sorted(apart) == sorted(_entries(lists)) else ()


def _entries(sections: list[Section]) -> list[int]:
    return [row.line for section in sections for row in section.rows if row.kind == "entry"]


def _begin_with_header(sections: list[Section]) -> list[Section]:
    """Sections under a heading of their own; one without (noon and evening of one list) goes with the list before."""
    found: list[Section] = []
    for section in sections:
        if any(row.kind == "header" for row in section.header):
            found.append(section)
        elif found:
            last = found.pop()
            found.append(Section(last.header, [*last.rows, *section.header, *section.rows]))
        else:
            return []
    return [section for section in found if section.rows]


def _start(section: Section) -> int:
    return min(row.line for row in section.header if row.kind == "header")


def _end(section: Section) -> int:
    return max(row.line for row in section.rows)
