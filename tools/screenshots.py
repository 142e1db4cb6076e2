"""Makes docs/screenshots from a sample day: every page in light, some in dark, small and in 256 colours."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
SHOWN = ROOT / "docs" / "screenshots"
WIDTH = 960
IN_DARK = ("today", "segments", "figures", "lifecycle", "tags")


def shrink(source: Path, target: Path) -> int:
    """Writes the smaller picture and returns its size in bytes."""
    with Image.open(source) as picture:
        small = picture.convert("RGB")
        small.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
    # Moved to the means twice, the colours are exact on the grounds and keep the few green words of a dark page.
    few = small.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    return target.stat().st_size


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        day = Path(folder) / "day"
        subprocess.run([sys.executable, str(ROOT / "main.py"), "sample-day", str(day)], cwd=ROOT, check=True)
        dark = [day / "pages" / f"{name}-dark.png" for name in IN_DARK]
        taken = [*sorted((day / "pages").glob("*-light.png")), *dark]
        if len(taken) < 2:
            print("the sample day took no screenshots", file=sys.stderr)
            return 1
        SHOWN.mkdir(parents=True, exist_ok=True)
        for old in SHOWN.glob("*.png"):
            old.unlink()
        sizes = [shrink(source, SHOWN / source.name) for source in taken]
    print(f"{len(sizes)} pictures, {sum(sizes) // 1000} kB in {SHOWN.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
