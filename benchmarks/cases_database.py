"""The ground floor: opening a shop and reading through the session layer."""

from __future__ import annotations

import sqlcipher3.dbapi2 as driver
from sqlalchemy import select

from benchmarks.harness import Arena, Duel, case
from shopdesk.data.database import Database
from shopdesk.data.opening import open_database
from shopdesk.data.tables import Member

FIRST_IDS = "SELECT id FROM member ORDER BY id LIMIT 200"


@case("database.open_and_list", "opening the shop and listing 200 member ids, against the bare driver")
def open_and_list(arena: Arena) -> Duel:
    def ours() -> list[int]:
        database = open_database(arena.folder, read_only=True)
        try:
            return list_ids(database)
        finally:
            database.close()

    def baseline() -> list[int]:
        connection = driver.connect(str(arena.file))
        try:
            return [row[0] for row in connection.execute(FIRST_IDS)]
        finally:
            connection.close()

    return Duel(ours, baseline)


@case("database.list", "listing 200 member ids of an open shop, against the bare driver")
def list_members(arena: Arena) -> Duel:
    database = open_database(arena.folder, read_only=True)
    connection = driver.connect(str(arena.file))

    def finish() -> None:
        connection.close()
        database.close()

    return Duel(
        ours=lambda: list_ids(database),
        baseline=lambda: [row[0] for row in connection.execute(FIRST_IDS)],
        finish=finish,
    )


def list_ids(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(select(Member.id).order_by(Member.id).limit(200)))
