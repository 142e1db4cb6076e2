"""What was learned can be seen and searched; forgotten, the next import asks again; undone, it does not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from shopdesk.data.database import Database
from shopdesk.data.tables import ProductAlias
from shopdesk.intake.draft import Answers
from shopdesk.intake.importing import Lessons
from shopdesk.intake.learned import KINDS, Learned, forget, learned_kind_name, list_learned
from shopdesk.intake.mending import set_product
from shopdesk.intake.preview import Choices
from shopdesk.intake.questions import NEW, answer
from shopdesk.intake.tables import Mapping
from shopdesk.intake.unit_questions import unit_key
from shopdesk.members.aliases import add_alias
from shopdesk.members.duplicates import decide_pair
from shopdesk.members.people import create_member
from shopdesk.orders.product_index import find_product
from shopdesk.orders.products import create_product
from tests.intake.bringing import bring_in, preview_of
from tests.intake.conftest import Desk
from tests.window.acting import press
from ui.settings.learned_dialog import LearnedDialog

LIST = """#接龙 {day}
1. 王芳 西瓜10斤
2. 豆豆妈 3-501 西瓜2个
3. 阿杰 7-101 小橘3箱
"""


def teach(database: Database) -> None:
    """One of everything, as the owner would."""

    def fill(session):  # type: ignore[no-untyped-def]
        first, second = create_member(session, "王芳", phone="13800000001"), create_member(session, "王芳")
        decide_pair(session, first, second, "different")
        add_alias(session, first, "王先生", kind="payer")
        create_product(session, "西瓜", unit="斤", price_fen=300)
        create_product(session, "砂糖橘", unit="箱", price_fen=3000)

    database.change("建", fill)
    text = LIST.format(day="周一")
    before = preview_of(database, text)
    line = next(line for line in before.lines if line.entry.name == "阿杰")
    answers = answer(Answers(unique_names=True), before.questions[0], NEW)
    choices = Choices(
        mends={line.key: set_product(line, 0, "砂糖橘")}, units={unit_key("西瓜", "个"): 8000}, answers=answers
    )
    mapping = Mapping(kind="orders", fields=("name", "product", "qty"))
    lessons = Lessons(preview_of(database, text, choices).lessons, mapping=mapping, password="secret-7")
    bring_in(database, text, choices, lessons=lessons)
    table = "姓名,买了啥,几个\n小明,苹果,2\n"
    from shopdesk.intake.importing import import_preview
    from shopdesk.intake.preview import look_ahead, read_source
    from shopdesk.intake.sources import Wish, open_bytes

    def by_table(session):  # type: ignore[no-untyped-def]
        source = open_bytes(table.encode(), file_name="x.csv")
        preview = look_ahead(session, read_source(session, source, Wish(), mapping))
        return import_preview(session, preview, Answers(), Lessons(mapping=mapping))

    database.change("表", by_table)


def learned(database: Database, text: str = "", kinds: tuple[str, ...] = ()) -> dict[str, list[str]]:
    with database.read() as session:
        found: dict[str, list[str]] = {}
        for row in list_learned(session, text, kinds):
            found.setdefault(row.kind, []).append(row.what)
        return found


def test_everything_that_was_taught_is_said(database: Database) -> None:
    teach(database)
    found = learned(database)
    assert {kind: sorted(said) for kind, said in found.items()} == {
        "alias": ["“王先生”就是“王芳（尾号 0001）”", "“王芳”就是“王芳”"],
        "refusal": ["“王芳”不是会员“王芳”", "“王芳”不是会员“王芳（尾号 0001）”"],
        "different": ["“王芳（尾号 0001）”和“王芳”不是同一个人"],
        "nickname": ["“小橘”就是“砂糖橘”"],
        "unit": ["西瓜：1个 = 8斤"],
        "list_line": ["王芳：西瓜 10斤", "豆豆妈（3-501）：西瓜 2个", "阿杰（7-101）：砂糖橘 3箱"],
        "mapping": ["订单表，3 列：下单人昵称、商品、数量"],
        "password": ["打开加密表格的密码 •••••••7"],
        "unique_names": ["群里昵称不重名：名字和一位会员完全一样就当是他"],
    }
    with database.read() as session:
        assert {row.kind for row in list_learned(session)} == set(KINDS)
        assert all(learned_kind_name(kind) for kind in KINDS)
        assert all(row.at for row in list_learned(session) if row.kind not in ("list_line", "password"))
        assert session.scalars(select(ProductAlias.learned_at)).one() is not None
    assert learned(database, "小橘 砂糖") == {"nickname": ["“小橘”就是“砂糖橘”"]}
    assert list(learned(database, kinds=("unit", "password"))) == ["unit", "password"]
    assert learned(database, "secret") == {}


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_forgotten_and_comes_back_with_undo(database: Database, kind: str) -> None:
    teach(database)
    before = learned(database)
    with database.read() as session:
        chosen = list_learned(session, kinds=(kind,))
    assert database.change("忘", lambda session: forget(session, chosen))[0] == len(chosen)
    after = learned(database)
    assert kind not in after and {**after, kind: before[kind]} == before
    assert database.change("再忘", lambda session: forget(session, chosen))[0] == 0
    database.undo() if kind in ("password", "unique_names") and database.undo_label == "再忘" else None
    database.undo()
    assert learned(database) == before


def test_what_is_forgotten_is_asked_again(database: Database) -> None:
    teach(database)
    text = LIST.format(day="周二")
    assert not preview_of(database, text).questions and not preview_of(database, text).units

    def forget_all(session):  # type: ignore[no-untyped-def]
        return forget(session, list_learned(session))

    database.change("忘", forget_all)
    again = preview_of(database, text)
    assert [question.name for question in again.questions] == ["王芳"]
    assert len(again.questions[0].candidates) == 3  # nobody is refused any more
    assert [question.unit for question in again.units] == ["个"]
    with database.read() as session:
        assert find_product(session, "小橘") is None


def test_the_dialog_searches_forgets_and_takes_back(desk: Desk) -> None:
    teach(desk.database)
    dialog = LearnedDialog(desk.context)
    desk.qtbot.addWidget(dialog)
    dialog.show()
    desk.context.wait_idle()
    assert len(dialog._rows) == sum(map(len, learned(desk.database).values()))
    dialog.search.setText("西瓜 8斤")
    desk.qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    desk.context.wait_idle()
    assert [row.what for row in dialog._rows.values()] == ["西瓜：1个 = 8斤"]
    dialog.table.select_ids([0])
    press(dialog, "忘记所选")
    desk.context.wait_idle()
    assert "unit" not in learned(desk.database) and "下次导入会再问" in dialog.status.text()
    assert not dialog._rows
    press(dialog, "撤销")
    desk.context.wait_idle()
    assert [row.what for row in dialog._rows.values()] == ["西瓜：1个 = 8斤"]
    dialog.kinds.set_chosen(["password"])
    dialog.search.clear()
    dialog.refresh()
    desk.context.wait_idle()
    assert {row.kind for row in dialog._rows.values()} == {"password"}
    assert isinstance(dialog._rows[0], Learned)
