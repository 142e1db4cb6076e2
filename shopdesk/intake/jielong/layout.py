"""Sorts the lines of a pasted text: which belong to a list's header, which are its entries, which are chat answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from shopdesk.intake.jielong.chat import scan_sender
from shopdesk.intake.jielong.folding import drop_invisible, fold, is_digit
from shopdesk.intake.jielong.heads import Head, header_word, is_example, is_system, scan_head
from shopdesk.intake.jielong.lexicon.marks import LIST_HEADS, NOTE_HEADS, NOTICE
from shopdesk.intake.jielong.menu import read_menu
from shopdesk.intake.jielong.tokens import tokenize
from shopdesk.intake.jielong.vocabulary import Given, build_vocabulary

LONGEST_ENTRY = 1500
_SAMPLE = 60  # so many lines tell what a run of numbered lines is
_BARE = build_vocabulary(Given())
_NOTE_HEADS = tuple(fold(word) for word in NOTE_HEADS)


@dataclass(frozen=True)
class Row:
    line: int
    raw: str
    text: str  # folded
    head: Head | None = None
    sender: str = ""
    kind: str = ""  # "", header, example, system, menu, notice, entry

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def body(self) -> str:
        return self.raw[self.head.end :] if self.head else self.raw


@dataclass
class Section:
    """One list: what was said before it and its rows in their order."""

    header: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    chat: bool = False
    sure: bool = True  # false: nothing but the look of the lines says that this is a list


def make_rows(lines: Sequence[tuple[int, str]]) -> list[Row]:
    rows: list[Row] = []
    for number, raw in lines:
        raw = drop_invisible(raw).rstrip("\n")
        text = fold(raw)
        kind = ""
        if is_system(text):
            kind = "system"
        elif is_example(text) or _numbered_example(text):
            kind = "example"
        rows.append(Row(number, raw, text, kind=kind))
    _mark_example_below(rows)
    return rows


def _numbered_example(text: str) -> bool:
    head = scan_head(text)
    return head is not None and head.sure and is_example(text[head.end :])


def _mark_example_below(rows: list[Row]) -> None:
    """`例：` on a line of its own: the numbered line under it is the example when its number comes again."""
    for at, row in enumerate(rows):
        if row.kind != "example" or len(row.text.strip(" :[]()")) > 4:
            continue
        below = [i for i in range(at + 1, min(at + 8, len(rows))) if not rows[i].blank]
        heads = [scan_head(rows[i].text) for i in below[:2]]
        if len(heads) == 2 and heads[0] and heads[1] and heads[1].seq <= heads[0].seq:
            rows[below[0]] = replace(rows[below[0]], kind="example")


def lay_out(rows: list[Row]) -> list[Section]:
    messages = _messages(rows)
    if messages is None:
        return _lay_out_lists(rows)
    sections: list[Section] = []
    answers = Section(chat=True)
    for message in messages:
        heads = [scan_head(row.text) for row in message]
        numbered = sum(1 for head in heads if head is not None and head.sure)
        if any(header_word(row.text) is not None for row in message) or numbered >= 2:
            found = _lay_out_lists([replace(row, sender="") for row in message])
            if any(section.rows for section in found):
                sections = _supersede(sections, found)
                continue
        message = _said(message)
        target = answers.header if _is_offer(message) else answers.rows
        target += message
    return [*sections, answers] if answers.rows else sections or [answers]


def _messages(rows: list[Row]) -> list[list[Row]] | None:
    """The rows of each chat message with its sender, or None when the text is no copied chat."""
    senders = [(i, scan_sender(row.raw)) for i, row in enumerate(rows) if not row.blank and _unnumbered(row)]
    found = [(i, sender) for i, sender in senders if sender is not None]
    first = next((i for i, row in enumerate(rows) if not row.blank), -1)
    if not found or (len(found) < 2 and found[0][0] != first):
        return None
    messages: list[list[Row]] = [rows[: found[0][0]]] if found[0][0] > 0 else []
    for index, (at, sender) in enumerate(found):
        end = found[index + 1][0] if index + 1 < len(found) else len(rows)
        content = [replace(row, sender=sender.name) for row in rows[at + 1 : end]]
        if sender.said:
            said = Row(rows[at].line, sender.said, fold(sender.said), sender=sender.name)
            content.insert(0, said)
        messages.append(content)
    return messages


def _said(message: list[Row]) -> list[Row]:
    """What the sender wrote, without a quoted message above a dashed line and without @somebody."""
    dashes = [at for at, row in enumerate(message) if row.text.strip() and not row.text.strip(" -")]
    rows = message[dashes[-1] + 1 :] if dashes else message
    said: list[Row] = []
    for row in rows:
        lead = len(row.text) - len(row.text.lstrip())
        blank = row.text.find(" ", lead)
        if row.text.startswith("@", lead) and 0 < blank - lead < 24:
            row = replace(row, raw=row.raw[blank:], text=row.text[blank:])
        if row.kind != "system" and not row.blank:
            said.append(row)
    return said


def _unnumbered(row: Row) -> bool:
    head = scan_head(row.text)
    return head is None or not head.sure


def _is_offer(message: list[Row]) -> bool:
    """The owner's announcement: prices or a notice, no order."""
    text = "".join(row.text for row in message)
    money = any(mark in text for mark in ("元", "块", "¥"))
    offers = [item for item in read_menu([row.raw for row in message]).items if item.price_fen and (item.unit or money)]
    paid = any(token.kind == "paid" for row in message for token in tokenize(row.text[:300], _BARE))
    notice = any(word in text for word in NOTICE) and len(text) > 12
    return not message or not message[0].sender or notice or bool(offers and not paid)


def _supersede(sections: list[Section], found: list[Section]) -> list[Section]:
    """A list that is posted again with one more entry takes the place of its earlier copy."""
    for new in found:
        title = _title(new)
        if title:
            sections = [s for s in sections if _title(s) != title]
    return [*sections, *found]


def _title(section: Section) -> str:
    return next((row.text.strip() for row in section.header if row.text.strip() and row.kind != "header"), "")


def _lay_out_lists(rows: list[Row]) -> list[Section]:
    rows = _mark_heads(_flatten(_split_headers(rows)))
    runs = _runs(rows)
    verdicts = _judge(rows, runs)
    sections: list[Section] = []
    section = Section()
    for at, row in enumerate(rows):
        verdict = verdicts.get(at, "")
        if row.kind == "header" and section.rows:
            sections.append(section)
            section = Section()
        if verdict == "entry":
            if section.rows and _new_list(rows, at, section):
                section = _start_after(sections, section, at)
            section.rows.append(replace(row, kind="entry"))
        elif section.rows:
            section.rows.append(replace(row, head=None, kind=row.kind or verdict))
        else:
            section.header.append(replace(row, head=None, kind=row.kind or verdict))
    sections.append(section)
    return [_find_unnumbered(s) for s in sections]


def _new_list(rows: list[Row], at: int, section: Section) -> bool:
    """A restart at 1 after a few lines that are no entries: the second of two lists pasted together."""
    head = rows[at].head
    if head is None or head.seq != 1 or rows[at - 1].kind == "example":
        return head is not None and head.seq == 1 and rows[at - 1].kind == "example"
    tail = 0
    while tail < len(section.rows) and section.rows[-1 - tail].kind != "entry":
        tail += 1
    between = section.rows[len(section.rows) - tail :]
    return any(not row.blank and _offers(row.text) for row in between)


def _offers(text: str) -> bool:
    kinds = {token.kind for token in tokenize(text[:300], _BARE)}
    return "price" in kinds or "product" in kinds or "团购" in text or "接龙" in text


def _start_after(sections: list[Section], section: Section, at: int) -> Section:
    last = max(i for i, row in enumerate(section.rows) if row.kind == "entry")
    fresh = Section(header=section.rows[last + 1 :])
    section.rows = section.rows[: last + 1]
    sections.append(section)
    return fresh


def _split_headers(rows: list[Row]) -> list[Row]:
    """Text behind the header word on its line stands as a line of its own."""
    out: list[Row] = []
    for row in rows:
        end = header_word(row.text) if not row.kind else None
        if end is None:
            out.append(row)
            continue
        out.append(replace(row, raw=row.raw[:end], text=row.text[:end], kind="header"))
        if row.text[end:].strip(" :"):
            out.append(Row(row.line, row.raw[end:], row.text[end:]))
    return out


def _flatten(rows: list[Row]) -> list[Row]:
    """Several numbered entries on one line become lines."""
    out: list[Row] = []
    for at, row in enumerate(rows):
        if row.kind or row.blank:
            out.append(row)
            continue
        following = next((r for r in rows[at + 1 : at + 4] if not r.blank), None)
        next_head = scan_head(following.text) if following is not None else None
        cuts = _cuts(row.text, next_head)
        start = 0
        for cut in [*cuts, len(row.text)]:
            if cut > start or not cuts:
                out.append(replace(row, raw=row.raw[start:cut], text=row.text[start:cut]))
            start = cut
    return out


def _cuts(text: str, next_head: Head | None) -> list[int]:
    """Where entries after the first begin in a line that holds several."""
    own = scan_head(text)
    expected = own.seq + 1 if own is not None and own.sure else None
    if expected is not None and next_head is not None and next_head.sure and next_head.seq == expected:
        return []
    cuts: list[int] = []
    at = own.end if own is not None and own.sure else 0
    while at < len(text):
        if not is_digit(text[at]):
            at += 1
            continue
        end = at
        while end < len(text) and is_digit(text[end]):
            end += 1
        head = (
            scan_head(text, at)
            if end - at <= 4 and text[end : end + 1] in (".", "、", ")") and end < len(text)
            else None
        )
        first = expected is None and text[at - 1 : at] in ("", " ", "]", ")")
        if head is not None and head.sure and (first or head.seq == expected):
            cuts.append(at)
            expected = head.seq + 1
        at = end
    if own is None or not own.sure:
        return cuts if len(cuts) >= 2 else []
    return cuts


def _mark_heads(rows: list[Row]) -> list[Row]:
    """Sure heads count; unsure ones only where the numbers before or after make a row of them."""
    heads = [None if row.kind or row.blank else scan_head(row.text) for row in rows]
    numbered = [(i, head) for i, head in enumerate(heads) if head is not None]
    accepted: dict[int, Head] = {}
    last = 0
    for place, (i, head) in enumerate(numbered):
        following = numbered[place + 1][1].seq if place + 1 < len(numbered) else None
        indexed = head.seq in (last + 1, last + 2) and last > 0
        begins = head.seq == 1 and following == 2
        if head.sure or indexed or begins or (last and following == head.seq + 1 and head.seq > last):
            accepted[i] = head
            last = head.seq
    return [replace(row, head=accepted.get(i)) for i, row in enumerate(rows)]


def _runs(rows: list[Row]) -> list[list[int]]:
    runs: list[list[int]] = []
    last, indent = -1, 0
    for at, row in enumerate(rows):
        if row.kind == "header":
            last = -1
        if row.head is None:
            continue
        here = len(row.text) - len(row.text.lstrip())
        restart = last < 0 or (row.head.seq == 1 and last >= 1) or (here > 0) != (indent > 0)
        if restart:
            runs.append([])
        runs[-1].append(at)
        last, indent = row.head.seq, here
    return runs


def _judge(rows: list[Row], runs: list[list[int]]) -> dict[int, str]:
    """entry, menu or notice for every numbered row; a run is judged as a whole."""
    scored = [_score(rows, run) for run in runs]
    priced = [all(_is_priced(rows[at]) for at in run[:_SAMPLE]) for run in runs]
    headed = any(row.kind == "header" for row in rows)
    spoken = any(row.head is None and any(word in row.text for word in NOTICE) for row in rows[:_SAMPLE])
    verdicts: dict[int, str] = {}
    for index, run in enumerate(runs):
        score, orders = scored[index]
        later = any(later_orders > 0.4 for _s, later_orders in scored[index + 1 :])
        kind = "entry"
        if not headed and spoken and orders == 0:
            score -= 1  # numbered advice inside an announcement
        if (
            score <= 0
            or (priced[index] and later and _restarts(rows, runs, index))
            or (orders == 0 and later and rows[run[0]].head and _restarts(rows, runs, index))
        ):
            kind = "menu"
        verdicts |= dict.fromkeys(run, kind)
    return verdicts


def _is_priced(row: Row) -> bool:
    return any(item.price_fen for item in read_menu([row.body]).items)


def _restarts(rows: list[Row], runs: list[list[int]], index: int) -> bool:
    if index + 1 >= len(runs):
        return False
    first, following = rows[runs[index][0]].head, rows[runs[index + 1][0]].head
    return first is not None and following is not None and following.seq <= first.seq


def _score(rows: list[Row], run: list[int]) -> tuple[float, float]:
    total, orders = 0.0, 0
    sample = run[:_SAMPLE]
    for at in sample:
        row = rows[at]
        text = row.text[row.head.end : row.head.end + 300] if row.head else row.text[:300]
        value, order = _row_score(text)
        total += value - (1 if row.text.startswith("  ") else 0)
        orders += order
    score = total / len(sample)
    prelude = next((rows[i] for i in range(run[0] - 1, max(run[0] - 3, -1), -1) if not rows[i].blank), None)
    if prelude is not None and prelude.head is None:
        words = prelude.text.strip(" [")
        if words.startswith(_NOTE_HEADS) and len(words) < 10:
            score -= 4
        elif any(word in words for word in LIST_HEADS):
            score += 1
    return score, orders / len(sample)


def _row_score(text: str) -> tuple[float, bool]:
    if not text.strip():
        return 0.3, False
    kinds = [token.kind for token in tokenize(text, _BARE)]
    order = has_order(kinds)
    value = 2.0 if order else 0.7 if len(text) <= 24 else 0.0
    if "price" in kinds and "paid" not in kinds:
        value -= 0.5 if order and "/" not in text else 3
    if any(word in text for word in NOTICE):
        value -= 2.5
    if text.rstrip().endswith((";", "。")):
        value -= 1.0
    return value, order


def has_order(kinds: Sequence[str]) -> bool:
    """A quantity, ×2, +1 or a word that changes an order."""
    for at, kind in enumerate(kinds):
        if kind in ("qty", "add", "cancel") or (kind in ("op", "plus") and "num" in kinds[at + 1 : at + 3]):
            return True
    return len(kinds) > 1 and kinds[-1] == "num" and kinds[-2] in ("space", "product", "code", "emoji")


def _find_unnumbered(section: Section) -> Section:
    """In a list without numbers the first line with an order begins the entries."""
    if section.rows:
        return section
    for at, row in enumerate(section.header):
        if row.kind or row.blank:
            continue
        text = row.text[:300]
        kinds = [token.kind for token in tokenize(text, _BARE)]
        if has_order(kinds) and "price" not in kinds and not any(word in text for word in NOTICE):
            headed = any(r.kind == "header" for r in section.header[:at])
            return Section(section.header[:at], section.header[at:], sure=headed)
    return section
