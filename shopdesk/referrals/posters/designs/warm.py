"""手写暖黄: squared paper, a taped photo, rounded handwriting and doodles; like a note from the neighbour."""

from __future__ import annotations

from shopdesk.referrals.posters.layout import (
    Box,
    Design,
    Face,
    Layout,
    Ornament,
    Photo,
    Piece,
    Price,
    QrSpot,
    Shape,
    Tint,
    Words,
)

GROUND = Tint(("#FFE9B8", "#FFD98C"), 90)
BROWN, COCOA, CORAL, LEAF = "#4E2F14", "#6B4A2B", "#E8553B", "#5B9A3F"
HAND: Face = "hand"


def _squares(width: float, height: float) -> Ornament:
    return Ornament("grid", Box(-6, -6, width + 12, height + 12), ("#66D9A441",))


def _tape(x: float, y: float, width: float, turn: float, color: str = "#B3F28F6B") -> Ornament:
    return Ornament("tape", Box(x, y, width, width * 0.26), (color, "#55FFFFFF"), turn)


def _doodle(name: str, x: float, y: float, size: float, color: str, turn: float = 0.0) -> Ornament:
    return Ornament(name, Box(x, y, size, size), (color,), turn)


def _snapshot(x: float, y: float, width: float, height: float, turn: float) -> tuple[Piece, ...]:
    """An instant photo with its white border, wider below, and two strips of tape."""
    edge = width * 0.05
    card = Box(x, y, width, height)
    photo = Box(x + edge, y + edge * 1.5, width - 2 * edge, height - 3 * edge)
    strip = width * 0.3
    return (
        Shape("rect", card, Tint(("#FFFEFA",)), turn=turn, shadow=0.2),
        Photo(photo, "rect", "breakfast", Tint(("#FFF1D6", "#FAD9A5"), 60),
              ("#C98A4B", "#F6DDB0", "#E07A5F", "#FFB703"), turn=turn),
        _tape(x + width / 2 - strip / 2, y - strip * 0.13, strip, turn - 3),
    )  # fmt: skip


def _sticker(x: float, y: float, size: float) -> tuple[Piece, ...]:
    inner = size * 0.12
    return (
        Shape("burst", Box(x, y, size, size), Tint(("#C8391F",)), count=20, shadow=0.2, needs="price"),
        Price(Box(x + inner, y + inner, size - 2 * inner, size - 2 * inner), size * 0.34, "#FFF7E0", "#FFF7E0",
              face="hand", align="center", turn=9, stacked=True),
    )  # fmt: skip


def _note(x: float, y: float, width: float, height: float) -> tuple[Piece, ...]:
    """A slip of paper, torn off below."""
    return (
        Shape("torn", Box(x, y, width, height), Tint(("#FFFDF4",)), 1.4, shadow=0.16, count=34),
        _tape(x - 4, y - 1.5, width * 0.2 if width < 120 else width * 0.16, -32, "#B38FC1A9"),
    )


def _story() -> Layout:
    return Layout(
        GROUND,
        (
            _squares(108, 192),
            _doodle("sun", 82, 7, 21, "#F7A325"),
            Words("shop", Box(10, 11, 68, 7), 5.2, COCOA, 3.6, HAND),
            Words("title", Box(9, 20, 78, 28), 24, BROWN, 10.5, HAND, lines=2, line_height=1.12),
            Ornament("squiggle", Box(10, 49, 42, 3.4), (CORAL,), -1),
            Words("subtitle", Box(10, 54.5, 88, 8), 6.0, COCOA, 3.9, HAND),
            *_snapshot(13, 70, 74, 66, -4),
            *_sticker(71, 106, 33),
            _doodle("heart", 91, 72, 8, CORAL, 14),
            _doodle("star", 93, 88, 8.5, LEAF, -12),
            *_note(8, 143, 92, 44),
            QrSpot(Box(62.5, 146.5, 33, 33), light="#FFFDF4"),
            Words("call", Box(14, 148.5, 47, 8), 6.0, BROWN, 3.4, HAND),
            Words("member", Box(14, 157.5, 47, 6), 4.3, COCOA, 3.1, HAND),
            Words("code", Box(14, 164.5, 36, 6), 4.2, "#B4311A", 3.1, bold=True),
            Words("slogan", Box(14, 171.5, 47, 5.4), 3.6, COCOA, 2.8, HAND),
            Words("sender", Box(14, 177.6, 47, 5), 3.2, COCOA, 2.5),
            Ornament("arrow", Box(51.5, 162, 9.5, 7), (CORAL,), -18),
        ),
    )


def _portrait() -> Layout:
    return Layout(
        GROUND,
        (
            _squares(108, 144),
            _doodle("sun", 86, 5, 17, "#F7A325"),
            Words("shop", Box(9, 7, 70, 6), 4.6, COCOA, 3.2, HAND),
            Words("title", Box(8.5, 14, 78, 18), 16.5, BROWN, 8, HAND, lines=2, line_height=1.1),
            Ornament("squiggle", Box(9, 32.6, 34, 2.8), (CORAL,), -1),
            Words("subtitle", Box(9, 37, 90, 6.8), 5.0, COCOA, 3.4, HAND),
            *_snapshot(9, 50, 58, 47, -4),
            *_sticker(70, 49, 31),
            _doodle("heart", 73, 84, 8, CORAL, 14),
            _doodle("star", 87, 82, 8, LEAF, -12),
            *_note(7, 101, 94, 38.5),
            QrSpot(Box(64, 102.6, 33, 33), light="#FFFDF4"),
            Words("call", Box(13, 105, 49, 7.4), 5.7, BROWN, 3.2, HAND),
            Words("member", Box(13, 113, 49, 5.6), 4.1, COCOA, 3.0, HAND),
            Words("code", Box(13, 119.2, 38, 5.6), 4.0, "#B4311A", 3.0, bold=True),
            Words("slogan", Box(13, 125.2, 49, 4.8), 3.3, COCOA, 2.6, HAND),
            Words("sender", Box(13, 130.4, 49, 4.6), 3.0, COCOA, 2.4),
            Ornament("arrow", Box(53, 116.5, 9, 6.6), (CORAL,), -18),
        ),
    )


def _square() -> Layout:
    return Layout(
        GROUND,
        (
            _squares(108, 108),
            _doodle("sun", 89, 4, 14.5, "#F7A325"),
            Words("shop", Box(8, 5.5, 78, 5.4), 4.2, COCOA, 3.0, HAND),
            Words("title", Box(7.6, 11.4, 80, 15.6), 14.5, BROWN, 5.4, HAND, line_height=1.08),
            Ornament("squiggle", Box(8, 27.2, 30, 2.6), (CORAL,), -1),
            Words("subtitle", Box(8, 31, 92, 6.2), 4.6, COCOA, 3.1, HAND),
            *_snapshot(8, 43.5, 47, 42, -4),
            *_sticker(37, 70, 25),
            _doodle("heart", 10, 92, 6.5, CORAL, 10),
            Words("slogan", Box(8, 99.6, 50, 4.6), 3.1, COCOA, 2.5, HAND),
            *_note(62, 41.5, 40, 61.5),
            QrSpot(Box(65.5, 43.4, 33, 33), light="#FFFDF4"),
            Words("call", Box(64, 77, 36, 5.6), 4.5, BROWN, 2.5, HAND, align="center"),
            Words("member", Box(64, 83, 36, 4.6), 3.4, COCOA, 2.6, HAND, align="center"),
            Words("code", Box(64, 88, 36, 4.8), 3.5, "#B4311A", 2.6, bold=True, align="center"),
            Words("sender", Box(64, 94, 36, 4.4), 2.7, COCOA, 2.2, align="center"),
        ),
    )


def _paper() -> Layout:
    return Layout(
        GROUND,
        (
            _squares(210, 297),
            _doodle("sun", 160, 12, 38, "#F7A325"),
            Words("shop", Box(20, 19, 130, 12), 9.2, COCOA, 6.4, HAND),
            Words("title", Box(18, 33, 146, 42), 38, BROWN, 17, HAND, lines=2, line_height=1.08),
            Ornament("squiggle", Box(20, 77, 72, 5.6), (CORAL,), -1),
            Words("subtitle", Box(20, 86, 170, 14), 10.4, COCOA, 6.8, HAND),
            *_snapshot(26, 109, 128, 102, -4),
            *_sticker(131, 160, 58),
            _doodle("heart", 166, 112, 15, CORAL, 14),
            _doodle("star", 172, 136, 15, LEAF, -12),
            *_note(16, 220, 178, 66),
            QrSpot(Box(127, 223.5, 58, 58), light="#FFFDF4"),
            Words("call", Box(28, 228, 96, 14), 10.8, BROWN, 6, HAND),
            Words("member", Box(28, 243, 96, 10), 7.4, COCOA, 5.2, HAND),
            Words("code", Box(28, 254, 74, 10), 7.2, "#B4311A", 5.2, bold=True),
            Words("slogan", Box(28, 265, 96, 8), 5.8, COCOA, 4.4, HAND),
            Words("sender", Box(28, 273.4, 96, 7.4), 5, COCOA, 3.8),
            Ornament("arrow", Box(104, 247, 19, 13), (CORAL,), -18),
        ),
    )


WARM = Design("warm", {"story": _story(), "portrait": _portrait(), "square": _square(), "paper": _paper()})
