"""Who gets a poster, and posters that the owner keeps."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.data.database import Database
from shopdesk.data.shop import save_shop
from shopdesk.data.tables import ExportLog, GroupBuy, Member, Picture
from shopdesk.referrals.pictures import CleanPicture, clean_picture
from shopdesk.referrals.poster_store import (
    PosterChoices,
    delete_poster,
    list_saved_posters,
    log_posters,
    poster_people,
    read_poster_picture,
    save_poster,
    shop_values,
    suggest_title,
)


@pytest.fixture
def shop(database: Database) -> Database:
    def fill(session: Session) -> None:
        save_shop(session, name="翠湖小站", owner="王姐", slogan="新鲜到家", link="https://shop.example/x")
        session.add(Member(id=1, name="小雨妈妈", joined_at=0, referral_code="K7M2Q9"))
        session.add(Member(id=2, name="勿扰", joined_at=0, do_not_contact=True))
        session.add(Member(id=3, name="老张", joined_at=0))

    database.change("fill", fill)
    return database


@pytest.fixture
def picture() -> CleanPicture:
    written = io.BytesIO()
    Image.new("RGB", (30, 20), "orange").save(written, "PNG")
    return clean_picture(written.getvalue())


def test_who_wants_no_contact_gets_no_poster(shop: Database) -> None:
    with shop.read() as session:
        found = poster_people(session, [3, 2, 1, 77])
        posters = found.posters(shop_values(session))
    assert found.people == ((3, "老张", ""), (1, "小雨妈妈", "K7M2Q9")) and found.left_out == 1
    assert [(values.member, values.code, values.file_name) for values in posters] == [
        ("老*", "", "老张"),
        ("小*", "K7M2Q9", "小雨妈妈-K7M2Q9"),
    ]


def test_empty_words_are_the_shop_s_own(shop: Database) -> None:
    with shop.read() as session:
        own = shop_values(session)
    values = PosterChoices(title="砂糖橘", slogan="自己的").values(own, None)
    assert (values.shop, values.slogan, values.sender, values.link) == (
        "翠湖小站", "自己的", "翠湖小站 王姐", "https://shop.example/x"
    )  # fmt: skip


def test_a_poster_is_kept_replaced_and_deleted(shop: Database, picture: CleanPicture) -> None:
    choices = PosterChoices("night", "square", "砂糖橘", price="19.9")
    shop.change("save", lambda session: save_poster(session, "周三海报", choices, picture))
    shop.change("save", lambda session: save_poster(session, "周三海报 ", choices, picture))
    with shop.read() as session:
        (saved,) = list_saved_posters(session)
        assert saved.name == "周三海报" and saved.choices == choices
        assert read_poster_picture(session, saved.picture_id) == picture.content
        assert session.query(Picture).count() == 1
    shop.change("delete", lambda session: delete_poster(session, saved.id))
    with shop.read() as session:
        assert list_saved_posters(session) == []
    shop.undo()
    with shop.read() as session:
        assert list_saved_posters(session) == [saved]
    with pytest.raises(ShopError):
        shop.change("save", lambda session: save_poster(session, "  ", choices, None))


def test_choices_of_any_age_are_read() -> None:
    assert PosterChoices.from_plain({"title": "a", "future": 1, "size": 3}) == PosterChoices(title="a")
    assert PosterChoices.from_plain("nonsense") == PosterChoices()


def test_a_first_title_is_the_newest_group_buy(shop: Database) -> None:
    with shop.read() as session:
        assert suggest_title(session) == ""
    shop.change("buy", lambda session: session.add_all([GroupBuy(title=f"第{n}团", opened_at=n) for n in (2, 9, 5)]))
    with shop.read() as session:
        assert suggest_title(session) == "第9团"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("周三到货：草莓29.9/盒，苹果49/箱，鸡蛋45/板", "周三到货：草莓，苹果，鸡蛋"),
        ("周日晚 砂糖橘5斤装29.9元/箱，鲜牛奶64元/箱", "周日晚 砂糖橘5斤装，鲜牛奶"),
        ("3月9号晚餐接龙（30元）", "3月9号晚餐接龙"),
        ("29.9元", "29.9元"),
        ("砂糖橘、脐橙 第107团", "砂糖橘、脐橙 第107团"),
    ],
)
def test_prices_of_a_list_are_no_part_of_a_first_title(shop: Database, title: str, shown: str) -> None:
    shop.change("buy", lambda session: session.add(GroupBuy(title=title, opened_at=1)))
    with shop.read() as session:
        assert suggest_title(session) == shown


def test_exports_are_on_record(shop: Database) -> None:
    shop.change("log", lambda session: log_posters(session, "海报", 12, masked=True, file_name="海报"))
    with shop.read() as session:
        row = session.query(ExportLog).one()
        assert (row.what, row.rows, row.masked) == ("海报", 12, True)
