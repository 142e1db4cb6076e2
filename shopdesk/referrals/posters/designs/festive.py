"""节日红: deep red with gold rays, lanterns and the old wave pattern; for festivals and great days."""

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

GROUND = Tint(("#C1121F", "#9B0D18", "#720A12"), 90)
GOLD, PALE, INK, PAPER = "#FFD97D", "#FFEFD0", "#7A0C14", "#FFF8E7"


def _rays(x: float, y: float, size: float) -> Ornament:
    return Ornament("rays", Box(x - size / 2, y - size / 2, size, size), ("#20FFD97D",))


def _frame(width: float, height: float, inset: float, line: float) -> tuple[Piece, ...]:
    """Two fine gold lines along the edge."""
    outer = Box(inset, inset, width - 2 * inset, height - 2 * inset)
    gap = inset + line * 3.2
    inner = Box(gap, gap, width - 2 * gap, height - 2 * gap)
    return (
        Shape("rect", outer, line=GOLD, line_width=line),
        Shape("rect", inner, line="#99FFD97D", line_width=line * 0.4),
    )


def _lantern(x: float, y: float, width: float) -> Ornament:
    return Ornament("lantern", Box(x, y, width, width * 1.5), ("#E01E26", GOLD))


def _waves(y: float, width: float, height: float) -> Ornament:
    return Ornament("sea_waves", Box(-6, y, width + 12, height + 6), ("#8C0C15", "#D9A94A"))


def _medal(x: float, y: float, size: float) -> tuple[Piece, ...]:
    """The picture in a gold ring."""
    ring = size * 0.045
    return (
        Shape("ellipse", Box(x - 2 * ring, y - 2 * ring, size + 4 * ring, size + 4 * ring), line=GOLD, line_width=0.35),
        Photo(
            Box(x, y, size, size), "ellipse", "gift", Tint(("#FFF3D6", "#FFD98A"), radial=True), ("#C1121F", "#E9B44C"),
            line=GOLD, line_width=ring, shadow=0.3,
        ),
    )  # fmt: skip


def _price(x: float, y: float, width: float, height: float, size: float) -> tuple[Piece, ...]:
    return (
        Shape(
            "ticket", Box(x, y, width, height), Tint((GOLD, "#F2B84B"), 90), height * 0.18, shadow=0.25, needs="price"
        ),
        Price(Box(x + height * 0.3, y, width - height * 0.6, height), size, INK, INK, align="center"),
    )


def _story() -> Layout:
    return Layout(
        GROUND,
        (
            _rays(54, 88, 240),
            *_frame(108, 192, 4, 0.7),
            _lantern(8, 5, 17),
            _lantern(83, 5, 17),
            Words("shop", Box(27, 11, 54, 6), 4.2, PALE, 3.0, align="center", spacing=0.12),
            Words("title", Box(10, 30, 88, 24), 21, GOLD, 9.5, "title", align="center", lines=2, line_height=1.08,
                  outline="#6B0710"),
            Words("subtitle", Box(10, 54, 88, 7.5), 5.2, PALE, 3.2, align="center"),
            *_medal(27.5, 68.5, 53),
            *_price(24, 117, 60, 15.5, 12),
            _waves(162, 108, 30),
            Shape("round", Box(9, 137, 90, 48), Tint((PAPER,)), 4, GOLD, 0.7, shadow=0.3),
            QrSpot(Box(12.5, 141, 34, 34), light=PAPER),
            Words("call", Box(50, 142.5, 45, 8), 5.8, INK, 3.2, bold=True),
            Words("member", Box(50, 151.5, 45, 6), 4.0, "#5B2B22", 2.9),
            Words("code", Box(50, 158, 45, 6), 4.0, INK, 2.9, bold=True),
            Words("slogan", Box(50, 165.5, 45, 9.5), 3.4, "#7A4B3A", 2.6, lines=2, line_height=1.35),
            Words("sender", Box(13, 177, 82, 5.4), 3.3, "#7A4B3A", 2.6, align="center"),
        ),
    )  # fmt: skip


def _portrait() -> Layout:
    return Layout(
        GROUND,
        (
            _rays(54, 62, 210),
            *_frame(108, 144, 3.6, 0.6),
            _lantern(7, 4, 13),
            _lantern(88, 4, 13),
            Words("shop", Box(24, 9, 60, 5.4), 3.9, PALE, 2.8, align="center", spacing=0.12),
            Words("title", Box(20, 16, 68, 17), 15.5, GOLD, 7.5, "title", align="center", lines=2, line_height=1.06,
                  outline="#6B0710"),
            Words("subtitle", Box(14, 33.5, 80, 6.6), 4.7, PALE, 3.2, align="center"),
            *_medal(12, 45, 45),
            *_price(60, 59, 38, 15, 11),
            Words("slogan", Box(60, 77, 38, 10), 3.6, PALE, 2.7, align="center", lines=2, line_height=1.35),
            _waves(118, 108, 26),
            Shape("round", Box(9, 98, 90, 39.5), Tint((PAPER,)), 3.4, GOLD, 0.6, shadow=0.3),
            QrSpot(Box(12, 100.2, 35, 35), light=PAPER),
            Words("call", Box(51, 102, 45, 7.6), 5.5, INK, 3.1, bold=True),
            Words("member", Box(51, 110.4, 45, 5.8), 3.9, "#5B2B22", 2.8),
            Words("code", Box(51, 116.8, 45, 5.8), 3.9, INK, 2.8, bold=True),
            Words("sender", Box(51, 126.6, 45, 7.6), 3.2, "#7A4B3A", 2.5, lines=2, line_height=1.3),
        ),
    )  # fmt: skip


def _square() -> Layout:
    return Layout(
        GROUND,
        (
            _rays(30, 50, 190),
            *_frame(108, 108, 3.4, 0.6),
            _waves(84, 108, 24),
            _lantern(88.5, 3.8, 11),
            Words("shop", Box(10, 9, 74, 5.2), 3.7, PALE, 2.7, spacing=0.1),
            Words("title", Box(9.6, 15, 78, 15.5), 15, GOLD, 5.4, "title", line_height=1.06, outline="#6B0710"),
            Words("subtitle", Box(10, 31, 78, 6.2), 4.5, PALE, 3.1),
            *_medal(12, 42.5, 38),
            *_price(10.5, 83.5, 41, 13, 10),
            Shape("round", Box(55.5, 40, 44, 59), Tint((PAPER,)), 3.2, GOLD, 0.6, shadow=0.3),
            QrSpot(Box(60.5, 41.2, 34, 34), light=PAPER),
            Words("call", Box(57.5, 75.4, 40, 5.6), 4.5, INK, 2.5, bold=True, align="center"),
            Words("member", Box(57.5, 81, 40, 4.6), 3.2, "#5B2B22", 2.4, align="center"),
            Words("code", Box(57.5, 85.8, 40, 4.8), 3.4, INK, 2.5, bold=True, align="center"),
            Words("sender", Box(57.5, 91.4, 40, 4.6), 2.8, "#7A4B3A", 2.2, align="center"),
        ),
    )  # fmt: skip


def _paper() -> Layout:
    return Layout(
        GROUND,
        (
            _rays(105, 138, 420),
            *_frame(210, 297, 8, 1.2),
            _lantern(17, 9.5, 32),
            _lantern(161, 9.5, 32),
            Words("shop", Box(52, 21, 106, 11), 7.4, PALE, 5.2, align="center", spacing=0.12),
            Words("title", Box(22, 46, 166, 36), 33, GOLD, 15, "title", align="center", lines=2, line_height=1.06,
                  outline="#6B0710"),
            Words("subtitle", Box(22, 82.5, 166, 13), 9, PALE, 6, align="center"),
            *_medal(61.5, 106, 87),
            *_price(54, 185, 102, 25, 19),
            _waves(246, 210, 51),
            Shape("round", Box(18, 216, 174, 68), Tint((PAPER,)), 6, GOLD, 1.1, shadow=0.3),
            QrSpot(Box(23, 220, 60, 60), light=PAPER),
            Words("call", Box(90, 223, 97, 14), 10.6, INK, 5.9, bold=True),
            Words("member", Box(90, 238.5, 97, 10), 7, "#5B2B22", 5),
            Words("code", Box(90, 249, 97, 10), 7, INK, 5, bold=True),
            Words("slogan", Box(90, 261, 97, 8.5), 5.6, "#7A4B3A", 4.2),
            Words("sender", Box(90, 270, 97, 8.5), 5.6, "#7A4B3A", 4.2),
        ),
    )  # fmt: skip


FESTIVE = Design("festive", {"story": _story(), "portrait": _portrait(), "square": _square(), "paper": _paper()})
