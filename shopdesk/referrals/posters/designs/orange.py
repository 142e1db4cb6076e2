"""鲜果橙: a blood-orange ground with slices at the edges and a cream card; loud and juicy."""

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

GROUND = Tint(("#B83205", "#E8590C", "#FF922B"), 75)
CREAM, RED, BROWN, GREY = "#FFFBF2", "#C92A0E", "#4A1D06", "#7A5340"
SLICE = ("#F77F00", "#FFF3DC", "#FFA62B")


def _air(*circles: tuple[float, float, float]) -> tuple[Piece, ...]:
    """Large faint circles behind everything."""
    return tuple(Shape("ellipse", Box(x, y, size, size), Tint(("#1CFFFFFF",))) for x, y, size in circles)


def _slice(x: float, y: float, size: float, turn: float = 0.0) -> Ornament:
    return Ornament("orange_slice", Box(x, y, size, size), SLICE, turn)


def _leaf(x: float, y: float, length: float, turn: float) -> Ornament:
    return Ornament("big_leaf", Box(x, y, length, length * 0.46), ("#3E8E41", "#8FD694"), turn)


def _card(x: float, y: float, width: float, height: float, radius: float) -> Shape:
    return Shape("round", Box(x, y, width, height), Tint((CREAM,)), radius, shadow=0.22)


def _photo(x: float, y: float, width: float, height: float, radius: float) -> Photo:
    return Photo(
        Box(x, y, width, height), "round", "oranges", Tint(("#FFE8C7", "#FFD49A"), 60), ("#F77F00", "#2F9E44"), radius
    )


def _shop(x: float, y: float, width: float, size: float) -> Words:
    return Words("shop", Box(x, y, width, size * 1.6), size, "#FFFFFF", bold=True, spacing=0.04)


def _story() -> Layout:
    return Layout(
        GROUND,
        (
            *_air((58, -22, 78), (-26, 48, 56), (74, 120, 60)),
            _leaf(66, 4, 30, 152),
            _slice(79, -13, 46, 12),
            _shop(9, 9, 62, 4.8),
            Words("title", Box(8, 19, 80, 31), 30, "#FFFFFF", 11, "title", lines=2, line_height=1.08),
            Words("subtitle", Box(8.5, 51, 90, 10), 7.4, "#FFF4DF", 4.2, "title"),
            _card(6, 66, 96, 119, 6),
            _photo(11, 71, 86, 58, 4),
            Price(Box(12, 131, 50, 17), 15.5, RED, GREY),
            Words("call", Box(12, 150.5, 51, 7), 5.6, BROWN, 3.1, bold=True),
            Words("member", Box(12, 158.5, 51, 6), 4.1, GREY, 3.0),
            Words("code", Box(12, 165, 51, 5.5), 3.9, BROWN, 3.0, bold=True),
            QrSpot(Box(65, 133, 32, 32)),
            Words("slogan", Box(65, 166, 32, 5.5), 3.3, GREY, 2.5, align="center"),
            Shape("rect", Box(12, 174.4, 84, 0.2), Tint(("#E6D6C3",))),
            Words("sender", Box(12, 175.6, 84, 6.5), 3.3, GREY, 2.6, align="center"),
            _slice(-15, 172, 30, 40),
            _leaf(86, 180, 24, 200),
        ),
    )


def _portrait() -> Layout:
    return Layout(
        GROUND,
        (
            *_air((60, -24, 72), (-20, 30, 44), (70, 96, 50)),
            _leaf(70, 2, 26, 152),
            _slice(82, -12, 40, 12),
            _shop(8, 6.5, 62, 4.4),
            Words("title", Box(7.5, 14.5, 74, 19), 17.5, "#FFFFFF", 9, "title", lines=2, line_height=1.06),
            Words("subtitle", Box(8, 34, 92, 8), 6, "#FFF4DF", 3.8, "title"),
            _card(6, 45, 96, 93, 5),
            _photo(10, 49, 88, 46, 3.5),
            Price(Box(11, 96.5, 52, 14), 13, RED, GREY),
            Words("call", Box(11, 111, 53, 6.4), 5.1, BROWN, 2.9, bold=True),
            Words("member", Box(11, 117.7, 53, 5.4), 3.8, GREY, 2.9),
            Words("code", Box(11, 123.3, 53, 5.2), 3.6, BROWN, 2.9, bold=True),
            QrSpot(Box(67, 97, 31, 31)),
            Words("sender", Box(11, 130, 50, 5.6), 3.1, GREY, 2.3),
            Words("slogan", Box(62, 130, 36, 5.6), 3.1, GREY, 2.2, align="right"),
            _slice(-14, 126, 26, 40),
        ),
    )


def _square() -> Layout:
    return Layout(
        GROUND,
        (
            *_air((66, -26, 66), (-18, 60, 50)),
            _slice(86, 84, 36, 20),
            _leaf(76, 96, 24, 205),
            _shop(7, 5.5, 60, 4.2),
            Words("title", Box(6.5, 12.5, 95, 15.5), 15.5, "#FFFFFF", 8, "title", line_height=1.06),
            Words("subtitle", Box(7, 28, 94, 7.4), 5.6, "#FFF4DF", 3.6, "title"),
            _card(6, 38, 96, 64, 5),
            _photo(10, 42, 47, 47, 3.5),
            Price(Box(60, 41.5, 39, 12), 11.5, RED, GREY),
            QrSpot(Box(64.5, 54, 30, 30)),
            Words("call", Box(59, 84.6, 41, 5), 4.3, BROWN, 2.4, bold=True, align="center"),
            Words("member", Box(59, 89.8, 41, 4.2), 3.1, GREY, 2.5, align="center"),
            Words("code", Box(59, 94, 41, 4.2), 3.1, BROWN, 2.5, bold=True, align="center"),
            Words("sender", Box(10, 90.8, 47, 4.6), 2.9, GREY, 2.3),
            Words("slogan", Box(10, 95, 47, 4.4), 2.9, GREY, 2.3),
        ),
    )


def _paper() -> Layout:
    return Layout(
        GROUND,
        (
            *_air((108, -50, 150), (-50, 70, 110), (130, 190, 130)),
            _leaf(128, 10, 54, 152),
            _slice(152, -24, 84, 12),
            _shop(18, 17, 120, 8.6),
            Words("title", Box(16, 34, 152, 50), 48, "#FFFFFF", 20, "title", lines=2, line_height=1.06),
            Words("subtitle", Box(17, 86, 176, 16), 12.5, "#FFF4DF", 7, "title"),
            _card(13, 110, 184, 172, 10),
            _photo(22, 119, 166, 82, 7),
            Price(Box(24, 204, 98, 27), 25, RED, GREY),
            Words("call", Box(24, 232, 98, 12), 9.4, BROWN, 5.3, bold=True),
            Words("member", Box(24, 245, 98, 9.5), 6.8, GREY, 5.0),
            Words("code", Box(24, 255, 98, 9), 6.6, BROWN, 5.0, bold=True),
            QrSpot(Box(130, 206, 58, 58)),
            Words("sender", Box(24, 268, 92, 9), 5.2, GREY, 3.8),
            Words("slogan", Box(118, 268, 70, 9), 5.2, GREY, 3.6, align="right"),
            _slice(-24, 262, 52, 40),
        ),
    )


ORANGE = Design("orange", {"story": _story(), "portrait": _portrait(), "square": _square(), "paper": _paper()})
