"""极简白: a picture to the edge, much white, black words on one line of sight, one red stroke; quiet and exact."""

from __future__ import annotations

from shopdesk.referrals.posters.layout import Box, Design, Layout, Photo, Piece, Price, QrSpot, Shape, Tint, Words

GROUND = Tint(("#FFFFFF",))
INK, GREY, RED = "#111111", "#6A6A6A", "#D7263D"


def _photo(x: float, y: float, width: float, height: float) -> Photo:
    return Photo(
        Box(x, y, width, height), "rect", "pear", Tint(("#F4F2EC", "#E3E7DC"), 60), ("#B9CF5A", "#3F7D20", "#26000000")
    )


def _label(x: float, y: float, width: float, size: float) -> Words:
    """The shop's name on a black strip."""
    box = Box(x + size * 0.55, y, width, size * 2)
    return Words("shop", box, size, "#FFFFFF", bold=True, plate=INK, spacing=0.08)


def _stroke(x: float, y: float, width: float, height: float) -> Shape:
    return Shape("rect", Box(x, y, width, height), Tint((RED,)))


def _rule(x: float, y: float, width: float, height: float = 0.25) -> Piece:
    return Shape("rect", Box(x, y, width, height), Tint((INK,)))


def _story() -> Layout:
    return Layout(
        GROUND,
        (
            _photo(-5, -5, 118, 105),
            _label(9, 9, 70, 3.9),
            _stroke(9, 108.6, 12, 1.5),
            Words("title", Box(9, 112.5, 90, 22), 16, INK, 8, bold=True, lines=2, line_height=1.18),
            Words("subtitle", Box(9, 135.5, 90, 7), 4.6, GREY, 3.2),
            _rule(9, 146, 90),
            Price(Box(9, 149, 54, 14), 13, INK, GREY, face="plain"),
            Words("call", Box(9, 164.5, 54, 6), 4.4, INK, 2.5, bold=True),
            Words("member", Box(9, 170.8, 54, 5), 3.6, GREY, 2.7),
            Words("code", Box(9, 176, 54, 5), 3.6, INK, 2.7),
            Words("sender", Box(9, 183, 54, 4.6), 2.9, GREY, 2.3),
            QrSpot(Box(67.5, 149, 34, 34)),
            Words("slogan", Box(65, 183, 34, 4.6), 2.9, GREY, 2.3, align="right"),
        ),
    )


def _portrait() -> Layout:
    return Layout(
        GROUND,
        (
            _photo(-5, -5, 63, 154),
            _label(0, 9, 50, 3.7),
            _stroke(66, 12, 10, 1.4),
            Words("title", Box(66, 16, 35, 40), 12, INK, 6.2, bold=True, lines=3, line_height=1.2, upright="top"),
            Words(
                "subtitle", Box(66, 57.5, 35, 12), 3.9, GREY, 2.9, lines=2, line_height=1.45, upright="top", after=1.5
            ),
            Price(Box(66, 71, 35, 12), 11, INK, GREY, face="plain"),
            _rule(66, 86, 35),
            QrSpot(Box(64, 88.5, 34, 34)),
            Words("call", Box(66, 122, 35, 5.4), 4.1, INK, 2.3, bold=True),
            Words("member", Box(66, 127.2, 35, 4.4), 3.1, GREY, 2.4),
            Words("code", Box(66, 131.6, 35, 4.4), 3.1, INK, 2.4),
            Words("sender", Box(66, 136.6, 35, 4), 2.5, GREY, 2.1),
        ),
    )


def _square() -> Layout:
    return Layout(
        GROUND,
        (
            _photo(46, -5, 67, 70),
            _label(0, 8, 40, 3.5),
            _stroke(8, 21, 9, 1.3),
            Words("title", Box(8, 24.5, 35, 26), 10.5, INK, 5, bold=True, lines=3, line_height=1.2, upright="top"),
            Words(
                "subtitle", Box(8, 51.5, 35, 11), 3.7, GREY, 2.7, lines=2, line_height=1.45, upright="top", after=1.5
            ),
            _rule(8, 70, 92),
            Price(Box(8, 72.5, 53, 12.5), 11.5, INK, GREY, face="plain"),
            Words("call", Box(8, 85.8, 53, 5.4), 4.1, INK, 2.3, bold=True),
            Words("member", Box(8, 91.2, 53, 4.4), 3.2, GREY, 2.4),
            Words("code", Box(8, 95.6, 26, 4.4), 3.2, INK, 2.4),
            Words("sender", Box(34, 95.6, 32, 4.4), 2.6, GREY, 2.1, align="right"),
            QrSpot(Box(70, 72, 31.5, 31.5)),
        ),
    )


def _paper() -> Layout:
    return Layout(
        GROUND,
        (
            _photo(-6, -6, 222, 166),
            _label(17, 17, 140, 7),
            _stroke(17, 173, 22, 2.6),
            Words("title", Box(17, 179, 176, 32), 26, INK, 13, bold=True, lines=2, line_height=1.16),
            Words("subtitle", Box(17, 212, 176, 11), 7.6, GREY, 5.4),
            _rule(17, 227.5, 176, 0.4),
            Price(Box(17, 231, 108, 24), 22, INK, GREY, face="plain"),
            Words("call", Box(17, 256, 108, 10), 7.4, INK, 4.1, bold=True),
            Words("member", Box(17, 266, 70, 8), 5.8, GREY, 4.4),
            Words("code", Box(17, 274, 70, 8), 5.8, INK, 4.4),
            Words("slogan", Box(80, 266, 48, 8), 5, GREY, 3.8, align="right"),
            Words("sender", Box(80, 274, 48, 8), 5, GREY, 3.8, align="right"),
            QrSpot(Box(139, 230, 56, 56)),
        ),
    )


MINIMAL = Design("minimal", {"story": _story(), "portrait": _portrait(), "square": _square(), "paper": _paper()})
