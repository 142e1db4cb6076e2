"""What each day begins with, when the shop is opened and at midnight: a backup, automatic tags, segments counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from shopdesk.base.dates import today
from shopdesk.data.shop import read_shop
from ui.app_context import AppContext
from ui.backing_up import back_up_for_today
from ui.logs import log


def bring_tags_to_today(context: AppContext) -> None:
    """Unless a change of today did it already: its transaction brings everybody's up to date, like this one."""

    def write(turned: bool) -> None:
        if turned:
            context.change_quietly(_bring_to_today)

    context.query_later(_turned, write)


def _turned(session: Any) -> bool:
    from shopdesk.members.automatic import are_of, members_out_of_date

    day = today(read_shop(session).time_zone)
    if are_of(session, day):
        return False
    members_out_of_date(session, day)  # for what it leaves in memory: the transaction that writes is then short
    return True


def _bring_to_today(session: Any) -> None:
    from shopdesk.members.automatic import bring_to_today

    bring_to_today(session)


# ---- the segments' sizes


def count_segments_today(context: AppContext) -> None:
    """The history of their sizes has a row for each day; then a large shop's arrays are kept for the next start."""
    from shopdesk.members.segments.ready_made import has_new_segments, offer_new_segments

    if context.query(has_new_segments):  # a newer program knows more ready-made ones; they are counted when next shown
        context.change_quietly(offer_new_segments)
    context.query_later(_counted, lambda counted: record_counts(context, *counted, then=lambda: _keep(context)))


def record_counts(
    context: AppContext, counts: Mapping[int, int | None], day: int, then: Callable[[], object] = lambda: None
) -> None:
    """Write down what was counted, where that is not what is written down already."""
    from shopdesk.members.segments.sizes import record_sizes, sizes_to_record

    wanting = context.query(lambda session: sizes_to_record(session, counts, day))
    if wanting:
        context.note(lambda session: record_sizes(session, wanting, day), then)
    else:
        then()


def _counted(session: Any) -> tuple[dict[int, int | None], int]:
    from shopdesk.members.segments.sizes import count_segments

    day = today(read_shop(session).time_zone)
    return count_segments(session, day), day


def _keep(context: AppContext) -> None:
    context.do("", lambda _progress: keep_arrays(context.database))


def keep_arrays(database: Any) -> None:
    """For the next start; without them it only takes longer, so a full disk is no reason to say anything."""
    from shopdesk.members.segments.beside import keep_beside

    try:
        keep_beside(database)
    except OSError as error:
        log.warning("side files not written: %s", error.strerror)


DAILY: tuple[Callable[[AppContext], None], ...] = (back_up_for_today, bring_tags_to_today, count_segments_today)


def begin_later(window: QWidget, context: AppContext) -> None:
    """One after the other, once the first page has what it asked for; not when the window was closed meanwhile, and
    its shop too."""

    def begin(left: tuple[Callable[[AppContext], None], ...]) -> None:
        if not window.isVisible():
            return
        if context.is_idle:
            left[0](context)
            left = left[1:]
        if left:
            QTimer.singleShot(1200, window, partial(begin, left))

    # A step that was made before midnight brings the tags of its day back.
    context.stepped.connect(lambda _label, _back: bring_tags_to_today(context))
    QTimer.singleShot(1500, window, partial(begin, DAILY))
