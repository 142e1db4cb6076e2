"""Pictures in the shop's file: the same picture is kept once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.data.tables import Picture


def keep_picture(session: Session, content: bytes, mime: str, width: int, height: int, sha256: str) -> int:
    """The id of a picture that was cleaned before (shopdesk.referrals.pictures.clean_picture)."""
    known = session.scalar(select(Picture.id).where(Picture.sha256 == sha256))
    if known is not None:
        return known
    picture = Picture(content=content, mime=mime, width=width, height=height, sha256=sha256)
    session.add(picture)
    session.flush()
    return picture.id


def picture_content(session: Session, picture_id: int | None) -> bytes | None:
    return None if picture_id is None else session.scalar(select(Picture.content).where(Picture.id == picture_id))
