"""From bytes to text. Never raises: what no encoding can give back becomes U+FFFD, and the reader is told."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from shopdesk.files.cleaning import LOST

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")  # what the owner may choose from

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HANZI = re.compile("[\u4e00-\u9fff]")
_WIDE = re.compile("[\u2e80-\uffef\U00010000-\U0003ffff]")
_STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]")
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Decoded:
    """`certain` is false when the owner should look; `mixed` when lines were written in different encodings."""

    text: str
    encoding: str
    certain: bool = True
    mixed: bool = False


def decode_text(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file, in the encoding given or the most likely one."""
    if encoding is not None:
        return Decoded(_decode_lossy(data, encoding), encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data, name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    return _decode_utf16(data) or _decode_chinese(data)


def looks_like_text(text: str) -> bool:
    """False for bytes that were never text: more than 2 % of it are controls, lost or private letters."""
    sample = text[:_SAMPLE]
    return len(_STRANGE.findall(sample)) <= max(len(sample) // 50, 2)


def _decode_marked(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError:
        if name == "utf-8-sig":
            rest = _decode_lines(data[3:])
            return Decoded(rest.text, name, rest.certain, rest.mixed)
        return Decoded(data.decode(name, "replace"), name, certain=False)


def _decode_lossy(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _decode_utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: every second byte of its ASCII letters is zero. None when it is something else."""
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    if zeros < 2 or zeros < len(sample) // 200:
        return None
    high_first = sample[0::2].count(0) > sample[1::2].count(0)
    encoding = "utf-16-be" if high_first else "utf-16-le"
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding, certain=False) if looks_like_text(text) else None


def _decode_chinese(data: bytes) -> Decoded:
    """GB18030 as Excel and the platforms write it, Big5 when that reads better, else line by line."""
    if not _has_utf8_lines(data):
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            text = ""
        big5 = _as_big5(data, text)
        if big5 is not None:
            return Decoded(big5, "big5", certain=False)
        if text:
            return Decoded(text, "gb18030")
    return _decode_lines(data)


def _as_big5(data: bytes, as_gb18030: str) -> str | None:
    if as_gb18030 and _common_share(as_gb18030, "gb2312", 0xB0, 0xD7) >= 0.7:
        return None
    try:
        text = data.decode("big5")
    except UnicodeDecodeError:
        return None
    return text if _common_share(text, "big5", 0xA4, 0xC6) >= 0.9 else None


def _common_share(text: str, encoding: str, first: int, last: int) -> float:
    """How many of the hanzi are everyday ones: both standards sort those into their first block."""
    hanzi = _HANZI.findall(text[:_SAMPLE])
    common = sum(first <= letter.encode(encoding, "ignore")[:1].ljust(1, b"\0")[0] <= last for letter in hanzi)
    return common / len(hanzi) if hanzi else 1.0


def _has_utf8_lines(data: bytes) -> bool:
    """Whether some line is Chinese in UTF-8 although the whole is not: three-byte letters do not happen by chance."""
    return any(_as_utf8(line) is not None for line in data[:_SAMPLE].split(b"\n"))


def _as_utf8(line: bytes) -> str | None:
    try:
        text = line.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return text if _WIDE.search(text) else None


def _decode_lines(data: bytes) -> Decoded:
    """Each line in the encoding that fits it: files that were pasted together from two programs."""
    lines: list[str] = []
    other = utf8 = 0
    for line in data.split(b"\n"):
        text, is_utf8 = _decode_line(line)
        lines.append(text)
        utf8 += is_utf8 is True
        other += is_utf8 is False
    encoding = "utf-8" if utf8 >= other else "gb18030"
    return Decoded("\n".join(lines), encoding, certain=not other or not utf8, mixed=bool(other and utf8))


def _decode_line(line: bytes) -> tuple[str, bool | None]:
    """The line, and whether it was UTF-8 (None: plain ASCII, which is both)."""
    if line.isascii():
        return line.decode("ascii"), None
    try:
        return line.decode("utf-8"), True
    except UnicodeDecodeError:
        pass
    try:
        # Some phones write each half of an emoji as a letter of its own (CESU-8): join the halves again.
        halves = line.decode("utf-8", "surrogatepass")
        return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), True
    except UnicodeDecodeError:
        pass
    try:
        text = line.decode("gb18030")
        if _common_share(text, "gb2312", 0xB0, 0xD7) >= 0.6:
            return text, False
    except UnicodeDecodeError:
        pass
    as_utf8, as_gb = line.decode("utf-8", "replace"), line.decode("gb18030", "replace")
    if as_gb.count(LOST) < as_utf8.count(LOST):
        return as_gb, False
    return as_utf8, True
