"""清新绿: mint paper, an arched window, leaves in the corners, a dark green field below; calm and clean."""

from __future__ import annotations

from shopdesk.referrals.posters.layout import (
    Box,
    Design,
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

GROUND = Tint(("#F3F9EE", "#E3F1DB"), 90)
DEEP, GREEN, PALE, CREAM = "#1B4332", "#2D6A4F", "#D8F3DC", "#FFFDF5"
SUN, RUST = "#FFD166", "#8A2B0B"


def _sprig(x: float, y: float, width: float, height: float, turn: float) -> Ornament:
    return Ornament("sprig", Box(x, y, width, height), ("#40704F", "#74C69D", "#52A57C"), turn)


def _field(y: float, width: float, height: float, wave: float) -> tuple[Piece, ...]:
    """The dark field with a lighter wave behind it."""
    return (
        Shape("wave", Box(-6, y - wave * 0.9, width + 12, height + wave), Tint(("#95D5B2",)), wave, count=2),
        Shape("wave", Box(-8, y, width + 16, height), Tint((DEEP,)), wave, count=2),
    )


def _window(x: float, y: float, width: float, height: float, frame: float) -> tuple[Piece, ...]:
    outer = Box(x - frame, y - frame, width + 2 * frame, height + frame)
    return (
        Shape("arch", outer, Tint((CREAM,)), line="#74C69D", line_width=frame * 0.16, shadow=0.1),
        Photo(
            Box(x, y, width, height), "arch", "vegetables", Tint(("#DFF3E4", "#B7E4C7"), 90),
            ("#4CA34F", "#E5383B", "#F3722C", "#D4A15F"),
        ),
    )  # fmt: skip


def _badge(x: float, y: float, size: float) -> tuple[Piece, ...]:
    inner = size * 0.13
    return (
        Shape("burst", Box(x, y, size, size), Tint((SUN,)), count=18, shadow=0.16, needs="price"),
        Price(
            Box(x + inner, y + inner, size - 2 * inner, size - 2 * inner), size * 0.36, RUST, RUST, align="center",
            turn=-8, stacked=True,
        ),
    )  # fmt: skip


def _story() -> Layout:
    return Layout(
        GROUND,
        (
            _sprig(-15, -13, 40, 40, 104),
            _sprig(86, -9, 38, 38, 196),
            Words("shop", Box(26, 11, 56, 6), 4.0, GREEN, 2.6, bold=True, align="center", spacing=0.16),
            Words(
                "title", Box(14, 18.5, 80, 24), 17.5, DEEP, 8.5, bold=True, align="center", lines=2, line_height=1.16
            ),
            Words("subtitle", Box(12, 43.5, 84, 7.5), 5.0, GREEN, 3.4, align="center"),
            *_window(20, 56, 68, 96, 3.2),
            *_field(140, 108, 58, 9),
            _sprig(78, 92, 26, 34, 8),
            *_badge(5, 112, 33),
            QrSpot(Box(10, 152, 32, 32), plate=1.6, radius=2.5),
            Words("call", Box(48, 151, 54, 8.4), 6.4, CREAM, 3.6, bold=True),
            Words("member", Box(48, 160, 54, 6.2), 4.1, PALE, 3.0),
            Words("code", Box(48, 166.6, 54, 6), 4.1, SUN, 3.0, bold=True),
            Words("slogan", Box(48, 174, 54, 5.2), 3.4, PALE, 2.6),
            Words("sender", Box(48, 179.6, 54, 5.2), 3.4, PALE, 2.6),
        ),
    )


def _portrait() -> Layout:
    return Layout(
        GROUND,
        (
            _sprig(-10, 66, 34, 34, 62),
            _sprig(32, -17, 30, 30, 118),
            Words("shop", Box(8, 13, 46, 5.6), 3.8, GREEN, 2.8, bold=True, spacing=0.12),
            Words("title", Box(8, 20, 44, 37), 15.5, DEEP, 7.5, bold=True, lines=3, line_height=1.16, upright="bottom"),
            Words("subtitle", Box(8, 58, 44, 13.6), 4.7, GREEN, 3.2, lines=2, upright="top", line_height=1.4),
            *_window(57, 15, 43, 92, 2.6),
            *_field(98, 108, 50, 7),
            *_badge(38, 68, 29),
            QrSpot(Box(9, 107, 30, 30), plate=1.4, radius=2.2),
            Words("call", Box(45, 106.4, 57, 7.6), 5.9, CREAM, 3.3, bold=True),
            Words("member", Box(45, 114.6, 57, 5.8), 3.9, PALE, 2.9),
            Words("code", Box(45, 120.6, 57, 5.6), 3.9, SUN, 2.9, bold=True),
            Words("slogan", Box(45, 127.6, 57, 4.8), 3.2, PALE, 2.5),
            Words("sender", Box(45, 132.8, 57, 4.8), 3.2, PALE, 2.5),
        ),
    )


def _square() -> Layout:
    return Layout(
        GROUND,
        (
            _sprig(36, -18, 28, 28, 118),
            Words("shop", Box(8, 9.5, 46, 5.2), 3.7, GREEN, 2.7, bold=True, spacing=0.1),
            Words(
                "title", Box(8, 15.5, 50, 27), 14.5, DEEP, 6.6, bold=True, lines=2, line_height=1.16, upright="bottom"
            ),
            Words("subtitle", Box(8, 43, 50, 12), 4.3, GREEN, 3.0, lines=2, upright="top", line_height=1.36),
            *_window(63, 9, 38, 62, 2.4),
            *_field(64, 108, 50, 6),
            *_badge(83, 43, 23),
            QrSpot(Box(8, 70, 30, 30), plate=1.4, radius=2.2),
            Words("call", Box(44, 70.6, 58, 7.2), 5.6, CREAM, 3.1, bold=True),
            Words("member", Box(44, 78.2, 58, 5.4), 3.8, PALE, 2.8),
            Words("code", Box(44, 84, 58, 5.4), 3.8, SUN, 2.8, bold=True),
            Words("slogan", Box(44, 90.6, 58, 4.6), 3.1, PALE, 2.4),
            Words("sender", Box(44, 95.6, 58, 4.6), 3.1, PALE, 2.4),
        ),
    )


def _paper() -> Layout:
    return Layout(
        GROUND,
        (
            _sprig(-26, -24, 72, 72, 104),
            _sprig(170, -14, 66, 66, 196),
            Words("shop", Box(48, 17, 114, 10), 6.8, GREEN, 5.0, bold=True, align="center", spacing=0.16),
            Words("title", Box(30, 29, 150, 36), 30, DEEP, 14, bold=True, align="center", lines=2, line_height=1.14),
            Words("subtitle", Box(24, 67, 162, 12), 8.4, GREEN, 5.6, align="center"),
            *_window(44, 89, 122, 140, 5.4),
            *_field(214, 210, 92, 13),
            _sprig(150, 146, 44, 58, 8),
            *_badge(14, 168, 58),
            QrSpot(Box(20, 229, 52, 52), plate=2.4, radius=4),
            Words("call", Box(84, 229, 112, 14), 11, CREAM, 6.2, bold=True),
            Words("member", Box(84, 244, 112, 10), 7, PALE, 5),
            Words("code", Box(84, 254.6, 112, 10), 7, SUN, 5, bold=True),
            Words("slogan", Box(84, 266, 112, 8), 5.6, PALE, 4.2),
            Words("sender", Box(84, 274.6, 112, 8), 5.6, PALE, 4.2),
        ),
    )


FRESH = Design("fresh", {"story": _story(), "portrait": _portrait(), "square": _square(), "paper": _paper()})
