"""The link in a QR code: web addresses with a host that people can read; everything else is refused by name."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _

MOST_BYTES = 2953
"""What the largest QR code holds."""
_PLACEHOLDER = "{code}"
_BLANK = re.compile(r"[\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]")
_HOST_LABEL = re.compile(r"[a-z0-9_\u3400-\u9fff]([a-z0-9_\u3400-\u9fff-]*[a-z0-9_\u3400-\u9fff])?")
_PARAMETERS = ("c", "ref", "invite")


def link_for(link: str, code: str) -> str:
    """The shop's link with a member's code: in place of {code} if the link has it, else as the parameter `c`.

    Parameters that are there already stay as they are; where `c` is one of them the code goes into `ref`.
    Raises ShopError when the link may not stand in a QR code.
    """
    if not code:
        return check_link(link.replace(_PLACEHOLDER, ""))
    if _PLACEHOLDER in link:
        return check_link(link.replace(_PLACEHOLDER, quote(code, safe="")))
    checked = check_link(link)
    parts = urlsplit(checked)
    used = {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
    name = next((name for name in _PARAMETERS if name not in used), _PARAMETERS[-1])
    query = f"{parts.query}&" if parts.query else ""
    return _check_length(parts._replace(query=f"{query}{name}={quote(code, safe='')}").geturl())


def check_link(link: str) -> str:
    """The link as it goes into the code (ASCII only); raises ShopError with what is wrong with it."""
    plain = link.strip(" ")
    if not plain:
        raise _refuse(_("还没有填店铺链接。"), _("请填写顾客扫码后要打开的网址，例如小程序短链接或店铺主页。"))
    _check_length(plain)
    if _BLANK.search(plain):
        raise _refuse(_("链接里有空格或换行。"), _("请重新复制完整的网址。"))
    parts = _split(plain)
    if parts.scheme not in ("http", "https"):
        raise _refuse(
            _("二维码里只能放 http 或 https 开头的网址，不能放“{link}”。").format(link=_short(plain)),
            _("请填写网页链接。"),
        )
    return _check_length(_encode(parts, _check_host(parts, plain)))


def _check_length(link: str) -> str:
    if len(link.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise _refuse(
            _("链接太长，二维码放不下（最多 {most} 字节）。").format(most=MOST_BYTES), _("请换成平台给的短链接。")
        )
    return link


def _refuse(message: str, hint: str) -> ShopError:
    return ShopError(message, hint, "link")


def _short(link: str) -> str:
    return link if len(link) <= 40 else link[:39] + "…"


def _split(link: str) -> SplitResult:
    try:
        parts = urlsplit(link)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        raise _refuse(_("“{link}”不是完整的网址。").format(link=_short(link)), _("请重新复制完整的网址。")) from None
    return parts


def _check_host(parts: SplitResult, link: str) -> str:
    """The host in the form that programs read; refuses hosts that hide where the link goes."""
    host = (parts.hostname or "").rstrip(".")
    if parts.username is not None or parts.password is not None or "\\" in parts.netloc:
        raise _refuse(
            _("“{link}”里藏着另一个网址（@ 前面是障眼法）。").format(link=_short(link)), _("请填写真正的网址。")
        )
    if "xn--" in host:
        raise _refuse(
            _("“{host}”看不出真正的网站名。").format(host=_short(host)), _("请填写看得懂的网址，例如中文域名的原样。")
        )
    address = _address(host)
    if host == "localhost" or (address is not None and not address.is_global):
        raise _refuse(_("“{host}”只有本机或局域网能打开，顾客扫不开。").format(host=host), _("请填写公开的网址。"))
    if address is not None:
        return f"[{host}]" if address.version == 6 else host
    labels = host.split(".")
    if len(labels) < 2 or not all(len(label) <= 63 and _HOST_LABEL.fullmatch(label) for label in labels):
        raise _refuse(_("“{link}”里没有网站名。").format(link=_short(link)), _("请填写像 https://网站名/ 这样的网址。"))
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _refuse(_("“{host}”不是网站名。").format(host=_short(host)), _("请重新复制完整的网址。")) from None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _encode(parts: SplitResult, host: str) -> str:
    netloc = host if parts.port is None else f"{host}:{parts.port}"
    keep = "%/:?#[]@!$&'()*+,;=-._~"  # what is encoded already stays as it is
    return parts._replace(
        netloc=netloc,
        path=quote(parts.path, safe=keep),
        query=quote(parts.query, safe=keep),
        fragment=quote(parts.fragment, safe=keep),
    ).geturl()
