"""The templates that ship: complete, over all pillars and moments, and clean by our own copy check."""

from __future__ import annotations

import pytest

from shopdesk.content.builtin_templates import BuiltInTemplate, find_template, load_templates
from shopdesk.content.copy_check import check_copy
from shopdesk.content.merge_fields import fill, list_fields
from shopdesk.content.pillars import PILLARS, list_pillars, moment_names, pillar_of

EXAMPLES = {field.name: "例子" for field in list_fields()}


def test_there_are_enough_of_each_pillar() -> None:
    templates = load_templates()
    assert len(templates) >= 48
    for pillar in PILLARS:
        assert sum(template.pillar == pillar for template in templates) >= 10
    assert len({template.key for template in templates}) == len(templates)
    assert len({template.name for template in templates}) == len(templates)
    assert len({template.body for template in templates}) == len(templates)


def test_every_moment_has_a_template() -> None:
    assert {template.moment for template in load_templates()} == set(moment_names())


@pytest.mark.parametrize("template", load_templates(), ids=lambda template: template.key)
def test_template_is_ready_to_use(template: BuiltInTemplate) -> None:
    assert fill(template.body, EXAMPLES).complete
    said = "\n".join((template.name, template.body, template.goal, template.question, template.follow_up))
    assert check_copy(said) == ()
    assert template.channel in ("group", "moments", "private")
    assert template.goal and template.question and template.follow_up
    assert 40 <= len(template.body) <= 400


@pytest.mark.parametrize("template", load_templates(), ids=lambda template: template.key)
def test_marketing_to_one_person_says_who_speaks_and_how_to_refuse(template: BuiltInTemplate) -> None:
    if template.channel == "private" and template.moment in ("cooling", "dormant", "lost", "birthday", "welcome_0"):
        assert "{{店名}}" in template.body or "{{店主}}" in template.body
        assert "回「退」" in template.body or "回我一个「退」" in template.body or "就回「退」" in template.body


def test_posts_to_a_group_do_not_call_one_member_by_private_facts() -> None:
    private = ("{{未付金额}}", "{{累计消费}}", "{{姓名}}", "{{生日}}", "{{上次购买}}", "{{订单数}}")
    for template in load_templates():
        if template.channel != "private":
            assert not any(field in template.body for field in private), template.key


def test_templates_and_pillars_are_found_by_key() -> None:
    assert find_template("order_10_thanks") is not None
    assert find_template("nothing") is None
    assert find_template(None) is None
    assert pillar_of("emotion").letter == "情"
    assert len({pillar.letter for pillar in list_pillars()}) == 4
