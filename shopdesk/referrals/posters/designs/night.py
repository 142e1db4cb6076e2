"""夜市深色: night sky, strings of lights, neon letters and a street of stalls; for late openings and snacks."""

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

GROUND = Tint(("#0A0F24", "#151238", "#3A1150"), 90)
PINK, CYAN, YELLOW, WHITE, PALE = "#FF4D8D", "#35E0FF", "#FFD23F", "#FFFFFF", "#C9C6F2"


def _sky(width: float, height: float) -> Ornament:
    return Ornament("stars", Box(0, 0, width, height), ("#FFFFFF", "#C9D6FF", "#FFE9B0"))


def _lights(width: float, height: float) -> Ornament:
    return Ornament("bulbs", Box(-3, -2, width + 6, height), ("#3A3F63", "#FFD166", "#FF8FB1", "#7CF5FF"))


def _street(y: float, width: float, height: float) -> Ornament:
    return Ornament("stalls", Box(-5, y, width + 10, height), ("#070A18", "#FFC24B", PINK, "#FFF1D0"))


def _neon(x: float, y: float, width: float, height: float, radius: float, line: float, color: str) -> tuple[Piece, ...]:
    """A neon tube around a box: faint wide lines under a bright one."""
    box = Box(x, y, width, height)
    halo = color.removeprefix("#")
    return (
        Shape("round", box, line=f"#14{halo}", line_width=line * 9, radius=radius),
        Shape("round", box, line=f"#1F{halo}", line_width=line * 6, radius=radius),
        Shape("round", box, line=f"#38{halo}", line_width=line * 3.2, radius=radius),
        Shape("round", box, line=color, line_width=line, radius=radius),
    )


def _photo(x: float, y: float, width: float, height: float, radius: float) -> tuple[Piece, ...]:
    photo = Photo(
        Box(x, y, width, height), "round", "neon_bowl", Tint(("#1B1A44", "#2A1450"), 70), (PINK, YELLOW, CYAN), radius
    )
    return (photo, *_neon(x, y, width, height, radius, 0.7 if width < 120 else 1.3, CYAN))


def _title(box: Box, size: float, smallest: float, lines: int = 2) -> Words:
    return Words(
        "title", box, size, WHITE, smallest, "title", align="center", lines=lines, line_height=1.1, glow=PINK
    )  # fmt: skip


def _story() -> Layout:
    return Layout(
        GROUND,
        (
            _sky(108, 150),
            _lights(108, 24),
            Words("shop", Box(14, 22, 80, 6), 4.2, YELLOW, 3.0, bold=True, align="center", spacing=0.14),
            _title(Box(8, 29, 92, 27), 24, 10.5),
            Words("subtitle", Box(10, 57, 88, 8), 5.8, CYAN, 3.6, "title", align="center"),
            *_photo(16, 69, 76, 52, 5),
            Price(Box(12, 124, 84, 18), 17, YELLOW, PALE, align="center", glow="#FF9F1C"),
            _street(139, 108, 26),
            Shape("rect", Box(-5, 160, 118, 40), Tint(("#070A18",))),
            QrSpot(Box(9, 150, 34, 34), plate=1.4, radius=2.4, line=PINK, line_width=0.7),
            Words("call", Box(49, 162.5, 53, 7.4), 5.8, WHITE, 3.2, bold=True),
            Words("member", Box(49, 170, 53, 5.6), 3.9, PALE, 2.9),
            Words("code", Box(49, 175.6, 53, 5.6), 3.9, YELLOW, 2.9, bold=True),
            Words("sender", Box(49, 182.6, 53, 4.8), 3.1, PALE, 2.4),
            Words("slogan", Box(9, 186.4, 40, 4.4), 2.9, PALE, 2.3),
        ),
    )


def _portrait() -> Layout:
    return Layout(
        GROUND,
        (
            _sky(108, 110),
            _lights(108, 18),
            Words("shop", Box(14, 15.5, 80, 5.4), 3.9, YELLOW, 2.8, bold=True, align="center", spacing=0.14),
            _title(Box(8, 21.5, 92, 18), 16.5, 8),
            Words("subtitle", Box(10, 40, 88, 6.8), 4.9, CYAN, 3.2, "title", align="center"),
            *_photo(9, 51, 47, 40, 4),
            Price(Box(59, 56, 42, 20), 16, YELLOW, PALE, align="center", glow="#FF9F1C", stacked=True),
            Words("slogan", Box(60, 78, 40, 9), 3.5, PALE, 2.7, align="center", lines=2, line_height=1.35),
            _street(89, 108, 22),
            Shape("rect", Box(-5, 107, 118, 40), Tint(("#070A18",))),
            QrSpot(Box(9, 102, 34, 34), plate=1.4, radius=2.4, line=PINK, line_width=0.7),
            Words("call", Box(49, 110, 53, 7.2), 5.6, WHITE, 3.1, bold=True),
            Words("member", Box(49, 117.4, 53, 5.4), 3.8, PALE, 2.8),
            Words("code", Box(49, 123, 53, 5.4), 3.8, YELLOW, 2.8, bold=True),
            Words("sender", Box(49, 130, 53, 4.8), 3.1, PALE, 2.4),
        ),
    )


def _square() -> Layout:
    return Layout(
        GROUND,
        (
            _sky(108, 90),
            _lights(108, 15),
            Words("shop", Box(9, 13.5, 90, 5), 3.7, YELLOW, 2.7, bold=True, align="center", spacing=0.12),
            _title(Box(7, 19, 94, 15), 14.5, 7, 1),
            Words("subtitle", Box(9, 34.4, 90, 6), 4.4, CYAN, 3.0, "title", align="center"),
            *_photo(9, 44.5, 46, 33, 3.6),
            _street(90, 108, 17),
            Shape("rect", Box(-5, 103, 118, 12), Tint(("#070A18",))),
            Price(Box(9, 78.3, 46, 12.5), 12, YELLOW, PALE, align="center", glow="#FF9F1C"),
            Shape("round", Box(61, 42.5, 40, 60), Tint(("#0B0E22",)), 3.4, PINK, 0.6),
            QrSpot(Box(64.5, 45.6, 33, 33), plate=0.6, radius=1.6),
            Words("call", Box(62.6, 81, 36.8, 5.6), 4.4, WHITE, 2.5, bold=True, align="center"),
            Words("member", Box(62.6, 86.8, 36.8, 4.6), 3.2, PALE, 2.4, align="center"),
            Words("code", Box(62.6, 91.4, 36.8, 4.8), 3.4, YELLOW, 2.5, bold=True, align="center"),
            Words("sender", Box(62.6, 96.6, 36.8, 4.2), 2.7, PALE, 2.2, align="center"),
            Words("slogan", Box(9, 102.4, 46, 4.4), 2.9, PALE, 2.3, align="center"),
        ),
    )


def _paper() -> Layout:
    return Layout(
        GROUND,
        (
            _sky(210, 230),
            _lights(210, 40),
            Words("shop", Box(25, 39, 160, 11), 7.4, YELLOW, 5.2, bold=True, align="center", spacing=0.14),
            _title(Box(14, 52, 182, 42), 38, 17),
            Words("subtitle", Box(18, 95, 174, 14), 10.4, CYAN, 6.4, "title", align="center"),
            *_photo(30, 116, 150, 74, 9),
            Price(Box(24, 193, 162, 28), 27, YELLOW, PALE, align="center", glow="#FF9F1C"),
            _street(214, 210, 46),
            Shape("rect", Box(-6, 251, 222, 60), Tint(("#070A18",))),
            QrSpot(Box(18, 225, 58, 58), plate=2.4, radius=4, line=PINK, line_width=1.2),
            Words("call", Box(88, 252.5, 106, 11.6), 9.2, WHITE, 5.2, bold=True),
            Words("member", Box(88, 264, 106, 9), 6.4, PALE, 4.8),
            Words("code", Box(88, 273, 60, 9), 6.4, YELLOW, 4.8, bold=True),
            Words("slogan", Box(18, 287, 90, 7), 4.6, PALE, 3.6),
            Words("sender", Box(108, 287, 86, 7), 4.6, PALE, 3.6, align="right"),
        ),
    )


NIGHT = Design("night", {"story": _story(), "portrait": _portrait(), "square": _square(), "paper": _paper()})
