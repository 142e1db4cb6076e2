"""A file that the owner chose is replaced in one step; what is in the way is said in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.whole_files import written_beside


@contextmanager
def replace_file(path: Path) -> Iterator[IO[bytes]]:
    """Write the new content to what is yielded; `path` changes only when the block ends well.

    Raises ShopError when the place cannot be written or another program holds the file open.
    """
    try:
        with written_beside(path) as beside, beside.open("wb") as file:
            yield file
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
