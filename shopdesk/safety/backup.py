"""Verified backups in the shop's own folder, numbered, with rotation by that number (clocks go wrong, numbers do not).

Kept: the newest 8 always, then of the older ones the newest of each of 12 days, 10 weeks and 9 months.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from shopdesk.base.dates import DEFAULT_TIME_ZONE, local, now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.connections import DatabaseError, refusal_of
from shopdesk.data.copying import copy_database, find_damage
from shopdesk.data.database import DATABASE_FILE
from shopdesk.data.opening import read_revision, refuse_newer

NEWEST, DAYS, WEEKS, MONTHS = 8, 12, 10, 9
_MAGIC = b"SQLite format 3\x00"
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
        made = moment_in_name(match[2] + match[3]) if match else None
        if match and made is not None:
            found.append(Backup(path, int(match[1]), made))
    return sorted(found, key=lambda backup: backup.number, reverse=True)


def moment_in_name(digits: str) -> datetime | None:
    """The shop's time that a file's name says; None for a name that this program did not give."""
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=ZoneInfo(DEFAULT_TIME_ZONE))
    except ValueError:
        return None


def make_backup(folder: Path, key: str | None = None, progress: Progress = SILENT, at: int | None = None) -> Path:
    """A verified copy among the shop's numbered backups, then rotation. Raises ShopError when it cannot be made."""
    existing = list_backups(folder)
    number = existing[0].number + 1 if existing else 1
    moment = local(now() if at is None else at)
    target = backup_folder(folder) / f"shop-{number:06d}-{moment:%Y%m%d-%H%M%S}.db"
    backup_to(folder, target, key, progress)
    for old in to_drop(list_backups(folder)):
        with suppress(OSError):  # looked at by another program just now: it goes the next time
            old.path.unlink(missing_ok=True)
    _drop_broken_off(backup_folder(folder))
    return target


def _drop_broken_off(backups: Path) -> None:
    """Copies whose program was killed; one that another program is making just now was written in within the hour."""
    for part in backups.glob("shop-*.part*"):
        with suppress(OSError):
            if now() - part.stat().st_mtime > 3600:
                part.unlink()


def backup_to(folder: Path, target: Path, key: str | None = None, progress: Progress = SILENT) -> Path:
    """A verified copy at a place the owner chose; an existing file there is replaced only by a whole copy."""
    source = folder / DATABASE_FILE
    if not source.exists():
        raise ShopError(_("这里还没有店铺，没有可备份的数据。"), code="no_shop")
    if target.resolve().parent == source.resolve().parent and target.name.startswith(DATABASE_FILE):
        raise ShopError(_("这是店铺正在用的文件，不能当作备份的地方。"), _("请换一个名字或文件夹。"), "same_file")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target.parent).free
        if free < source.stat().st_size * 1.1:
            raise ShopError(_("磁盘空间不够，备份没有做成。"), _("请清理磁盘或换一个位置。"), "disk_full")
        copy_database(source, target, key, progress)
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal is not None and refusal.code == "disk_full":
            raise ShopError(_("磁盘空间不够，备份没有做成。"), _("请清理磁盘或换一个位置。"), "disk_full") from error
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
    for backup in list_backups(folder):
        with suppress(ShopError):
            refuse_bad_backup(backup.path, key)
            return backup
    return None


def refuse_bad_backup(backup: Path, key: str | None = None) -> None:
    """Raises ShopError when the file cannot be put in the shop's place: missing, no shop, newer or damaged."""
    if not backup.is_file():
        raise ShopError(_("找不到这个备份：{path}").format(path=backup), code="not_found")
    try:
        with backup.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise ShopError(
            _("这个备份读不出来：{reason}").format(reason=error.strerror or error), code="not_readable"
        ) from error
    if key is None and start != _MAGIC:
        raise ShopError(_("这不是掌柜台的备份文件：{path}").format(path=backup.name), code="not_a_backup")
    if find_damage(backup, key):
        raise ShopError(_("这个备份已损坏，没有恢复任何东西。"), _("请换一个更早的备份。"), "damaged")
    revision = read_revision(backup, key)
    if revision is None:
        raise ShopError(_("这不是掌柜台的备份文件：{path}").format(path=backup.name), code="not_a_backup")
    refuse_newer(revision)
