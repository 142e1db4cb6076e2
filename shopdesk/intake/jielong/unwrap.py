"""Finds the text of a 接龙 inside what was pasted: raw message XML, escaped or not, and any kind of line end."""

from __future__ import annotations

import html
import re

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_OPEN, _CLOSE = "<title>", "</title>"


def split_lines(text: str) -> list[tuple[int, str]]:
    """(line number of the pasted text, line) of everything that people wrote."""
    text = _LINE_ENDS.sub("\n", text)
    if "<title>" in text or "&lt;title&gt;" in text:
        titles = _message_titles(text)
        if titles:
            return titles
    return list(enumerate(text.split("\n"), 1))


def _message_titles(text: str) -> list[tuple[int, str]]:
    """The lines of every <title> of a message; nothing when the text is no message XML."""
    if "<title>" not in text:
        text = html.unescape(text)
    if "<msg" not in text and "<appmsg" not in text and "<type>" not in text:
        return []
    lines: list[tuple[int, str]] = []
    start = text.find(_OPEN)
    number, counted = 1, 0
    while start >= 0:
        begin = start + len(_OPEN)
        end = text.find(_CLOSE, begin)
        if end < 0:
            break
        number += text.count("\n", counted, begin)
        counted = begin
        title = text[begin:end]
        if title.startswith("<![CDATA["):
            title = title.removeprefix("<![CDATA[").removesuffix("]]>")
        title = html.unescape(title)
        if "\n" not in title and "\\n" in title:
            title = title.replace("\\n", "\n")
        parts = _LINE_ENDS.sub("\n", title).split("\n")
        if len(parts) > 1 or any("接龙" in p for p in parts):
            lines += [(number + index, part) for index, part in enumerate(parts)]
        start = text.find(_OPEN, end)
    return lines
