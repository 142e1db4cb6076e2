"""The shop's templates: the built-in ones, as the owner changed them, and the owner's own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text, fold
from shopdesk.content.builtin_templates import find_template, load_templates
from shopdesk.content.pillars import PILLARS
from shopdesk.data.tables import Template

LONGEST_BODY = 5000
LONGEST_NAME = 80


@dataclass(frozen=True)
class TemplateRow:
    id: int
    built_in: str | None
    name: str
    pillar: str
    moment: str
    body: str
    changed: bool
    """A built-in one that the owner has changed."""


@dataclass(frozen=True)
class TemplateValues:
    name: str
    pillar: str
    moment: str = ""
    body: str = ""


def seed_templates(session: Session) -> int:
    """Put in the built-in templates that are not there yet; returns how many. What is there stays as it is."""
    there = set(session.scalars(select(Template.built_in).where(Template.built_in.is_not(None))))
    added = 0
    for position, template in enumerate(load_templates()):
        if template.key not in there:
            session.add(
                Template(
                    built_in=template.key,
                    name=_free_name(session, template.name),
                    pillar=template.pillar,
                    moment=template.moment,
                    body=template.body,
                    position=position,
                )
            )
            session.flush()
            added += 1
    return added


def list_templates(session: Session, pillar: str = "", moment: str = "", search: str = "") -> list[TemplateRow]:
    """Built-in ones in their order, then the owner's; `search` looks in name and text."""
    wanted = select(Template).order_by(Template.position, Template.id)
    if pillar:
        wanted = wanted.where(Template.pillar == pillar)
    if moment:
        wanted = wanted.where(Template.moment == moment)
    words = [fold(word) for word in search.split()]
    rows = [_row(template) for template in session.scalars(wanted)]
    return [row for row in rows if all(word in fold(row.name + row.body) for word in words)]


def read_template(session: Session, template_id: int) -> TemplateRow | None:
    template = session.get(Template, template_id)
    return None if template is None else _row(template)


def add_template(session: Session, values: TemplateValues) -> int:
    """A template of the owner's own; raises ShopError when the name is empty or taken."""
    last = session.scalar(select(func.max(Template.position))) or 0
    template = Template(position=last + 1)
    _set(session, template, values)
    session.add(template)
    session.flush()
    return template.id


def save_template(session: Session, template_id: int, values: TemplateValues) -> None:
    """Raises ShopError when the name is empty or taken by another."""
    _set(session, _get(session, template_id), values)
    session.flush()


def duplicate_template(session: Session, template_id: int) -> int:
    template = _get(session, template_id)
    name = _free_name(session, _("{name} 副本").format(name=template.name[: LONGEST_NAME - 8]))
    return add_template(session, TemplateValues(name, template.pillar, template.moment, template.body))


def restore_template(session: Session, template_id: int) -> None:
    """Put a built-in template back to what shipped; raises ShopError for the owner's own."""
    template = _get(session, template_id)
    original = find_template(template.built_in)
    if original is None:
        raise ShopError(_("这是你自己的模板，没有可恢复的原文。"), "", "not_built_in")
    template.name = original.name if template.name == original.name else _free_name(session, original.name, template.id)
    template.pillar, template.moment, template.body = original.pillar, original.moment, original.body
    template.changed = False
    session.flush()


def delete_template(session: Session, template_id: int) -> None:
    """Only the owner's own can go; entries written from it keep their text."""
    template = _get(session, template_id)
    if template.built_in is not None:
        raise ShopError(_("自带的模板不能删除。"), _("可以改成自己的话，随时恢复原文。"), "built_in")
    session.delete(template)
    session.flush()


def _get(session: Session, template_id: int) -> Template:
    template = session.get(Template, template_id)
    if template is None:
        raise ShopError(_("这个模板已经不在了。"), "", "gone")
    return template


def _set(session: Session, template: Template, values: TemplateValues) -> None:
    name = clean_text(values.name)[:LONGEST_NAME]
    if not name:
        raise ShopError(_("请给模板起个名字。"), "", "no_name")
    with session.no_autoflush:
        taken = session.scalar(select(Template.id).where(Template.name == name))
    if taken is not None and taken != template.id:
        raise ShopError(_("已经有一个叫“{name}”的模板了。").format(name=name), _("请换个名字。"), "name_taken")
    if values.pillar not in PILLARS:
        raise ValueError(f"no such pillar: {values.pillar!r}")
    body = clean_text(values.body)
    if len(body) > LONGEST_BODY:
        raise ShopError(
            _("文案太长了：{length} 字，最多 {most} 字。").format(length=len(body), most=LONGEST_BODY), "", "too_long"
        )
    template.name, template.pillar, template.moment, template.body = name, values.pillar, values.moment, body
    original = find_template(template.built_in)
    template.changed = original is not None and (name, values.pillar, values.moment, body) != (
        original.name,
        original.pillar,
        original.moment,
        original.body,
    )


def _free_name(session: Session, name: str, own_id: int | None = None) -> str:
    taken = {row_name for row_id, row_name in session.execute(select(Template.id, Template.name)) if row_id != own_id}
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free


def _row(template: Template) -> TemplateRow:
    return TemplateRow(
        id=template.id,
        built_in=template.built_in,
        name=template.name,
        pillar=template.pillar,
        moment=template.moment,
        body=template.body,
        changed=template.changed,
    )
