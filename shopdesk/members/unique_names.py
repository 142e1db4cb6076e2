"""The owner's word that nicknames are one person's in the groups: it says who a line is, it never merges members."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.data.shop import read_setting, save_setting

_KEY = "members.unique_names"


def unique_names_since(session: Session) -> int | None:
    """Epoch seconds; None: a name alone stays a question."""
    return read_setting(session, _KEY) or None


def remember_unique_names(session: Session, unique: bool) -> bool:
    """Returns whether that is new."""
    if unique == (unique_names_since(session) is not None):
        return False
    save_setting(session, _KEY, now() if unique else 0)
    return True
