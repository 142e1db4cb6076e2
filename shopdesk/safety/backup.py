"""Verified backups in the shop's own folder, numbered, with rotation by that number (clocks go wrong, numbers do not).

Kept: the newest 8 always, then of the older ones the newest of each of 12 days, 10 weeks and 9 months.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from shopdesk.base.dates import DEFAULT_TIME_ZONE, local, now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.connections import DatabaseError
from shopdesk.data.copying import copy_database, find_damage
from shopdesk.data.database import DATABASE_FILE

NEWEST, DAYS, WEEKS, MONTHS = 8, 12, 10, 9
_NAME = re.compile(r"shop-([0-9]{6,})-([0-9]{8})-([0-9]{6})\.db")


@dataclass(frozen=True)
class Backup:
    path: Path
    number: int
    made: datetime
    """In the shop's time zone, as its name says."""


def backup_folder(folder: Path) -> Path:
    return folder / "backups"


def list_backups(folder: Path) -> list[Backup]:
    """Newest first."""
    found = []
    for path in backup_folder(folder).glob("shop-*.db"):
        match = _NAME.fullmatch(path.name)
        if match:
            made = datetime.strptime(match[2] + match[3], "%Y%m%d%H%M%S").replace(tzinfo=ZoneInfo(DEFAULT_TIME_ZONE))
            found.append(Backup(path, int(match[1]), made))
    return sorted(found, key=lambda backup: backup.number, reverse=True)


def make_backup(folder: Path, key: str | None = None, progress: Progress = SILENT, at: int | None = None) -> Path:
    """A verified copy among the shop's numbered backups, then rotation. Raises ShopError when it cannot be made."""
    existing = list_backups(folder)
    number = existing[0].number + 1 if existing else 1
    moment = local(now() if at is None else at)
    target = backup_folder(folder) / f"shop-{number:06d}-{moment:%Y%m%d-%H%M%S}.db"
    backup_to(folder, target, key, progress)
    for old in to_drop(list_backups(folder)):
        old.path.unlink(missing_ok=True)
    return target


def backup_to(folder: Path, target: Path, key: str | None = None, progress: Progress = SILENT) -> Path:
    """A verified copy at a place the owner chose; an existing file there is replaced only by a whole copy."""
    source = folder / DATABASE_FILE
    if not source.exists():
        raise ShopError(_("这里还没有店铺，没有可备份的数据。"), code="no_shop")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target.parent).free
        if free < source.stat().st_size * 1.1:
            raise ShopError(_("磁盘空间不够，备份没有做成。"), _("请清理磁盘或换一个位置。"), "disk_full")
        copy_database(source, target, key, progress)
    except DatabaseError as error:
        raise ShopError(
            _("备份没有通过检查：{detail}").format(detail=error), _("请打开“设置 › 数据安全”检查数据。"), "damaged"
        ) from error
    except OSError as error:
        raise ShopError(
            _("备份写不进去：{detail}").format(detail=error.strerror or error),
            _("请换一个文件夹再试。"),
            "not_writable",
        ) from error
    return target


def back_up_daily(folder: Path, key: str | None = None) -> Path | None:
    """The first call of a day makes a backup; later ones do nothing."""
    existing = list_backups(folder)
    if existing and existing[0].made.date() == local(now()).date():
        return None
    return make_backup(folder, key)


def to_drop(backups: Sequence[Backup]) -> list[Backup]:
    """Which of the backups (newest first) rotation lets go."""
    older = list(backups[NEWEST:])
    kept: set[int] = set()
    for most, bucket in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        kept |= _newest_of_each(older, bucket, most)
    return [backup for backup in older if backup.number not in kept]


def _newest_of_each(backups: Sequence[Backup], bucket: Callable[[date], Hashable], most: int) -> set[int]:
    newest: dict[Hashable, int] = {}
    for backup in backups:
        name = bucket(backup.made.date())
        if name not in newest and len(newest) < most:
            newest[name] = backup.number
    return set(newest.values())


def _day(on: date) -> Hashable:
    return on


def _week(on: date) -> Hashable:
    return on.isocalendar()[:2]


def _month(on: date) -> Hashable:
    return (on.year, on.month)


def newest_good(folder: Path, key: str | None = None) -> Backup | None:
    """The newest backup that passes its check now."""
    return next((backup for backup in list_backups(folder) if not find_damage(backup.path, key)), None)
