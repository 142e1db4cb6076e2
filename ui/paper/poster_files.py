"""Posters as files: pictures, or a PDF with one to a page or as cards on A4 with cut marks.

Every code is read back before anything is put in place; Cancel or an error leaves the folder as it was.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PIL import Image
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import clean_text
from shopdesk.referrals.posters.layout import RATIO_MM, Design, Ratio
from shopdesk.referrals.posters.sizes import BLEED, Size
from shopdesk.referrals.posters.values import PosterValues, poster_link
from ui.paper.files import cannot_write, put_in_place
from ui.paper.pages import A4, MM_PER_INCH, painting, pdf_writer
from ui.paper.posters import Part, PosterPress, paint_poster
from ui.paper.verify import as_pillow, check_code

Format = Literal["jpeg", "png", "pdf"]
Sheet = Literal["a4"]

JPEG_QUALITY = 88
_SUFFIX = {"jpeg": ".jpg", "png": ".png"}
_CHECK_WIDTH = 1080
_BESIDE = ".posters-"
_A_DAY = 86_400
_PRINT_DOTS = 300 / MM_PER_INCH
_MARK, _MARK_GAP = 4.0, 1.5
_CARDS: dict[Ratio, tuple[int, int, float]] = {
    "story": (2, 2, 76.0),
    "portrait": (2, 2, 88.0),
    "square": (2, 3, 84.0),
    "paper": (2, 2, 88.0),
}
"""Cards on an A4 sheet: columns, rows, width of one in millimetres."""
_CARD_GAP = 8.0
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def export_posters(
    design: Design,
    size: Size,
    posters: Sequence[PosterValues],
    folder: Path,
    format: Format = "jpeg",
    sheet: Sheet | None = None,
    *,
    bleed: bool = False,
    progress: Progress = SILENT,
) -> list[Path]:
    """Make the files of all posters; they may differ in member and code only. Returns the files in their order.

    jpeg, png: one file for each. pdf: one file, a page for each (with 3 mm bleed and cut marks if wanted) or, with
    sheet "a4", as cards. Files of the same name are replaced. Raises ShopError when a code cannot be read back.
    """
    if not posters:
        raise ShopError(_("没有要做海报的会员。"), _("请先选择会员或人群。"), "poster")
    for values in posters:
        poster_link(values)  # refused links are said before any work
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(folder)
        beside = Path(tempfile.mkdtemp(prefix=_BESIDE, dir=folder))
    except OSError:
        raise cannot_write(folder) from None
    try:
        press = PosterPress(design, size, posters[0], None if format != "pdf" else _CHECK_WIDTH)
        if format == "pdf":
            made = [_make_pdf(press, posters, beside, sheet, BLEED if bleed and not sheet else 0.0, progress)]
        else:
            made = _make_pictures(press, posters, beside, format, progress)
        return _put_in_place(made, folder)
    except OSError:
        raise cannot_write(folder) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _clear_leftovers(folder: Path) -> None:
    """What an export left that was ended by force, a day ago or more."""
    for path in folder.glob(f"{_BESIDE}*"):
        if path.is_dir() and time.time() - path.stat().st_mtime > _A_DAY:
            shutil.rmtree(path, ignore_errors=True)


def _put_in_place(made: list[Path], folder: Path) -> list[Path]:
    """All or none: what is already in place goes away again when a later file cannot be written."""
    placed: list[Path] = []
    fresh: list[Path] = []
    try:
        for path in made:
            target = folder / path.name
            if not target.exists():
                fresh.append(target)
            put_in_place(path, target)
            placed.append(target)
    except ShopError:
        for target in fresh:
            target.unlink(missing_ok=True)
        raise
    return placed


# ---- pictures


def _make_pictures(
    press: PosterPress, posters: Sequence[PosterValues], beside: Path, kind: Literal["jpeg", "png"], progress: Progress
) -> list[Path]:
    names = _file_names(posters)
    made = []
    for number, (values, name) in enumerate(zip(posters, names, strict=True)):
        progress.report(number, len(posters), name)
        content = encode_picture(as_pillow(press.render(values)), kind, press.size)
        _check_encoded(press, values, content)
        path = beside / f"{name}{_SUFFIX[kind]}"
        path.write_bytes(content)
        made.append(path)
    progress.report(len(posters), len(posters))
    return made


def encode_picture(image: Image.Image, kind: Literal["jpeg", "png"], size: Size, quality: int = JPEG_QUALITY) -> bytes:
    """The file's bytes; sharp colours (4:4:4), the resolution for print, nothing else inside."""
    written = io.BytesIO()
    dots = image.width / (size.in_mm[0] / MM_PER_INCH)
    if kind == "jpeg":
        image.save(written, "JPEG", quality=quality, subsampling=0, dpi=(round(dots), round(dots)))
    else:
        image.save(written, "PNG", compress_level=1, dpi=(dots, dots))
    return written.getvalue()


def _check_encoded(press: PosterPress, values: PosterValues, content: bytes) -> None:
    """Read the code back from the very bytes that are written."""
    region = press.code_region()
    with Image.open(io.BytesIO(content)) as image:
        image.draft("L", None)
        check_code(image.convert("L"), press.code(values).text, region)


def _file_names(posters: Sequence[PosterValues]) -> list[str]:
    """Names that every system takes, none twice (capitals do not count)."""
    names: list[str] = []
    taken: set[str] = set()
    for values in posters:
        base = safe_name(values.file_name or values.member or values.title or _("海报"))
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def safe_name(text: str) -> str:
    """A file name without its suffix from any text: no path, no reserved word, at most 60 characters."""
    plain = _UNSAFE.sub("-", clean_text(text).replace("\n", " ").replace("\t", " "))[:60].strip(" .-")
    while len(plain.encode()) > 180:
        plain = plain[:-1]
    return f"_{plain}" if _RESERVED.fullmatch(plain) else plain.strip(" .") or _("海报")


# ---- PDF


def _make_pdf(
    press: PosterPress,
    posters: Sequence[PosterValues],
    beside: Path,
    sheet: Sheet | None,
    bleed: float,
    progress: Progress,
) -> Path:
    first = posters[0]
    name = safe_name(_("海报-{title}").format(title=first.title or first.shop))
    if len(posters) == 1 and first.file_name:
        name = safe_name(first.file_name)
    path = beside / f"{name}.pdf"
    edge = bleed + _MARK if bleed else 0.0
    width, height = press.size.in_mm
    places = card_places(press.size) if sheet else [QRectF(edge, edge, width, height)]
    page = A4 if sheet else (width + 2 * edge, height + 2 * edge)
    writer = pdf_writer(str(path), first.title or name, *page)
    with painting(writer) as painter:
        if not painter.isActive():
            raise cannot_write(beside.parent)
        painter.scale(writer.logicalDpiX() / MM_PER_INCH, writer.logicalDpiY() / MM_PER_INCH)
        # Of many posters the shared part goes into the file once, as a picture; a single one stays all lines.
        ground = _paint_ground(press, first, places[0].width(), bleed) if len(posters) > 1 else None
        for number, values in enumerate(posters):
            progress.report(number, len(posters), values.file_name)
            if number and number % len(places) == 0:
                writer.newPage()
            _paint_one(painter, press, values, places[number % len(places)], bleed, ground)
            if sheet or bleed:
                _paint_cut_marks(painter, places[number % len(places)], bleed)
    progress.report(len(posters), len(posters))
    return path


def card_places(size: Size) -> list[QRectF]:
    """Where the cards stand on an A4 sheet, in millimetres."""
    columns, rows, width = _CARDS[size.ratio]
    height = width * RATIO_MM[size.ratio][1] / RATIO_MM[size.ratio][0]
    left = (A4[0] - columns * width - (columns - 1) * _CARD_GAP) / 2
    top = (A4[1] - rows * height - (rows - 1) * _CARD_GAP) / 2
    return [
        QRectF(left + column * (width + _CARD_GAP), top + row * (height + _CARD_GAP), width, height)
        for row in range(rows)
        for column in range(columns)
    ]


def _paint_ground(press: PosterPress, values: PosterValues, width: float, bleed: float) -> QImage:
    """What all posters share, bleed included, at 300 dots per inch of its width on the page."""
    layout_width, layout_height = RATIO_MM[press.size.ratio]
    edge = bleed * layout_width / width
    dots = width * _PRINT_DOTS / layout_width
    image = QImage(
        round((layout_width + 2 * edge) * dots), round((layout_height + 2 * edge) * dots), QImage.Format.Format_RGB32
    )
    with painting(image) as painter:
        painter.scale(dots, dots)
        painter.translate(edge, edge)
        paint_poster(painter, press.design, press.size, values, part="shared", bleed=edge)
    return image


def _paint_one(
    painter: QPainter, press: PosterPress, values: PosterValues, place: QRectF, bleed: float, ground: QImage | None
) -> None:
    """One poster at its place on the page, its code read back from a picture of the same painting first."""
    code = press.code(values)
    check_code(press.render(values), code.text, press.code_region())
    scale = place.width() / RATIO_MM[press.size.ratio][0]
    if ground is not None:
        painter.drawImage(place.adjusted(-bleed, -bleed, bleed, bleed), ground)
    painter.save()
    painter.translate(place.topLeft())
    painter.scale(scale, scale)
    part: Part = "all" if ground is None else "personal"
    paint_poster(painter, press.design, press.size, values, part=part, bleed=bleed / scale, code=code)
    painter.restore()


def _paint_cut_marks(painter: QPainter, trim: QRectF, bleed: float) -> None:
    """Short lines outside the corners, so that they are cut away."""
    painter.setPen(QPen(QColor("#000000"), 0.1))
    start = bleed + (0.0 if bleed else _MARK_GAP)
    end = start + (_MARK if bleed else _MARK - _MARK_GAP)
    for x, across in ((trim.left(), -1), (trim.right(), 1)):
        for y, down in ((trim.top(), -1), (trim.bottom(), 1)):
            painter.drawLine(QLineF(QPointF(x + across * start, y), QPointF(x + across * end, y)))
            painter.drawLine(QLineF(QPointF(x, y + down * start), QPointF(x, y + down * end)))
