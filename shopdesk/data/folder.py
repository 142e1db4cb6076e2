"""A shop's folder: its files and who owns it. Without the database library, before which the window is painted."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.paths import APP_NAME

if TYPE_CHECKING:  # the window is painted first
    from filelock import FileLock

DATABASE_FILE = "shop.db"
LOCK_FILE = "shop.lock"
SIDE_FOLDER = "derived"
"""Of shopdesk.data.side_files."""


def is_free(folder: Path) -> bool:
    """Whether surely nobody owns the folder; one whose owner crashed is not free until it is locked again."""
    return not (folder / LOCK_FILE).exists()


def lock_folder(folder: Path) -> FileLock:
    """Own the shop's folder until release_folder(); raises ShopError when another program owns it."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK_FILE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise ShopError(
            _("这个店铺已经在另一个 {name} 窗口里打开了。").format(name=APP_NAME), _("请先关闭那个窗口。"), "in_use"
        ) from None
    except OSError as error:
        raise not_writable(folder, error.strerror or error) from error
    return lock


def release_folder(lock: FileLock) -> None:
    """Give the folder up, and leave no lock file in it (is_free)."""
    with suppress(OSError):  # Windows: not while it is open, but there releasing takes it away
        # Before releasing: whoever is waiting sees that the file it opened has gone, and tries again (filelock).
        Path(lock.lock_file).unlink()
    lock.release()


def not_writable(folder: Path, reason: object) -> ShopError:
    return ShopError(
        _("不能在这个文件夹里写东西：{folder}（{reason}）").format(folder=folder, reason=reason),
        _("请换一个文件夹，或者请管理电脑的人给您写入的权限。"),
        "not_writable",
    )


def side_folder(shop_file: Path) -> Path:
    return shop_file.parent / SIDE_FOLDER


def drop_side_files(shop_file: Path) -> None:
    """After a change they match nothing; what was deleted from the shop must not live on in them."""
    for path in side_folder(shop_file).glob("*.bin"):
        with suppress(OSError):  # held open by another program: it does not match all the same
            path.unlink()
