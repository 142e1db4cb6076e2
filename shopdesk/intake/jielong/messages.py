"""The messages of a copied chat: who said what, which are announcements, which repeat an earlier list."""

from __future__ import annotations

from shopdesk.intake.jielong.chat import Sender, scan_sender
from shopdesk.intake.jielong.folding import fold
from shopdesk.intake.jielong.heads import header_word, scan_head
from shopdesk.intake.jielong.lexicon.marks import HOSTS, NOTE_HEADS, NOTICE, STOCK
from shopdesk.intake.jielong.lexicon.menu import LIST_WORDS
from shopdesk.intake.jielong.lexicon.places import LABELS
from shopdesk.intake.jielong.menu import read_menu
from shopdesk.intake.jielong.rows import Row, Section
from shopdesk.intake.jielong.runs import BARE
from shopdesk.intake.jielong.tokens import tokenize

_ORDERS = ("我要", "我也要", "我订", "帮", "给", "代")  # even the owner may order something
_FIELDS = frozenset(fold(label) for label in LABELS)


def split_messages(rows: list[Row]) -> list[list[Row]] | None:
    """The rows of each chat message with its sender, or None when the text is no copied chat."""
    found: list[tuple[int, int, Sender]] = []  # first row, first row of what was said, sender
    for at, row in enumerate(rows):
        sender = scan_sender(row.raw) if not row.blank and _unnumbered(row) else None
        if sender is None:
            continue
        if sender.name:
            found.append((at, at + 1, sender))
        elif at and not rows[at - 1].blank and len(rows[at - 1].raw) <= 40 and (not found or found[-1][1] < at):
            found.append((at - 1, at + 1, Sender(rows[at - 1].raw.strip())))
    first = next((i for i, row in enumerate(rows) if not row.blank), -1)
    if not found:
        return _told_by_colon(rows)
    if not found or (len(found) < 2 and found[0][0] != first):
        return None
    messages: list[list[Row]] = [rows[: found[0][0]]] if found[0][0] > 0 else []
    ends = [begin for begin, _said, _sender in found[1:]] + [len(rows)]
    for (begin, said_at, sender), end in zip(found, ends, strict=True):
        content = [row._replace(sender=sender.name) for row in rows[said_at:end]]
        if sender.said:
            content.insert(0, Row(rows[begin].line, sender.said, fold(sender.said), sender=sender.name))
        messages.append(content)
    return messages


def _told_by_colon(rows: list[Row]) -> list[list[Row]] | None:
    """小李子: 桂花糕2盒: a chat as a phone copies it, nearly every line with its sender; None when it is none."""
    solid = [row for row in rows if not row.blank]
    senders = [_sender_before_colon(row) for row in solid]
    told = [sender for sender in senders if sender is not None]
    if (
        len(told) < 3
        or len(told) < 0.7 * len(solid)
        or any(not _unnumbered(row) or row.kind == "header" for row in solid)
    ):
        return None
    messages: list[list[Row]] = []
    for row, sender in zip(solid, senders, strict=True):
        if sender is None:
            if messages:
                messages[-1].append(row._replace(sender=messages[-1][-1].sender))
            else:
                messages.append([row])
            continue
        at = row.text.index(":") + 1
        messages.append([row._replace(raw=row.raw[at:].strip(), text=row.text[at:].strip(), sender=sender, kind="")])
    return messages


def _sender_before_colon(row: Row) -> str | None:
    """The name before the first colon, unless it is a word that heads a field or a menu."""
    head, colon, rest = row.text.partition(":")
    name = row.raw[: len(head)].strip()
    if not colon or not rest.strip() or not 1 < len(name) <= 14 or header_word(row.text) is not None:
        return None
    if head.strip() in _FIELDS or any(word in head for word in (*NOTE_HEADS, *LIST_WORDS)):
        return None
    return name


def what_was_said(message: list[Row]) -> list[Row]:
    """What the sender wrote, without a quoted message above a dashed line and without @somebody."""
    dashes = [at for at, row in enumerate(message) if row.text.strip() and not row.text.strip(" -")]
    rows = message[dashes[-1] + 1 :] if dashes else message
    said: list[Row] = []
    for row in rows:
        lead = len(row.text) - len(row.text.lstrip())
        blank = row.text.find(" ", lead)
        if row.text.startswith("@", lead) and 0 < blank - lead < 24:
            row = row._replace(raw=row.raw[blank:], text=row.text[blank:])
        if row.kind != "system" and not row.blank:
            said.append(row)
    return said


def paragraphs(rows: list[Row]) -> list[list[Row]]:
    """Rows that follow one another without a gap; what stands apart is judged apart."""
    parts: list[list[Row]] = []
    for row in rows:
        if parts and row.line <= parts[-1][-1].line + 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts


def _unnumbered(row: Row) -> bool:
    head = scan_head(row.text)
    return head is None or not head.sure


def is_host_talk(message: list[Row]) -> bool:
    """收到，杨梅还剩6斤: what the owner says between the orders, without a price."""
    text = "".join(row.text for row in message)
    host = bool(message) and any(word in message[0].sender for word in HOSTS) and not text.startswith(_ORDERS)
    priced = any(item.price_fen for item in read_menu([row.raw for row in message]).items)
    return any(word in text for word in STOCK) or (host and not priced)


def is_offer(message: list[Row]) -> bool:
    """The owner's announcement: prices or a notice, no order."""
    text = "".join(row.text for row in message)
    if is_host_talk(message):
        return True
    money = any(mark in text for mark in ("元", "块", "¥"))
    offers = [item for item in read_menu([row.raw for row in message]).items if item.price_fen and (item.unit or money)]
    paid = any(token.kind == "paid" for row in message for token in tokenize(row.text[:300], BARE))
    notice = any(word in text for word in NOTICE) and len(text) > 12
    return not message or not message[0].sender or notice or bool(offers and not paid)


def supersede(sections: list[Section], new: Section) -> list[Section]:
    """A list that stands there again, with the same title and beginning, takes the place of its earlier copy."""
    title, first = _title(new), _first_entry(new)
    kept = [s for s in sections if not (title and first) or _title(s) != title or _first_entry(s) != first]
    new.replaces = len(kept) < len(sections) or any(s.replaces for s in sections if s not in kept)
    return [*kept, new]


def _first_entry(section: Section) -> str:
    return next((fold(row.body).strip() for row in section.rows if row.kind == "entry"), "")


def _title(section: Section) -> str:
    return next((row.text.strip() for row in section.header if row.text.strip() and row.kind != "header"), "")
