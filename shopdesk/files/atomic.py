"""A file is replaced in one step: written under a temporary name beside it, flushed to disk, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _


@contextmanager
def replace_file(path: Path) -> Iterator[IO[bytes]]:
    """Write the new content to what is yielded; `path` changes only when the block ends well.

    Raises ShopError when the place cannot be written or another program holds the file open.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except PermissionError as error:
        raise ShopError(
            _("写不进这个文件：{name}").format(name=path.name),
            _("它可能正在 Excel 或 WPS 里打开，请先关闭；或者换一个名字保存。"),
            "file_in_use",
        ) from error
    except OSError as error:
        raise ShopError(
            _("文件没有存成：{reason}").format(reason=error.strerror or error),
            _("请换一个文件夹再试。"),
            "not_writable",
        ) from error
    finally:
        with suppress(OSError):  # what went wrong with the place is said above
            part.unlink(missing_ok=True)
