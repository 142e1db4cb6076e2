"""Why a file cannot be read, in one sentence each and what to do about it."""

from __future__ import annotations

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _


def problem(code: str) -> ShopError:
    """The sentence for a code; an unknown code is a damaged file."""
    message, hint = _sentences().get(code, _sentences()["damaged_file"])
    return ShopError(message, hint, code)


def _sentences() -> dict[str, tuple[str, str]]:
    again = _("请回到原来的平台重新导出一次。")
    return {
        "file_not_found": (_("找不到这个文件。"), _("它可能被移动或改名了，请重新选择。")),
        "file_not_readable": (_("这个文件打不开。"), _("如果它正在 Excel 里开着，请先关闭再试。")),
        "empty_file": (_("文件是空的。"), again),
        "file_too_large": (_("文件太大了，没有打开。"), _("请分成几个文件，每个不超过 100 MB。")),
        "damaged_file": (_("文件已损坏，读不出来。"), again),
        "truncated_file": (_("文件不完整，请重新导出。"), _("多半是下载或传输中断了。")),
        "unsafe_archive": (_("文件格式异常，已拒绝打开。"), _("它解开后会大得不正常，不像一份真正的表格。")),
        "unsafe_content": (_("文件格式异常，已拒绝打开。"), _("它里面有不该出现在表格里的内容。")),
        "packed_table": (_("这是一个压缩包。"), _("请先解压，再选择里面的表格文件。")),
        "not_a_workbook": (_("这不是表格文件。"), _("请选择 Excel、CSV、文本或通讯录文件。")),
        "not_a_table": (_("看不出是表格。"), _("请选择 Excel、CSV、文本或通讯录文件。")),
        "password_needed": (_("这个文件有密码保护。"), _("请输入打开它的密码。")),
        "wrong_password": (_("密码不对，文件没有打开。"), _("请再输一次打开这个文件的密码。")),
        "too_slow": (_("文件读了太久，已停止。"), _("请另存为新的 Excel 文件，再试一次。")),
        "too_much_memory": (
            _("文件格式异常，已拒绝打开。"),
            _("它展开后占用的内存太多，请只保留有用的行和列再试。"),
        ),
        "too_many_rows": (_("表格太大了，没有读。"), _("请分成几个文件，每个不超过 100 万行。")),
        "unknown_encoding": (_("认不出文件的文字编码。"), _("请在 Excel 或记事本里另存为 UTF-8 再试。")),
    }
