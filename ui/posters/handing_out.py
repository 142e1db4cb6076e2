"""From a filled-in poster to files: codes for those who lack one, the files, the record of it, a word about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from shopdesk.base.i18n import _
from shopdesk.base.progress import Progress
from shopdesk.referrals.poster_store import PosterPeople, log_posters, poster_people
from shopdesk.referrals.posters.layout import Design
from shopdesk.referrals.posters.sizes import Size
from shopdesk.referrals.posters.values import PosterValues
from shopdesk.referrals.referring import give_codes
from ui.app_context import AppContext
from ui.paper.poster_files import Format, Sheet, export_posters


@dataclass(frozen=True)
class HandOut:
    """What to make; `label` goes on record."""

    design: Design
    size: Size
    values: PosterValues
    folder: Path
    format: Format
    sheet: Sheet | None
    bleed: bool
    label: str
    whole_name: bool


def hand_out_own(context: AppContext, wish: HandOut) -> None:
    """The shop's own poster, without anybody's code."""
    name = wish.values.title or wish.values.shop or _("海报")
    _make_files(context, wish, [replace(wish.values, file_name=name)], 0)


def hand_out_to(context: AppContext, wish: HandOut, member_ids: Sequence[int]) -> None:
    """One poster for each of these; who wants no contact is left out and counted."""

    def give(session: Any, _progress: Progress) -> PosterPeople:
        give_codes(session, member_ids)
        return poster_people(session, member_ids)

    def make(people: PosterPeople) -> None:
        _make_files(context, wish, people.posters(wish.values, whole_name=wish.whole_name), people.left_out)

    context.change(_("给会员推荐码"), give, make)


def _make_files(context: AppContext, wish: HandOut, posters: list[PosterValues], left_out: int) -> None:
    def work(progress: Progress) -> list[Path]:
        return export_posters(
            wish.design, wish.size, posters, wish.folder, wish.format, wish.sheet, bleed=wish.bleed, progress=progress
        )

    def done(files: list[Path]) -> None:
        text = _("已做好 {count} 张海报").format(count=len(posters))
        if left_out:
            text += _("，跳过 {count} 位免打扰会员").format(count=left_out)
        context.say(text, _("打开所在文件夹"), lambda: _open_folder(wish.folder))
        if any(values.member for values in posters):
            _put_on_record(context, wish, len(posters), files[0].name)

    context.do(_("正在做海报"), work, done)


def _put_on_record(context: AppContext, wish: HandOut, count: int, file_name: str) -> None:
    context.change(
        _("记录海报"),
        lambda session, _progress: log_posters(
            session, wish.label, count, masked=not wish.whole_name, file_name=file_name
        ),
    )


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
