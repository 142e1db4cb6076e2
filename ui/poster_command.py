"""Posters without a window: one for each member of a segment, painted offscreen."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any, Literal

from PySide6.QtGui import QGuiApplication

from shopdesk.base.dates import today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.database import Database
from shopdesk.data.shop import read_shop
from shopdesk.members.segments import select_ids
from shopdesk.referrals.poster_store import log_posters, poster_people, shop_values
from shopdesk.referrals.posters.designs import DESIGNS, find_design
from shopdesk.referrals.posters.sizes import find_size
from shopdesk.referrals.referring import give_codes
from ui.paper.poster_files import export_posters

Format = Literal["png", "jpeg", "pdf"]


def make_posters(
    database: Database, name: str, rule: dict[str, Any], options: argparse.Namespace, segment_id: int | None = None
) -> list[Path]:
    """Carry out `posters SEGMENT OUTDIR`; the export is put on record."""
    files = posters_for(
        database, rule, Path(options.outdir), design=options.template or next(iter(DESIGNS)), size=options.size,
        form="pdf" if options.sheet else options.format, sheet=options.sheet,
        segment_id=segment_id,
    )  # fmt: skip
    database.change(_("导出海报"), lambda session: log_posters(session, name, len(files), masked=True))
    return files


def posters_for(
    database: Database,
    rule: dict[str, Any],
    folder: Path,
    *,
    design: str = "orange",
    size: str = "story",
    form: Format = "png",
    sheet: Literal["a4"] | None = None,
    most: int | None = None,
    segment_id: int | None = None,
) -> list[Path]:
    """Posters of the members that the rule selects (the first `most`); members without a code are given one. With
    `segment_id` the rule is that segment's."""
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _application.append(QGuiApplication([]))
    with database.read() as session:
        ids = select_ids(session, rule, today(read_shop(session).time_zone), segment_id)[:most]
        common = shop_values(session)
    if not common.link:
        raise ShopError(
            _("店铺还没有链接，海报上的二维码没有地方可去。"), _("请先在“设置 › 店铺”里填写店铺链接。"), "no_link"
        )
    database.change(_("生成推荐码"), lambda session: give_codes(session, ids))
    with database.read() as session:
        people = poster_people(session, ids)
    posters = people.posters(common)
    return export_posters(find_design(design), find_size(size), posters, folder, form, sheet)


_application: list[QGuiApplication] = []
"""Kept for the life of the process: Qt's fonts go with it."""
