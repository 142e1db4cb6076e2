"""What may stand in a QR code, and where the member's code goes."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.base.errors import ShopError
from shopdesk.referrals.links import MOST_BYTES, check_link, link_for

TARGETS = json.loads((Path(__file__).parents[1] / "data/pictures/qr_targets.json").read_text("utf-8"))


def test_of_the_hostile_targets_only_the_web_page_passes() -> None:
    passed = []
    for target in TARGETS:
        try:
            passed.append(link_for(target, "ABC234"))
        except ShopError as error:
            assert error.code == "link" and error.message and error.hint
    assert passed == ["https://shop.example/%E5%A5%BD%E7%89%A9?c=ABC234"]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://a.cn", "https://a.cn?c=K7M2Q9"),
        ("https://a.cn/x?y=1&z=%20#top", "https://a.cn/x?y=1&z=%20&c=K7M2Q9#top"),
        ("https://a.cn/r/{code}", "https://a.cn/r/K7M2Q9"),
        ("https://a.cn/?from={code}&c=2", "https://a.cn/?from=K7M2Q9&c=2"),
        ("https://a.cn/?c=1", "https://a.cn/?c=1&ref=K7M2Q9"),
        ("  http://a.cn:8080/x  ", "http://a.cn:8080/x?c=K7M2Q9"),
        ("https://例子.测试/好", "https://xn--fsqu00a.xn--0zwm56d/%E5%A5%BD?c=K7M2Q9"),
    ],
)
def test_the_code_joins_what_is_there(link: str, expected: str) -> None:
    assert link_for(link, "K7M2Q9") == expected


def test_without_a_code_the_link_stays_as_it_is() -> None:
    assert link_for("https://a.cn/r/{code}?x=1", "") == "https://a.cn/r/?x=1"


@pytest.mark.parametrize(
    "link",
    [
        "shop.example",
        "https://",
        "https:///path",
        "http://shop/",
        "http://192.168.1.8/",
        "http://[::1]/",
        "http://localhost:8000/",
        "https://a.cn:99999/",
        "https://\u0430.example.com/",  # a Cyrillic letter that looks like an a
        "https://a..cn/",
        "https://-a.cn/",
        "https://{code}.a.cn/",
        "https://a.cn\\@b.cn/",
    ],
)
def test_hosts_that_nobody_can_read_or_reach_are_refused(link: str) -> None:
    with pytest.raises(ShopError):
        check_link(link)


def test_too_long_is_refused_before_and_after_encoding() -> None:
    with pytest.raises(ShopError, match="太长"):
        check_link("https://a.cn/" + "x" * MOST_BYTES)
    with pytest.raises(ShopError, match="太长"):
        check_link("https://a.cn/" + "好" * (MOST_BYTES // 4))  # 3 bytes as typed, 9 when encoded


@given(st.text(max_size=60), st.text("23456789ABCDEFGH", min_size=1, max_size=6))
def test_any_text_is_a_link_or_a_sentence(text: str, code: str) -> None:
    for link in (text, f"https://a.cn/{text}"):
        try:
            made = link_for(link, code)
        except ShopError:
            continue
        assert made.isascii() and urlsplit(made).scheme in ("http", "https") and urlsplit(made).hostname
        assert code in made


@given(st.dictionaries(st.text("abxyz", min_size=1, max_size=3), st.text("0123好 &=#", max_size=5), max_size=4))
def test_parameters_that_are_there_stay(parameters: dict[str, str]) -> None:
    made = link_for(f"https://a.cn/?{urlencode(parameters)}", "K7M2Q9")
    found = parse_qs(urlsplit(made).query, keep_blank_values=True)
    assert found.pop("c") == ["K7M2Q9"]
    assert found == {name: [value] for name, value in parameters.items()}
