"""What waits its turn in the wizard: the other files that were given, or the other lists of one text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shopdesk.base.i18n import _


class WaitingSources:
    def __init__(self) -> None:
        self._left: list[Path | str] = []
        self._count = 0

    def __len__(self) -> int:
        return len(self._left)

    def begin(self, sources: Sequence[Path | str]) -> None:
        """All that there is to import, nothing of it begun."""
        self._left, self._count = list(sources), len(sources)

    def take(self) -> Path | str:
        return self._left.pop(0)

    def take_first_of(self, lists: Sequence[str]) -> str:
        """The source under way was several lists: the first now, the others before all that waits already."""
        self._count = max(self._count, 1) - 1 + len(lists)
        self._left = [*lists[1:], *self._left]
        return lists[0]

    def place_words(self, file_name: str) -> str:
        """Which of how many is under way; `file_name` "" for a list."""
        if self._count <= 1:
            return file_name
        number = self._count - len(self._left)
        if not file_name:
            return _("第 {number} 份接龙，共 {count} 份").format(number=number, count=self._count)
        return _("第 {number} 个文件，共 {count} 个：{name}").format(number=number, count=self._count, name=file_name)

    def next_words(self) -> str:
        """What the button says that goes on to the next one; "" when nothing waits."""
        if not self._left:
            return ""
        return _("下一份接龙") if isinstance(self._left[0], str) else _("下一个文件")
