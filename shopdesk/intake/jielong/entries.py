"""Finishes an entry: what goes without saying, and what it means after what the same person said before."""

from __future__ import annotations

from collections.abc import Sequence

from shopdesk.intake.jielong.blocks import Block
from shopdesk.intake.jielong.cross_checks import doubt_amount, doubt_units, doubt_words
from shopdesk.intake.jielong.draft import Draft, Line, is_condition, is_past, is_question, is_wish
from shopdesk.intake.jielong.folding import fold, is_digit, name_key
from shopdesk.intake.jielong.history import History, Ordered, Said, remember, repeat_other, said_by, take_from_history
from shopdesk.intake.jielong.lexicon.goods import GOODS
from shopdesk.intake.jielong.model import Entry, Item
from shopdesk.intake.jielong.readings import Read
from shopdesk.intake.jielong.reasons import REVIEW_BELOW, WEIGHTS, sentence
from shopdesk.intake.jielong.same_order import ABOVE
from shopdesk.intake.jielong.vocabulary import Vocabulary, only_emoji
from shopdesk.intake.jielong.weights import NO_PRODUCT

_GOODS = frozenset(fold(good) for good in GOODS)
NEAR = 1.0  # another reading that costs so little more could be meant
DEAR = 2.4  # a reading that costs so much leaves something unexplained


def finish_entry(block: Block, read: Read, vocabulary: Vocabulary, history: History) -> Entry | None:
    """The entry, or None when a chat message orders nothing."""
    who, draft = read.who, read.draft
    if read.margin < NEAR:
        draft.doubt("split")
    if block.sender and not draft.counted and not draft.cancel and is_question(block.text):
        return None
    if block.sender and is_past(block.text):
        return None
    name = draft.name if draft.name and not who.name else who.name
    room = who.room or draft.room
    name = name or room or ""
    if _two_names(read):
        draft.doubt("split")  # 赵姨、孙姨 白菜各2捆
    if who.doubt in ("split", "glued"):
        draft.doubt(who.doubt)
    if block.struck or any(mark.kind == "cancel" for mark in who.marks):
        draft.cancel = draft.cancel or "all"
    draft.paid = draft.paid or any(mark.kind == "paid" for mark in who.marks)
    if not draft.lines and not draft.cancel:
        if block.sender:
            return None  # talk
        if block.like is None or not repeat_other(block.like, draft, history):
            _say_the_unsaid(block, draft, vocabulary, history)
    elif _adds_to_nothing(name, draft, vocabulary, history):
        draft.lines.insert(0, Line(vocabulary.default or "", implied=True))
    if not vocabulary.default_sure and any(line.product == vocabulary.default for line in draft.lines):
        draft.doubt("guessed_product")
    if not name:
        draft.doubt("no_name")
    elif fold(name) in _GOODS and not vocabulary.offers and not block.sender:
        draft.doubt("split")  # 草莓 above 3-2-501: goods where somebody should stand
    elif room and not who.named_by_room and only_emoji(name):
        draft.doubt("split")
    before = len(draft.lines)
    _merge_implied(draft)
    if who.named_by_room and len(draft.lines) < before:
        draft.doubt("split")  # 3-501 苹果 苹果2袋: the first may be somebody
    counted = [line.product for line in draft.lines if not line.implied]
    if len(set(counted)) < len(counted) and not draft.action:
        draft.doubt("twice")
    if who.unsure and not draft.counted and not draft.cancel:
        draft.doubt("glued")
    if not any(line.product in vocabulary.units for line in draft.lines):
        doubt_units(draft, vocabulary.sold, history.units)
    doubt_amount(draft, vocabulary.sold)
    doubt_words(draft, block.text, name, who.named_by_room)
    for line in draft.lines:
        usual = vocabulary.units.get(line.product)
        if line.unit and usual and line.unit not in usual:
            draft.doubt("unit")
    if any(name_key(name) == name_key(line.product) for line in draft.lines if line.product):
        draft.doubt("split")
    said = said_by(history, name, room)
    known = take_from_history(draft, said)
    if block.like is None and read.cost - (NO_PRODUCT if known else 0.0) > DEAR:
        draft.doubt("leftover")
    action, cancelled = _decide(draft, said)
    _doubt_context(block, name, draft, said, action, cancelled, history)
    remember(history, name, room, draft, action, cancelled)
    entry = _make_entry(block, name, room, draft, action, cancelled)
    lines = draft.lines if action == "new" and not cancelled else []
    for key in {ABOVE, name_key(name), name_key(who.room or name)}:
        history.orders[key] = Ordered(lines, entry.needs_review)
    return entry


def _two_names(read: Read) -> bool:
    """A word behind the name and a 、 that is no part of the order."""
    at, tokens = read.who.end, read.tokens
    kinds = [token.kind for token in tokens[at : at + 3]]
    return bool(at) and kinds[:2] == ["sep", "word"] and tokens[at].text == "、" and kinds[2:] != ["qty"]


def _merge_implied(draft: Draft) -> None:
    """C 🐮 牛肋条 says one product more than once: without own quantities it is still one."""
    counted = {line.product for line in draft.lines if not line.implied}
    seen: set[str] = set()
    kept: list[Line] = []
    for line in draft.lines:
        if not line.implied or (line.product not in counted and line.product not in seen):
            kept.append(line)
        seen.add(line.product)
    draft.lines = kept


def _adds_to_nothing(name: str, draft: Draft, vocabulary: Vocabulary, history: History) -> bool:
    """加黑凉粉1份 in a list of one product: the product itself goes without saying."""
    default = vocabulary.default
    said = history.people.get(name_key(name))
    return (
        draft.action == "weakadd"
        and default is not None
        and not (said and said.items)
        and all(line.product != default for line in draft.lines)
    )


def _say_the_unsaid(block: Block, draft: Draft, vocabulary: Vocabulary, history: History) -> None:
    note = draft.note_text(block.text)
    if vocabulary.default is not None:
        draft.lines.append(Line(vocabulary.default, implied=True))
        if (not history.bare_is_custom and not is_wish(note)) or any(is_digit(char) for char in note):
            draft.doubt("bare")
        return
    if vocabulary.offers or not note:
        draft.doubt("no_items")
        return
    draft.lines.append(Line(note, implied=True))
    draft.notes.clear()
    draft.doubt("guessed_product")


def _decide(draft: Draft, said: Said) -> tuple[str, bool]:
    """The action and whether all is cancelled."""
    has = bool(said.items)
    dropped = [line for line in draft.lines if line.cancelled]
    if dropped:
        draft.lines = [line for line in draft.lines if not line.cancelled]
        if not draft.lines:
            return _cancel_some(dropped, draft, said)
        draft.doubt("part_cancel")
    action = draft.action
    if action in ("add", "weakadd") and draft.lines and not draft.lines[0].action:
        action = ""  # 8斤，再要一斤淀粉: all of it is new
        _add_up(draft)
    if draft.cancel == "all" and not dropped:
        if action in ("set", "weakset", "add") and draft.lines:
            return "set", False
        if draft.cancel_first and draft.counted and has:
            draft.doubt("replaced")
            return "set", False
        return "new", True
    if action == "minus":
        draft.doubt("negative")
        return "subtract", False
    if action == "subtract":
        for line in draft.lines:  # 不要土豆了: all of them
            line.qty = said.items.get(line.product, line.qty) if line.implied else line.qty
    if action == "subtract" and not has:
        draft.doubt("nothing_before")
    if action in ("add", "set") and not has:
        draft.doubt("nothing_before")
    if action == "weakadd":
        return ("add", False) if has else ("new", False)
    if action == "weakset":
        return ("set", False) if has else ("new", False)
    return action or "new", False


def _add_up(draft: Draft) -> None:
    """1板，再订2板 on one line is three."""
    kept: dict[tuple[str, str | None], Line] = {}
    for line in draft.lines:
        before = kept.setdefault((line.product, line.unit), line)
        if before is not line:
            before.qty += line.qty
    draft.lines = list(kept.values())


def _cancel_some(dropped: Sequence[Line], draft: Draft, said: Said) -> tuple[str, bool]:
    products = {line.product for line in dropped}
    if (
        not said.items
        or set(said.items) <= products
        or (len(said.items) == 1 and len(products) == 1 and "" in products)
    ):
        draft.lines = list(dropped)
        if not said.items:
            draft.doubt("cancel_unknown")
        return "new", True
    for line in dropped:
        line.qty = said.items.get(line.product, line.qty)
    draft.lines = list(dropped)
    draft.doubt("part_cancel")
    return "subtract", False


def _doubt_context(
    block: Block, name: str, draft: Draft, said: Said, action: str, cancelled: bool, history: History
) -> None:
    if block.seq is not None:
        if history.seqs.get(block.seq) == name_key(name):
            draft.doubt("same_seq")
        history.seqs[block.seq] = name_key(name)
    if action == "new" and not cancelled and any(line.product in said.items for line in draft.lines):
        draft.doubt("repeated")
    if cancelled and len(said.items) > 1 and any(product[:2] and product[:2] in block.text for product in said.items):
        draft.doubt("part_cancel")
    if cancelled and not said.items and not draft.lines:
        draft.doubt("cancel_unknown")
    if not history.sure:
        draft.doubt("not_sure_list")
    asks = not block.sender and draft.lines and not draft.counted and is_question(draft.note_text(block.text))
    if is_condition(block.text) or asks:
        draft.doubt("condition")
    if action in ("set", "add") and draft.lines and all(line.implied for line in draft.lines):
        draft.doubt("replaced")
    if len({line.action for line in draft.lines if line.action}) > 1:
        draft.doubt("leftover")


def _make_entry(block: Block, name: str, room: str | None, draft: Draft, action: str, cancelled: bool) -> Entry:
    confidence = 1.0
    for doubt in draft.doubts:
        confidence *= WEIGHTS[doubt]
    worst = min(draft.doubts, key=lambda doubt: WEIGHTS[doubt], default=None)
    review = confidence < REVIEW_BELOW
    return Entry(
        seq=block.seq,
        name=name,
        room=room,
        items=tuple(Item(line.product, line.qty, line.unit, implied=line.implied) for line in draft.lines),
        note=" ".join(filter(None, (draft.note_text(block.text), block.said))),
        cancelled=cancelled,
        action=action,
        paid=draft.paid,
        needs_review=review,
        reason=sentence(worst) if worst is not None and review else "",
        line=block.line,
        phone=draft.phone,
        address=draft.address,
        confidence=round(confidence, 3),
    )
