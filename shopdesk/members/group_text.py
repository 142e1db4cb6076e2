"""Reads the member list of a WeChat group as people get it: one name a line, numbered, in a row, from the PC panel.

Pure; never raises, takes time in proportion to the text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from shopdesk.base.texts import clean_text, fold

LONGEST_TEXT = 2_000_000
LONGEST_NAME = 60
_LONGEST_LINE = 200
_LINES = re.compile("[\r\n\x0b\x0c\u2028\u2029]+")
_SEPARATORS = re.compile("[、，,;；|｜]")
# "1. 小雨" and "12、小雨"; not "501 小雨" (a room) and not "3-501".
_NUMBER = re.compile(r"(?:[0-9]{1,4}[.．、)）:：]|[①-⑳]|[(（][0-9]{1,3}[)）])\s*(?=\S)")
_MARKS = {"群主": "owner", "管理员": "admin", "群管理员": "admin", "owner": "owner", "admin": "admin"}
_MARK = r"(?:群主|群?管理员)"
_MARK_BEHIND = re.compile(rf"\s*(?:[\[【(（<《]{_MARK}[\]】)）>》]|\s{_MARK})\s*$")
_MARK_BEFORE = re.compile(rf"^\s*(?:[\[【(（<《]{_MARK}[\]】)）>》]|{_MARK}(?:[:：]|\s+))\s*")
_COUNTED = re.compile(r"^(.{0,40}?)\s*[(（]\s*([0-9]{1,5})\s*人?\s*[)）]$")
_TITLES = re.compile(r"^(?:微信)?群?(?:聊)?(?:成员|成员列表|成员名单|名单)(?:\s*[:：])?$")
# What the panel of WeChat for PC says between the names.
_PANEL = frozenset(
    map(fold, ("添加", "移出", "查看更多", "查看更多群成员", "收起", "搜索群成员", "搜索", "群聊名称", "群公告", "备注",
               "我在本群的昵称", "查找聊天内容", "消息免打扰", "置顶聊天", "显示群成员昵称", "保存到通讯录",
               "清空聊天记录", "退出群聊", "仅群主/管理员可以修改"))
)  # fmt: skip
_HEADERS = {
    "群昵称": 0,
    "群名片": 0,
    "本群昵称": 0,
    "昵称": 1,
    "微信昵称": 1,
    "微信名": 1,
    "名字": 1,
    "姓名": 2,
    "备注": 2,
}
_ROOM = (
    r"(?:[A-Za-z]?[0-9]{1,3}(?:[-－—/#][0-9]{1,4}){1,3}[室号]?"
    r"|[0-9]{1,3}\s*(?:号楼|[栋幢座#号])\s*(?:[0-9]{1,2}\s*单元|[0-9]{1,2}[-－])?\s*[0-9]{2,4}\s*[室号]?"
    r"|[0-9]{3,4}室)"
)
_ROOM_BEFORE = re.compile(rf"^[\s(（\[【]*({_ROOM})[\s)）\]】\-－_.·:：]*(?=\D)")
_ROOM_BEHIND = re.compile(rf"(?<![0-9])[\s(（\[【\-－_·]*({_ROOM})[\s)）\]】]*$")


@dataclass(frozen=True)
class Listed:
    """One person of a list."""

    name: str
    """As it stands in the group."""
    nth: int = 1
    """Of several people with the same name."""
    mark: str = ""
    """'' | owner | admin"""

    @property
    def folded(self) -> str:
        return fold(self.name)

    @property
    def key(self) -> tuple[str, int]:
        return self.folded, self.nth


@dataclass(frozen=True)
class MemberList:
    people: tuple[Listed, ...]
    title: str = ""
    """What the text calls the group, if it does."""
    said: int | None = None
    """How many members the text says there are."""


def read_member_list(text: str) -> MemberList:
    """Everybody in the text, in its order."""
    lines = [line.strip() for line in _LINES.split(clean_lines(text[:LONGEST_TEXT]))]
    lines = [line for line in lines if line]
    title, said, lines = _take_title(lines)
    table = _read_table(lines)
    if table is None:
        if _is_in_a_row(lines):
            lines = [part.strip() for line in lines for part in _SEPARATORS.split(line)]
        lines = _without_numbers([line for line in lines if line])
        table = [line.replace("\t", " ") for line in lines]
    return MemberList(tuple(_people(table)), title, said)


def looks_like_member_list(text: str) -> bool:
    """Only what says so itself: a heading with the number of members, or marks of the owner and the administrators."""
    head = text[:4000]
    lines = [line.strip() for line in _LINES.split(head) if line.strip()]
    if len(lines) < 3 or "接龙" in head:
        return False
    marked = sum(bool(_MARK_BEHIND.search(line) or _MARK_BEFORE.match(line) or line in _MARKS) for line in lines)
    heading = _COUNTED.match(lines[0])
    counted = heading is not None and "群" in heading.group(1)
    return bool(counted or marked) and max(map(len, lines)) <= LONGEST_NAME


def split_room(name: str) -> tuple[str, str]:
    """(name, room): 3-501 王姐🌸 is 王姐🌸 of 3-501; what is nothing but a room stays the name."""
    for pattern in (_ROOM_BEFORE, _ROOM_BEHIND):
        found = pattern.search(name)
        if found is not None:
            rest = (name[: found.start()] + name[found.end() :]).strip(" 　-－_·.:：,，")
            return (rest, found.group(1).strip()) if rest else (name, found.group(1).strip())
    return name, ""


def clean_lines(text: str) -> str:
    """Without what is no text, line by line."""
    return "\n".join(clean_text(line) for line in _LINES.split(text))


# ---- pieces


def _take_title(lines: list[str]) -> tuple[str, int | None, list[str]]:
    if not lines:
        return "", None, lines
    found = _COUNTED.match(lines[0])
    if found is not None and (len(lines) > 1) and (not found.group(1) or "群" in found.group(1)):
        words = found.group(1).strip()
        return ("" if _TITLES.match(words) else words), int(found.group(2)), lines[1:]
    if _TITLES.match(lines[0]):
        return "", None, lines[1:]
    return "", None, lines


def _read_table(lines: list[str]) -> list[str] | None:
    """The names of a table with a heading (群昵称, 昵称 …): the name in the group, else the person's own."""
    if not lines or "\t" not in lines[0]:
        return None
    head = [cell.strip() for cell in lines[0].split("\t")]
    ranked = sorted((_HEADERS[cell], at) for at, cell in enumerate(head) if cell in _HEADERS)
    if not ranked:
        return None
    names = []
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        found = next((cells[at] for _rank, at in ranked if at < len(cells) and cells[at]), "")
        if found:
            names.append(found)
    return names


def _is_in_a_row(lines: list[str]) -> bool:
    """Names between separators; a comma in one nickname of many lines is part of the nickname."""
    unnumbered = [_NUMBER.sub("", line, count=1) if _NUMBER.match(line) else line for line in lines]
    several = sum(len(_SEPARATORS.findall(line)) >= 2 for line in unnumbered)
    if len(lines) <= 3:
        return several > 0 or (len(lines) == 1 and bool(_SEPARATORS.search(unnumbered[0])))
    return several * 2 > len(lines)


def _without_numbers(lines: list[str]) -> list[str]:
    """Leading numbers go when most lines have one: a single 1.小雨 may be called so."""
    numbered = sum(bool(_NUMBER.match(line)) for line in lines)
    if numbered * 2 <= len(lines):
        return lines
    return [_NUMBER.sub("", line, count=1) if _NUMBER.match(line) else line for line in lines]


def _people(lines: list[str]) -> list[Listed]:
    """Marks belong to the name they stand at; on a line of their own to the name before."""
    found: list[Listed] = []
    seen: Counter[str] = Counter()
    for line in lines:
        if fold(line) in _PANEL:
            continue
        if line in _MARKS:
            if found and not found[-1].mark:
                found[-1] = Listed(found[-1].name, found[-1].nth, _MARKS[line])
            continue
        name, mark = _take_mark(line[:_LONGEST_LINE])
        name = " ".join(name.split())[:LONGEST_NAME].strip()
        if fold(name):
            seen[fold(name)] += 1
            found.append(Listed(name, seen[fold(name)], mark))
    return found


def _take_mark(line: str) -> tuple[str, str]:
    for pattern in (_MARK_BEHIND, _MARK_BEFORE):
        found = pattern.search(line)
        if found is not None:
            rest = (line[: found.start()] + line[found.end() :]).strip()
            if rest:
                return rest, "owner" if "群主" in found.group() else "admin"
    return line, ""
