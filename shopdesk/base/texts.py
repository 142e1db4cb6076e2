"""Text that came from outside is text: cleaned once where it enters, masked where it leaves."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls except tab and newline, lone surrogates, and the marks that reorder or hide text.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\U000e0001-\U000e007f]"
)


def clean_text(text: str) -> str:
    """Without control characters, lone surrogates and direction overrides, and without blanks at either end."""
    return _CONTROLS.sub("", text).strip()


def fold(text: str) -> str:
    """The form in which two spellings are the same name: NFKC, case folded, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def shortened(text: str, most: int = 40) -> str:
    """For a sentence that repeats what was written: never longer than a line."""
    return text if len(text) <= most else text[:most] + "…"


def mask_name(name: str) -> str:
    """张*: the first character and one star."""
    return name[:1] + "*" if name else ""


def mask_phone(phone: str) -> str:
    """138****1234; anything else keeps its last two characters at most."""
    if re.fullmatch(r"1[0-9]{10}", phone):
        return f"{phone[:3]}****{phone[7:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if phone else ""
