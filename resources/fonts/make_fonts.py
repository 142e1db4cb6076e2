"""Makes the bundled fonts from their source files; run by hand when a font has a new version.

    python resources/fonts/make_fonts.py NotoSansSC_400Regular.ttf NotoSansSC_700Bold.ttf \\
        SmileySans-Oblique.ttf ZCOOLKuaiLe_400Regular.ttf

Sources: npm @expo-google-fonts/noto-sans-sc and @expo-google-fonts/zcool-kuaile, Debian fonts-smiley-sans.
Noto Sans SC is cut down to GBK and symbols: GB2312 lacks characters of people's names such as 喆 堃 玥. Smiley Sans
reserves its name, so a changed copy could not be called that: it is copied whole. ZCOOL KuaiLe is small already.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
CUT_DOWN = {"Noto Sans SC"}
COPIED = {"Smiley Sans Oblique": "SmileySans-Oblique.ttf", "ZCOOL KuaiLe": "ZCOOLKuaiLe-Regular.ttf"}
SYMBOLS = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0x17F),  # Latin with accents
    (0x1CD, 0x1DC),  # pinyin with tones
    (0x391, 0x3C9),  # Greek
    (0x410, 0x451),  # Cyrillic
    (0x2000, 0x206F),  # punctuation
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # ℃ № ™
    (0x2150, 0x218F),  # fractions, roman numbers
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2460, 0x24FF),  # ① ⑴ Ⓐ
    (0x2500, 0x25FF),  # boxes and shapes
    (0x2600, 0x27BF),  # ☆ ☑ ✓ ✂
    (0x3000, 0x312F),  # 、。〇, kana, bopomofo
    (0x31A0, 0x31BF),
    (0x3200, 0x33FF),  # ㈱ ㎡ ㎏
    (0x9FA6, 0x9FFF),  # hanzi added after GBK
    (0xFE30, 0xFE6F),  # vertical and small forms
    (0xFF00, 0xFFEF),  # full width
)


def gbk_characters() -> set[int]:
    found = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                found.add(ord(bytes((lead, trail)).decode("gbk")))
            except UnicodeDecodeError:
                continue  # a hole in the table
    return found


def cut_down(source: Path, target: Path) -> None:
    """Write `source` with GBK and symbols only, without hints and vertical forms."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "tnum", "pnum"]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    options.name_IDs = ["*"]
    wanted = gbk_characters().union(*(range(first, last + 1) for first, last in SYMBOLS))
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def make_font(source: Path) -> str:
    """Cut down or copy one font by its family name; returns the sentence to print."""
    with TTFont(source, lazy=True) as font:
        family = str(font["name"].getDebugName(1))
        weight = "Bold" if font["OS/2"].usWeightClass >= 700 else "Regular"
    if family in CUT_DOWN:
        target = HERE / f"{family.replace(' ', '')}-{weight}.ttf"
        cut_down(source, target)
    elif family in COPIED:
        target = HERE / COPIED[family]
        shutil.copyfile(source, target)
        target.chmod(0o644)
    else:
        raise SystemExit(f"{source}: {family} is none of the bundled fonts")
    return f"{target.name}: {target.stat().st_size / 1e6:.1f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the bundled fonts from their source files.")
    parser.add_argument("sources", nargs="+", type=Path)
    for source in parser.parse_args().sources:
        sys.stdout.write(make_font(source) + "\n")


if __name__ == "__main__":
    main()
