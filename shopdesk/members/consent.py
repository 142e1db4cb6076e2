"""Consent to marketing and do-not-contact: two facts, and do-not-contact always wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import Member

_CHUNK = 500


def set_consent(session: Session, member_ids: Iterable[int], consent: bool, how: str = "") -> int:
    """Record when and how they agreed to marketing, or that they took it back; returns how many changed."""
    values = {"marketing_consent": consent, "consent_at": now(), "consent_how": clean_text(how)}
    return _set(session, member_ids, Member.marketing_consent.is_not(consent), values)


def set_do_not_contact(session: Session, member_ids: Iterable[int], on: bool, reason: str = "") -> int:
    """Stop contacting these members, with the reason, or allow it again; returns how many changed."""
    values = {"do_not_contact": on, "do_not_contact_reason": clean_text(reason) if on else ""}
    changed = Member.do_not_contact.is_not(on) | (Member.do_not_contact_reason != values["do_not_contact_reason"])
    return _set(session, member_ids, changed, values)


def _set(session: Session, member_ids: Iterable[int], changed: Any, values: dict[str, Any]) -> int:
    count = 0
    for chunk in chunks(list(member_ids), _CHUNK):
        statement = update(Member).where(Member.id.in_(chunk), changed).values(**values)
        count += session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    session.expire_all()
    return count


def chunks(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
