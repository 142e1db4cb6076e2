"""Referral codes: short, read aloud without doubt, and a slip of one letter is noticed.

31 letters and digits without 0 O 1 I L. 31 is a prime, so the last character, a weighted sum modulo 31, finds every
single wrong character and every swap of two neighbours.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Container

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


def check_letter(body: str) -> str:
    """The last character of a code that begins with `body`."""
    return ALPHABET[sum(place * _VALUES[letter] for place, letter in enumerate(body, 2)) % len(ALPHABET)]


def tidy_code(text: str) -> str:
    """What a person typed as the code would be written: upper case, half width, no blanks or dashes."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in plain if not letter.isspace() and letter not in "-_·")


def is_code(text: str) -> bool:
    """Whether `text`, tidied, is well formed; not whether a member has it."""
    code = tidy_code(text)
    if len(code) != LENGTH or any(letter not in _VALUES for letter in code):
        return False
    return check_letter(code[:-1]) == code[-1]


def new_code(taken: Container[str] = ()) -> str:
    """A random code that is not in `taken`."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        code = body + check_letter(body)
        if code not in taken:
            return code
