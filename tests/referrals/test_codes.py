"""Referral codes are unmistakable, and slips are noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shopdesk.referrals.codes import ALPHABET, LENGTH, check_letter, is_code, new_code, tidy_code

bodies = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def test_new_codes_are_well_formed_and_new() -> None:
    taken: set[str] = set()
    for _round in range(500):
        taken.add(new_code(taken))
    assert len(taken) == 500
    assert all(is_code(code) and not set("01OIL") & set(code) for code in taken)


@given(bodies, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(body: str, place: int, letter: str) -> None:
    code = body + check_letter(body)
    wrong = code[:place] + letter + code[place + 1 :]
    assert is_code(wrong) == (wrong == code)


@given(bodies, st.integers(0, LENGTH - 2))
def test_two_neighbours_swapped_are_noticed(body: str, place: int) -> None:
    code = body + check_letter(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_code(swapped) == (swapped == code)


@given(st.text(max_size=12))
def test_any_text_can_be_asked(text: str) -> None:
    is_code(text)


def test_codes_are_read_as_people_type_them() -> None:
    code = new_code()
    typed = f" {code[:3].lower()}-{code[3:]} "
    assert tidy_code(typed) == code and is_code(typed)
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    assert tidy_code(full_width) == code
