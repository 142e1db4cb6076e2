"""Products, what people call them, and how a written name finds its product."""

from __future__ import annotations

import pytest

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.orders.pictures import keep_picture, picture_content
from shopdesk.orders.product_index import ProductIndex, find_product
from shopdesk.orders.products import (
    create_product,
    edit_product,
    find_products,
    learn_nickname,
    product_ids,
    product_rows,
    product_words,
    remove_product,
)


def make(database: Database, name: str, spec: str = "", **values: object) -> int:
    return database.change("商品", lambda session: create_product(session, name, spec, **values))[0]  # type: ignore[arg-type]


def find(database: Database, name: str, spec: str = "") -> int | None:
    with database.read() as session:
        return find_product(session, name, spec)


def test_a_product_is_found_by_folded_name_spec_and_nickname(database: Database) -> None:
    five = make(database, "砂糖橘", "5斤装", nicknames=["小橘子", "SuGar 橘"])
    ten = make(database, "砂糖橘", "10斤装")
    milk = make(database, "鲜牛奶")
    assert find(database, "砂糖橘", "５斤装") == five
    assert find(database, "砂糖橘5斤装") == five
    assert find(database, "砂糖橘 10斤装") == ten
    assert find(database, "小橘子") == five
    assert find(database, "sugar橘") == five
    assert find(database, "鲜 牛奶") == milk
    assert find(database, "鲜牛奶", "1L") is None, "a spec that is not known is another product"
    assert find(database, "砂糖橘") is None, "two specs: not certain"
    assert find(database, "") is None


def test_the_index_matches_like_the_function_and_adds_what_is_new(database: Database) -> None:
    old = make(database, "土鸡蛋", "30枚", nicknames=["鸡蛋"])

    def bulk(session):  # type: ignore[no-untyped-def]
        index = ProductIndex.load(session)
        same = [index.add(session, "鸡蛋"), index.add(session, "土鸡蛋", "30枚"), index.add(session, " 土鸡蛋30枚")]
        new = index.add(session, "车厘子", "2斤", unit="箱", price_fen=9900)
        return same, new, index.match("车厘子2斤")

    same, new, matched = database.change("导入", bulk)[0]
    assert same == [old, old, old]
    assert matched == new
    with database.read() as session:
        row = product_rows(session, [new])[new]
        assert (row.unit, row.price_fen, row.active) == ("箱", 9900, True)
        assert [hit.id for hit in find_products(session, "clz")] == [new]


def test_completion_knows_nicknames_and_initials_and_leaves_out_what_is_not_sold(database: Database) -> None:
    apple = make(database, "红富士苹果", nicknames=["平果"])
    old = make(database, "青苹果", active=False)
    with database.read() as session:
        assert [hit.id for hit in find_products(session, "hfs")] == [apple]
        assert [hit.id for hit in find_products(session, "平果")] == [apple]
        assert [hit.id for hit in find_products(session, "苹果")] == [apple]
        assert [hit.id for hit in find_products(session, "")] == [apple]
        assert product_ids(session, "苹果") == [apple, old]
        assert product_ids(session, "苹果", active_only=True) == [apple]


def test_the_same_product_twice_is_refused(database: Database) -> None:
    first = make(database, "苹果", "5斤")
    with pytest.raises(ShopError, match="已经有“苹果 5斤”"):
        make(database, " 苹果 ", "5斤")
    other = make(database, "苹果", "10斤")
    with pytest.raises(ShopError):
        database.change("改", lambda session: edit_product(session, other, spec="5斤"))
    database.change("改", lambda session: edit_product(session, first, spec="5斤", price_fen=1990))


def test_a_nickname_belongs_to_one_product(database: Database) -> None:
    first = make(database, "苹果", nicknames=["果果"])
    with pytest.raises(ShopError, match="果果"):
        make(database, "梨", nicknames=["果果"])
    assert find(database, "梨") is None, "a refused product leaves no trace"
    pear = make(database, "梨")
    assert not database.change("学", lambda session: learn_nickname(session, pear, "果 果"))[0]
    assert database.change("学", lambda session: learn_nickname(session, pear, "大鸭梨"))[0]
    assert find(database, "大鸭梨") == pear
    row = database.change("改", lambda session: edit_product(session, first, nicknames=["苹苹"]))[0]
    assert row.nicknames == ("苹苹",)
    assert find(database, "果果") is None


@pytest.mark.parametrize("values", [{"name": "  "}, {"name": "x", "price_fen": -1}, {"name": "长" * 201}])
def test_impossible_products_are_refused(database: Database, values: dict[str, object]) -> None:
    with pytest.raises(ShopError):
        make(database, **values)  # type: ignore[arg-type]


def test_a_product_can_be_removed_and_put_back(database: Database) -> None:
    product = make(database, "苹果", nicknames=["果果"], category="水果", supplier="老王", unit="斤")
    database.change("删", lambda session: remove_product(session, product))
    assert find(database, "果果") is None
    database.undo()
    assert find(database, "果果") == product
    with database.read() as session:
        assert product_words(session) == (["水果"], ["老王"], ["斤"])
    with pytest.raises(ShopError):
        database.change("删", lambda session: remove_product(session, 999))


def test_the_same_picture_is_kept_once(database: Database) -> None:
    def keep(session):  # type: ignore[no-untyped-def]
        first = keep_picture(session, b"JPEG", "image/jpeg", 2, 3, "abc")
        return first, keep_picture(session, b"JPEG", "image/jpeg", 2, 3, "abc")

    first, second = database.change("图", keep)[0]
    assert first == second
    product = make(database, "苹果", picture_id=first)
    with database.read() as session:
        assert picture_content(session, product_rows(session, [product])[product].picture_id) == b"JPEG"
        assert picture_content(session, None) is None
