"""Carrying out a draft: plan, then members, products, orders and payments, in the one transaction of the caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.tables import (
    ImportRun,
    Payment,
)
from shopdesk.intake.draft import Answers, Draft, Refused
from shopdesk.intake.order_writer import OrderWriter, next_id, open_group_buy_for
from shopdesk.intake.payment_plan import update_payments
from shopdesk.intake.people import (
    fill_blanks,
    insert_members,
    remember_answers,
    remember_names,
    remember_refusals,
    tag_people,
)
from shopdesk.intake.plan import OrderPlan, Plan, find_group_buy, make_plan
from shopdesk.intake.referrers import record_referrer
from shopdesk.intake.settle_people import PersonPlan
from shopdesk.orders.payment_matches import Released, release_gone

_BATCH = 2000


@dataclass
class Imported:
    """How an import ended, row by row where something was not taken."""

    import_id: int | None = None
    group_buy_id: int | None = None
    added: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("members", "orders", "lines", "payments"), 0))
    changed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("members", "orders", "payments"), 0))
    released: Released = field(default_factory=Released)
    """What money that went back had paid."""
    cancelled: int = 0
    unchanged: int = 0
    rejected: list[Refused] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)
    needs_review: list[Refused] = field(default_factory=list)
    held: list[OrderPlan] = field(default_factory=list)
    """The orders behind `needs_review`."""

    @property
    def anything(self) -> bool:
        return any(self.added.values()) or any(self.changed.values()) or self.cancelled > 0


def import_draft(
    session: Session,
    draft: Draft,
    answers: Answers | None = None,
    progress: Progress = SILENT,
    cells_of: Callable[[Refused], tuple[Any, ...]] = lambda refused: refused.cells,
) -> Imported:
    """Plan and carry out; raises Cancelled (nothing is left) when the owner stops it.

    `cells_of` gives what stood in the source for a row that was not taken, for the record of this import.
    """
    answers = answers or Answers()
    if draft.kind == "jielong" and draft.group_buy_id is None and not draft.new_group_buy:
        draft = replace(draft, group_buy_id=find_group_buy(session, draft))
    plan = make_plan(session, draft, answers, progress)
    if draft.kind == "jielong" and draft.group_buy_id is None and plan.count("new"):
        draft = replace(draft, group_buy_id=open_group_buy_for(session, draft))
    result = Imported(group_buy_id=draft.group_buy_id, warnings=list(draft.warnings), rejected=list(draft.refused))
    writer = _Writer(session, draft, plan, result, progress)
    writer.begin_run()
    writer.write_people()
    writer.write_orders(cancel_gone=answers.cancel_gone)
    writer.write_payments()
    _tell(draft, plan, result)
    writer.finish_run(cells_of)
    session.flush()
    return result


def _tell(draft: Draft, plan: Plan, result: Imported) -> None:
    for order in plan.orders:
        row = order.order.rows[0] if order.order.rows else 0
        said = (
            order.order.person.name,
            "、".join(f"{line.product}×{line.qty_milli / 1000:g}" for line in order.order.lines),
        )
        # Each line of the source that made the order, so that no line goes without a word.
        rows = [Refused(number, order.why, said) for number in dict.fromkeys(order.order.rows) or {row: None}]
        if order.effect == "held":
            result.needs_review += rows
            result.held.append(order)
        elif order.effect == "nothing":
            result.rejected += rows
    for at, person in enumerate(plan.people):
        if person.ask:
            row = draft.people_rows[at] if at < len(draft.people_rows) else 0
            result.needs_review.append(Refused(row, person.reason, (person.person.name,)))
    if plan.gone:
        result.warnings.append((0, _("{count} 单不在这份接龙里了，没有动它们。").format(count=len(plan.gone))))


class _Writer:
    """The state of one import while it is written."""

    def __init__(self, session: Session, draft: Draft, plan: Plan, result: Imported, progress: Progress) -> None:
        self.session, self.draft, self.plan, self.result, self.progress = session, draft, plan, result, progress
        self.moment = now()
        self.new_ids: list[int] = []
        self.run_id = next_id(session, ImportRun)

    # ---- people

    def write_people(self) -> None:
        plan = self.plan
        self.new_ids = insert_members(self.session, plan.new_people, self.moment, self.progress)
        self.result.added["members"] = len(self.new_ids)
        settled = [plan_.person for plan_ in plan.orders if plan_.person is not None] + plan.people
        known = [person for person in settled if person.member_id is not None and not person.ask]
        changed = fill_blanks(self.session, [(person.member_id or 0, person.person) for person in known])
        # Of new members too: several rows of one person may call him differently.
        named = [(self._member_id(person), person.person) for person in settled if not person.ask]
        changed |= remember_names(self.session, named, self.moment)
        changed |= self._remember_answers([person for person in settled if person.confirmed_by_owner])
        tagged = tag_people(
            self.session,
            [(self._member_id(person), person.person.tags) for person in plan.people if not person.ask],
            self.moment,
        )
        self.write_referrers()
        self.result.changed["members"] = len((changed | tagged) - set(self.new_ids))
        self.result.unchanged += len(
            {self._member_id(p) for p in plan.people if not p.ask} - changed - tagged - set(self.new_ids)
        )

    def _remember_answers(self, answered: list[PersonPlan]) -> set[int]:
        """Whom the owner chose is known by the name from now on; who was not chosen is not proposed again."""
        chosen = [(self._member_id(person), person) for person in answered]
        remember_refusals(
            self.session,
            [(other, person.person) for member, person in chosen for other in person.candidates if other != member],
            self.moment,
        )
        asked = [(member, person.person) for member, person in chosen if person.member_id or person.candidates]
        return remember_answers(self.session, asked, self.moment)

    def write_referrers(self) -> None:
        """Who brought whom, where a member list says it; what cannot be recorded is said."""
        rows = dict(zip((id(plan) for plan in self.plan.people), self.draft.people_rows, strict=False))
        for plan in self.plan.people:
            if plan.person.referrer and not plan.ask:
                refusal = record_referrer(self.session, self._member_id(plan), plan.person.referrer)
                if refusal:
                    self.result.warnings.append((rows.get(id(plan), 0), refusal))

    def _member_id(self, person: PersonPlan) -> int:
        if person.member_id is not None:
            return person.member_id
        assert person.place is not None
        return self.new_ids[person.place]

    # ---- orders

    def write_orders(self, *, cancel_gone: bool) -> None:
        writer = OrderWriter(self.session, self.draft, self._member_id, self.moment, self.run_id)
        counts = writer.write(self.plan, cancel_gone=cancel_gone, progress=self.progress)
        self.result.added["orders"], self.result.added["lines"] = counts.new, counts.lines
        self.result.changed["orders"], self.result.cancelled = counts.changed, counts.cancelled
        self.result.unchanged += counts.same

    # ---- payments and the record of the run

    def write_payments(self) -> None:
        rows = [
            {"source": self.draft.source, "txn_id": payment.txn_id, "direction": payment.direction,
             "usable": payment.usable, "amount_fen": payment.amount_fen, "counterparty": payment.counterparty,
             "at": payment.at, "note": payment.note, "import_id": self.run_id, "back_fen": payment.back_fen}
            for payment in (plan.payment for plan in self.plan.payments if plan.effect == "new")
        ]  # fmt: skip
        for start in range(0, len(rows), _BATCH):
            self.progress.report(start, len(rows), _("正在写入流水"))
            self.session.execute(insert(Payment), rows[start : start + _BATCH])
        self.result.added["payments"] = len(rows)
        self.result.unchanged += self.plan.count_payments("same")
        moved = update_payments(self.session, self.plan.payments)
        self.result.changed["payments"] = len(moved)
        if rows or moved:
            # What a refund in a line of its own takes back may have been paid by an earlier bill.
            self.result.released = release_gone(self.session)

    def begin_run(self) -> None:
        """The record of this import, before what points to it: then undoing takes it away last, in half the time."""
        plan = self.plan
        if (
            plan.new_people
            or any(plan_.effect == "new" for plan_ in plan.payments)
            or any(plan.count(effect) for effect in ("new", "changed", "cancelled"))
        ):
            self._insert_run()

    def _insert_run(self) -> None:
        draft = self.draft
        run = {
            "id": self.run_id, "kind": draft.kind, "preset": draft.preset, "file_name": draft.file_name,
            "sha256": draft.sha256, "imported_at": self.moment, "group_buy_id": draft.group_buy_id,
            "counts": {}, "rejected": [],
        }  # fmt: skip
        self.session.execute(insert(ImportRun), [run])
        self.result.import_id = self.run_id

    def finish_run(self, cells_of: Callable[[Refused], tuple[Any, ...]]) -> None:
        """How it ended. The same input again changes nothing and leaves no record."""
        result = self.result
        if not result.anything:
            return
        if result.import_id is None:
            self._insert_run()
        refused = [
            {"row": row.row, "reason": row.reason, "cells": [str(cell) for cell in cells_of(row)]}
            for row in (*result.rejected, *result.needs_review)
        ]
        counts = {"added": result.added, "changed": result.changed, "unchanged": result.unchanged}
        run = update(ImportRun).where(ImportRun.id == self.run_id)
        self.session.execute(run.values(counts=counts, rejected=refused))
