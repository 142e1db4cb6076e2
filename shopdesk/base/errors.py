"""Errors by whose fault they are.

ShopError        the input or the shop's state does not allow it: a finished sentence for the owner
Cancelled        the owner pressed Cancel; the transaction rolls back and nothing is said
anything else    a bug: goes to the crash window, is never shown as a message
"""

from __future__ import annotations


class ShopError(Exception):
    """A sentence for the owner, already translated, and what to do about it.

    `code` is a short stable English word for programs (`{"error": {"code", "message", "hint"}}`).
    """

    def __init__(self, message: str, hint: str = "", code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        gap = "" if self.message.endswith(("。", "！", "？")) else " "  # a Chinese full stop brings its own
        return f"{self.message}{gap}{self.hint}".strip()


class Cancelled(Exception):  # noqa: N818 - not an error: the owner asked for it
    """Raised by `progress.report` after the owner pressed Cancel."""
