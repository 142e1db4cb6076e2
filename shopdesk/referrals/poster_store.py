"""Who gets a poster, the shop's own saved posters, and the record of what was handed out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.content.merge_values import MemberChoice
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import ExportLog, GroupBuy, Member, PosterDesign
from shopdesk.orders.pictures import keep_picture, picture_content
from shopdesk.referrals.pictures import CleanPicture
from shopdesk.referrals.posters.values import PosterValues, for_member

_CHUNK = 500
_PRICE = re.compile(
    r"\s*(?:[¥￥]\s*\d{1,6}(?:\.\d{1,2})?元?|\d{1,6}(?:\.\d{1,2})?\s*(?:元|块钱|(?=[/每])))(?:\s*[/每]\s*(?:公斤|[一-鿿]))?"
)
_EMPTY = re.compile(r"[（(]\s*[)）]")


@dataclass(frozen=True)
class PosterPeople:
    """Members by id, name and code, in the order asked for; those who want no contact are left out and counted."""

    people: tuple[tuple[int, str, str], ...]
    left_out: int

    def posters(self, values: PosterValues, *, whole_name: bool = False) -> list[PosterValues]:
        return [for_member(values, name, code, whole_name=whole_name) for _id, name, code in self.people]


def poster_people(session: Session, member_ids: Iterable[int]) -> PosterPeople:
    """Read who gets a poster; give_codes() first, for those without a code get the plain link."""
    found: list[tuple[int, str, str]] = []
    left_out = 0
    for chunk in _chunks(list(member_ids)):
        statement = select(Member.id, Member.name, Member.referral_code, Member.do_not_contact)
        rows = {row.id: row for row in session.execute(statement.where(Member.id.in_(chunk)))}
        for row in (rows[member_id] for member_id in chunk if member_id in rows):
            if row.do_not_contact:
                left_out += 1
            else:
                found.append((row.id, row.name, row.referral_code or ""))
    return PosterPeople(tuple(found), left_out)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def poster_member(session: Session, member_id: int) -> MemberChoice | None:
    """One member as a field shows them."""
    member = session.get(Member, member_id)
    return None if member is None else MemberChoice(member.id, member.name, f"{member.community} {member.room}".strip())


def shop_values(session: Session) -> PosterValues:
    """What the shop's settings say for every poster: name, slogan, who signs, link."""
    shop = read_shop(session)
    sender = " ".join(part for part in (shop.name, shop.owner) if part)
    return PosterValues(shop=shop.name, slogan=shop.slogan, sender=sender, link=shop.link)


def suggest_title(session: Session) -> str:
    """What the newest group buy is called: a first title for a first poster."""
    newest = select(GroupBuy.title).order_by(GroupBuy.opened_at.desc(), GroupBuy.id.desc()).limit(1)
    return _without_prices(clean_text(session.scalar(newest) or ""))


def _without_prices(title: str) -> str:
    """A title taken from a 接龙 is often its whole menu, "草莓29.9/盒，鸡蛋45元/板"; a price has a place of its own."""
    return _EMPTY.sub("", _PRICE.sub("", title)).strip(" ，,、；;:：") or title


def log_posters(session: Session, what: str, count: int, *, masked: bool, file_name: str = "") -> None:
    """Put the export on record, in a change of its own."""
    row = {"at": now(), "what": what, "rows": count, "masked": masked, "file_name": file_name}
    session.execute(insert(ExportLog), [row])


# ---- the shop's own posters


@dataclass(frozen=True)
class PosterChoices:
    """A poster as the owner left it: the design's key and the words; empty words mean the shop's own."""

    design: str = "orange"
    size: str = "story"
    title: str = ""
    subtitle: str = ""
    price: str = ""
    call: str = ""
    slogan: str = ""
    shop: str = ""
    sender: str = ""

    @classmethod
    def from_plain(cls, stored: Any) -> PosterChoices:
        """From JSON of any age: what is missing or of another kind is as new."""
        known = {entry.name for entry in fields(cls)}
        if not isinstance(stored, dict):
            return cls()
        return cls(**{name: value for name, value in stored.items() if name in known and isinstance(value, str)})

    def values(self, own: PosterValues, picture: bytes | None) -> PosterValues:
        """The poster's values; `own` is what shop_values() says."""
        return PosterValues(
            shop=self.shop or own.shop,
            slogan=self.slogan or own.slogan,
            title=self.title,
            subtitle=self.subtitle,
            price=self.price,
            call=self.call,
            sender=self.sender or own.sender,
            link=own.link,
            picture=picture,
        )


@dataclass(frozen=True)
class SavedPoster:
    id: int
    name: str
    choices: PosterChoices
    picture_id: int | None


def list_saved_posters(session: Session) -> list[SavedPoster]:
    rows = session.scalars(select(PosterDesign).order_by(PosterDesign.name))
    return [
        SavedPoster(row.id, row.name, PosterChoices.from_plain({**row.choices, "design": row.layout}), row.picture_id)
        for row in rows
    ]


def read_poster_picture(session: Session, picture_id: int | None) -> bytes | None:
    return picture_content(session, picture_id)


def save_poster(session: Session, name: str, choices: PosterChoices, picture: CleanPicture | None) -> int:
    """Keep a poster under a name; one of the same name is replaced. Returns its id."""
    name = clean_text(name)
    if not name:
        raise ShopError(_("请给海报起个名字。"), code="no_name")
    row = session.scalar(select(PosterDesign).where(PosterDesign.name == name))
    if row is None:
        row = PosterDesign(name=name, layout=choices.design, choices={})
        session.add(row)
    row.layout = choices.design
    row.choices = {entry.name: getattr(choices, entry.name) for entry in fields(choices) if entry.name != "design"}
    row.picture_id = None if picture is None else keep_picture(
        session, picture.content, picture.mime, picture.width, picture.height, picture.sha256
    )  # fmt: skip
    session.flush()
    return row.id


def delete_poster(session: Session, poster_id: int) -> None:
    row = session.get(PosterDesign, poster_id)
    if row is not None:
        session.delete(row)
        session.flush()
