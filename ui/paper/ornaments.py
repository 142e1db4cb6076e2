"""The drawings that layouts name, and how one is put in its box."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QColor, QPainter

from shopdesk.referrals.posters.layout import Box, Ornament
from ui.paper import ornaments_food as food
from ui.paper import ornaments_scene as scene
from ui.paper.shapes import as_rect, turn_about

Draw = Callable[[QPainter, float, float, list[QColor]], None]
DRAWINGS: dict[str, Draw] = {
    draw.__name__: draw
    for draw in (
        food.breakfast,
        food.gift,
        food.neon_bowl,
        food.orange_slice,
        food.oranges,
        food.pear,
        food.vegetables,
        scene.arrow,
        scene.big_leaf,
        scene.bulbs,
        scene.confetti,
        scene.dots,
        scene.grid,
        scene.heart,
        scene.lantern,
        scene.rays,
        scene.sea_waves,
        scene.sprig,
        scene.squiggle,
        scene.stalls,
        scene.star,
        scene.stars,
        scene.sun,
        scene.tape,
    )
}


def paint_ornament(painter: QPainter, ornament: Ornament) -> None:
    painter.save()
    if ornament.turn:
        turn_about(painter, as_rect(ornament.box).center(), ornament.turn)
    painter.setOpacity(painter.opacity() * ornament.opacity)
    draw_in_box(painter, ornament.name, ornament.box, ornament.colors)
    painter.restore()


def draw_in_box(painter: QPainter, name: str, box: Box, colors: tuple[str, ...]) -> None:
    painter.save()
    painter.translate(box.x, box.y)
    DRAWINGS[name](painter, box.width, box.height, [QColor(color) for color in colors])
    painter.restore()
