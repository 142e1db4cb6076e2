"""Proving the data whole: the file, its references, and everything derived computed again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from shopdesk.base.i18n import N_, _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.connections import stoppable
from shopdesk.data.copying import find_damage_in
from shopdesk.data.summaries import wrong_summaries


@dataclass(frozen=True)
class Problem:
    code: str
    message: str
    ids: tuple[int, ...] = ()
    hint: str = ""
    """What the owner can do about it."""


def check_shop(session: Session, progress: Progress = SILENT) -> list[Problem]:
    """Every problem found; an empty list when the data is whole. This is a read-only operation. Raises Cancelled."""
    connection = session.connection()
    with stoppable(connection, progress) as told:
        told.report(0, _STEPS, _("正在检查文件"))
        problems = [
            Problem("damaged", _("文件内部有损坏：{detail}").format(detail=found), (), _("请恢复最近一份完好的备份。"))
            for found in find_damage_in(connection.connection.driver_connection)
        ]
        told.report(1, _STEPS, _("正在核对累计数"))
        wrong = wrong_summaries(connection)
        if wrong:
            message = _("{count} 位会员的累计数与订单对不上。").format(count=len(wrong))
            hint = _("在“设置 › 数据安全”里点“检查数据”，再点“重新算一遍”。")
            problems.append(Problem("summary", message, tuple(wrong[:100]), hint))
        told.report(2, _STEPS, _("正在核对订单和收款"))
        for code, message, query in _RULES:
            ids = tuple(row[0] for row in session.execute(text(query)))
            if ids:
                problems.append(Problem(code, _(message).format(count=len(ids)), ids[:100]))
    return problems


_STEPS = 3


_RULES = (
    (
        "order_without_lines",
        N_("{count} 张订单没有明细。"),
        'SELECT id FROM "order" o WHERE NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id)',
    ),
    (
        "refund_over_amount",
        N_("{count} 张订单退款多于金额。"),
        'SELECT id FROM "order" WHERE refund_fen > max(amount_fen, paid_fen) OR refund_fen < 0',
    ),
    (
        "matched_over_payment",
        N_("{count} 笔收款核销的金额超过了收到的金额。"),
        "SELECT p.id FROM payment p JOIN payment_match m ON m.payment_id = p.id "
        "GROUP BY p.id HAVING sum(m.amount_fen) > p.amount_fen",
    ),
    (
        "paid_less_than_matched",
        N_("{count} 张订单的已付金额少于核对到的收款。"),
        'SELECT o.id FROM "order" o JOIN payment_match m ON m.order_id = o.id '
        "GROUP BY o.id HAVING min(sum(m.amount_fen), o.amount_fen) > o.paid_fen",
    ),
    (
        "match_adds_wrongly",
        N_("{count} 笔核对的金额不对。"),
        "SELECT id FROM payment_match WHERE amount_fen <= 0 OR added_fen < 0 OR added_fen > amount_fen",
    ),
)
