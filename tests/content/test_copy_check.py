"""The copy check warns where the list says so, keeps quiet where it must, and points at the right characters."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdesk.base.paths import resource_path
from shopdesk.content.copy_check import check_copy

LISTED = json.loads(resource_path("adwords_zh.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", LISTED["test"]["must_warn"])
def test_must_warn(text: str) -> None:
    assert check_copy(text)


@pytest.mark.parametrize("text", LISTED["test"]["must_not_warn"])
def test_must_not_warn(text: str) -> None:
    assert check_copy(text) == ()


@pytest.mark.parametrize(("tier", "words"), LISTED["tiers"].items())
def test_every_word_of_the_list_is_found_with_its_reason(tier: str, words: list[str]) -> None:
    for word in words:
        findings = check_copy(f"这款{word}的货")
        assert findings, word
        assert all(finding.reason for finding in findings)
        if word != "最":
            assert findings[0].tier == tier, word


@pytest.mark.parametrize(
    "text",
    [
        "我最喜欢下雨天",
        "最后两份",
        "最近很忙",
        "第一时间告诉你",
        "这是你的第一单",
        "第一锅汤",
        "会员编号 NO.12",
        "2100%不是我们说的话",
        "绝对没有催你的意思",
    ],
)
def test_ordinary_speech_is_left_alone(text: str) -> None:
    assert check_copy(text) == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("全国第一批发商", "全国第一"),
        ("抓住最后一波", "最后一波"),
        ("ＮＯ．１ 的蛋糕", "ＮＯ．１"),
        ("no.1", "no.1"),
        ("顶 级 牛排", "顶 级"),
        ("顶\u200b级牛排", "顶\u200b级"),
        ("好吃，最低价！", "最低价"),
        ("转发这条到群里领红包", "转发这条到群里领红包"),
    ],
)
def test_the_word_is_found_as_it_stands(text: str, word: str) -> None:
    finding = check_copy(text)[0]
    assert finding.word == word
    assert text[finding.start : finding.end] == word


@given(st.text(alphabet=st.one_of(st.sampled_from("最第一好国家级转发领 \n"), st.characters()), max_size=300))
def test_never_raises_and_places_are_right(text: str) -> None:
    last = 0
    for finding in check_copy(text):
        assert text[finding.start : finding.end] == finding.word
        assert finding.start >= last
        last = finding.end
