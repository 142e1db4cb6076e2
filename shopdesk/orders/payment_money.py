"""What of a payment is matched, went back, or is left: columns of queries over Payment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from shopdesk.data.tables import Payment, PaymentCredit, PaymentMatch

CASH = "cash"
"""`payment.source` of cash that the owner took."""


def matched_fen() -> Any:
    """What of a payment is matched, as a column of a query over Payment."""
    return (
        select(func.coalesce(func.sum(PaymentMatch.amount_fen), 0))
        .where(PaymentMatch.payment_id == Payment.id)
        .correlate(Payment)
        .scalar_subquery()
    )


def back_fen() -> Any:
    """What of a payment went back: as its own line or the owner says, or by refunds in lines of their own (number_R1),
    whichever bill they came in. Where both say it, it is the same money."""
    refund = aliased(Payment)
    # From "number_" up to the character after "_": a range that the index of source and number answers.
    by_lines = (
        select(func.coalesce(func.sum(refund.amount_fen), 0))
        .where(
            refund.source == Payment.source,
            refund.txn_id > Payment.txn_id + "_",
            refund.txn_id < Payment.txn_id + "`",
            refund.direction == "refund",
        )
        .correlate(Payment)
        .scalar_subquery()
    )
    return case((Payment.back_fen >= by_lines, Payment.back_fen), else_=by_lines)


def left_fen() -> Any:
    return Payment.amount_fen - back_fen() - matched_fen()


def is_credit() -> ColumnElement[bool]:
    """What is left of it stays with the member: nothing to match, nothing to give back."""
    return exists().where(PaymentCredit.payment_id == Payment.id).correlate(Payment)


def paying() -> ColumnElement[bool]:
    return and_(Payment.direction == "income", Payment.usable)
