"""Under a card of thresholds: how many members stand where now, and where they would stand by what is being typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer

from shopdesk.base.i18n import _
from shopdesk.insight.thresholds import WhatIf
from ui.app_context import AppContext
from ui.settings.numbers import NumbersCard
from ui.tasks import Newest

_WAIT_MS = 200
Read = Callable[[Any, dict[str, float]], WhatIf]


class Preview:
    """`read(session, values)` is asked beside the window a moment after the last change; `name(word)` is what a state
    is called; `doubt(values)` a sentence when the values contradict each other, else ''."""

    def __init__(
        self,
        context: AppContext,
        card: NumbersCard,
        read: Read,
        name: Callable[[str], str],
        doubt: Callable[[dict[str, float]], str],
    ) -> None:
        self._context, self._card, self._read, self._name, self._doubt = context, card, read, name, doubt
        self._asking = Newest(card)
        self._wait = QTimer(card, interval=_WAIT_MS, singleShot=True)
        self._wait.timeout.connect(self.ask)
        card.edited.connect(self._wait.start)

    def ask(self) -> None:
        values = self._card.values()
        self._asking.take(
            self._context.query_later(
                lambda session: self._read(session, values), lambda found: self._show(found, values)
            )
        )

    def _show(self, found: WhatIf, values: dict[str, float]) -> None:
        self._card.show_note(what_if_words(found, self._name), self._doubt(values))


def what_if_words(found: WhatIf, name: Callable[[str], str]) -> str:
    if not found.moved:
        shown = (
            _("{state} {count} 人").format(state=name(word), count=f"{count:,}")
            for word, count in zip(found.words, found.now, strict=True)
        )
        return _("现在：{states}").format(states=_("、").join(shown))
    changed = (
        _("{state} {now} 人 → {then} 人").format(state=name(word), now=f"{now:,}", then=f"{then:,}")
        for word, now, then in zip(found.words, found.now, found.then, strict=True)
        if now != then
    )
    words = _("，").join(changed)
    return _("这样改后：{changes}。一共 {moved} 位会员换了位置。").format(changes=words, moved=f"{found.moved:,}")
