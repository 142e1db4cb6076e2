"""What every new shop begins with: tags, ready-made segments and templates. The owner can change all of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from shopdesk.content.template_store import seed_templates
from shopdesk.data.shop import save_shop
from shopdesk.members.first_tags import seed_tags
from shopdesk.members.segments import seed_segments


def begin_shop(session: Session, **settings: Any) -> None:
    """Seed a new shop and save its settings (of shopdesk.data.shop.Shop); what is there already stays."""
    seed_tags(session)
    seed_segments(session)
    seed_templates(session)
    if settings:
        save_shop(session, **settings)
