"""What is written on a poster, and what the law may mind in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, mask_name
from shopdesk.content.copy_check import check_copy
from shopdesk.referrals.links import link_for
from shopdesk.referrals.posters.layout import Field

_AMOUNT = re.compile(r"[¥￥]?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,6})(\.[0-9]{1,2})?\s*(元|块)?\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class PosterValues:
    """The words and the picture of one poster. `link` is the shop's link; the member's code joins it by itself."""

    shop: str = ""
    slogan: str = ""
    title: str = ""
    subtitle: str = ""
    price: str = ""
    """As the owner writes it: 19.9, ¥19.9/5斤, 19.9元起, 免费品尝."""
    call: str = ""
    sender: str = ""
    link: str = ""
    member: str = ""
    code: str = ""
    picture: bytes | None = None
    """Cleaned and encoded by shopdesk.referrals.pictures."""
    logo: bytes | None = None
    file_name: str = ""
    """What the poster's own file is to be called; only the owner sees it, so the member's whole name may stand here."""


@dataclass(frozen=True)
class PriceParts:
    """¥19.9起/5斤: whole 19, part .9, note 起/5斤; a price in words is all note."""

    whole: str = ""
    part: str = ""
    note: str = ""


def split_price(price: str) -> PriceParts:
    plain = clean_text(price)
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        return PriceParts(note=plain)
    return PriceParts(match[1], match[2] or "", match[4].strip())


def for_member(values: PosterValues, name: str, code: str, *, whole_name: bool = False) -> PosterValues:
    """The poster of one member; names on what others see are masked (张*) unless the owner wants them whole."""
    shown = clean_text(name)
    return replace(
        values,
        member=shown if whole_name else mask_name(shown),
        code=code,
        file_name=f"{shown}-{code}" if code else shown,
    )


def poster_link(values: PosterValues) -> str:
    """What the QR code says; a ShopError when the shop's link may not stand there."""
    return link_for(values.link, values.code)


def field_text(values: PosterValues, field: Field) -> str:
    """The words that stand in a field, with what we say when the owner says nothing."""
    shop = clean_text(values.shop)
    if field == "call":
        return clean_text(values.call) or _("扫码进店下单")
    if field == "sender":
        sender = clean_text(values.sender) or shop
        return _("发布：{sender}").format(sender=sender) if sender else ""
    if field == "member":
        member = clean_text(values.member)
        return _("{member} 邀请你一起来").format(member=member) if member else _("欢迎扫码来店里看看")
    if field == "code":
        return _("推荐码 {code}").format(code=values.code) if values.code else ""
    if field == "note":
        return split_price(values.price).note
    words = {"shop": shop, "slogan": values.slogan, "title": values.title, "subtitle": values.subtitle}
    return clean_text(words[field])


def word_warnings(values: PosterValues) -> list[str]:
    """What the law or the platform may mind: hints that explain, never a block."""
    found = []
    if not clean_text(values.sender) and not clean_text(values.shop):
        found.append(_("海报上没有写是谁发布的：请填写店名，商业宣传要让人知道是谁发的。"))
    for text in (values.title, values.subtitle, values.slogan, values.price, values.call):
        found += [
            _("“{word}”：{reason}").format(word=finding.word, reason=finding.reason) for finding in check_copy(text)
        ]
    return list(dict.fromkeys(found))
