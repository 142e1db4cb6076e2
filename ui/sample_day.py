"""The sample day: a shop is filled, a 接龙 comes in, a list, posters and pictures of every page go out. No display."""

from __future__ import annotations

import os
from pathlib import Path

from shopdesk.base.dates import today
from shopdesk.base.i18n import _
from shopdesk.data.folder import lock_folder, release_folder
from shopdesk.intake.apply import import_draft
from shopdesk.intake.sources import load_catalogue, make_draft, open_text, parse
from shopdesk.members.segments import find_segment
from shopdesk.members.shop_file import open_shop
from shopdesk.members.tag_check import check_everything
from shopdesk.outreach.contact_lists import export_contact_list, log_export
from shopdesk.outreach.list_wishes import ListWish
from shopdesk.referrals.links import link_for
from shopdesk.safety.backup import make_backup
from shopdesk.sample.shop import fill_sample_shop

JIELONG = """#接龙
周日晚 砂糖橘5斤装29.9元/箱，鲜牛奶64元/箱
例 昵称 房号 几箱

1. 小鹿 2-301 砂糖橘2箱
2. 豆豆妈 3栋501 鲜牛奶一箱
3. 阿杰 砂糖橘x3 已付
4. 悠悠家 5#1203 砂糖橘1箱 鲜牛奶1箱
5. 小鹿 2-301 再加1箱砂糖橘
"""
_POSTERS = 3


def play_sample_day(folder: Path) -> dict[str, str | int]:
    """Do a day in `folder` (made if it is not there); returns what was made, by name."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.app_context import AppContext
    from ui.main_window import MainWindow
    from ui.poster_command import posters_for
    from ui.screenshots import photograph_pages
    from ui.start import make_application

    make_application()
    shop = folder / "shop"
    lock = lock_folder(shop)
    database = open_shop(shop)
    day = today()
    try:
        made, _change = database.change(_("示例店铺"), lambda session: fill_sample_shop(session, day), undoable=False)
        with database.read() as session:
            parsed = parse(open_text(JIELONG), catalogue=load_catalogue(session))
        imported, _change = database.change(_("导入"), lambda session: import_draft(session, make_draft(parsed)))
        workbook = folder / "沉睡会员.xlsx"
        with database.read() as session:
            segment = find_segment(session, "沉睡会员")
            assert segment is not None
            wish = ListWish(segment.name, segment.rule, segment_id=segment.id)
            listed = export_contact_list(session, workbook, wish, day, link_for=link_for)
        database.change(_("导出名单"), lambda session: log_export(session, listed, wish))
        rule = {"field": "value_tier", "op": "in", "value": ["high"]}
        posters = posters_for(database, rule, folder / "posters", most=_POSTERS)
        backup = make_backup(shop)
        window = MainWindow(AppContext(database))
        pictures = photograph_pages(window, folder / "pages") + photograph_pages(window, folder / "pages", "dark")
        window.close()
        with database.read() as session:
            problems = check_everything(session)
    finally:
        database.close()
        release_folder(lock)
    return {
        "members": made["members"] + imported.added["members"],
        "orders": made["orders"] + imported.added["orders"],
        "workbook": f"{workbook.name} ({listed.rows})",
        "posters": f"{len(posters)} × {posters[0].suffix}",
        "backup": backup.name,
        "pages": f"{len(pictures)} png",
        "check": "ok" if not problems else problems[0].message,
        "folder": str(folder),
    }
