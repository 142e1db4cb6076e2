"""The poster designs, in the order in which the gallery shows them."""

from __future__ import annotations

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.referrals.posters.designs.festive import FESTIVE
from shopdesk.referrals.posters.designs.fresh import FRESH
from shopdesk.referrals.posters.designs.minimal import MINIMAL
from shopdesk.referrals.posters.designs.night import NIGHT
from shopdesk.referrals.posters.designs.orange import ORANGE
from shopdesk.referrals.posters.designs.warm import WARM
from shopdesk.referrals.posters.layout import Design

DESIGNS: dict[str, Design] = {design.key: design for design in (ORANGE, FRESH, FESTIVE, MINIMAL, NIGHT, WARM)}


def design_name(key: str) -> str:
    """What the design is called on screen."""
    return {
        "orange": _("鲜果橙"),
        "fresh": _("清新绿"),
        "festive": _("节日红"),
        "minimal": _("极简白"),
        "night": _("夜市深色"),
        "warm": _("手写暖黄"),
    }[key]


def find_design(text: str) -> Design:
    """By its key or by its name on screen."""
    for key, design in DESIGNS.items():
        if text in (key, design_name(key)):
            return design
    known = _("、").join(design_name(key) for key in DESIGNS)
    raise ShopError(
        _("没有“{name}”这个海报版式。").format(name=text), _("可以用：{known}。").format(known=known), "poster"
    )
