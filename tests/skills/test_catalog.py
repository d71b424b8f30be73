"""The cache of what the last scan found."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from journeyman.skills.catalog import Card, Catalog
from journeyman.skills.skill import Traits

CARD = Card("/skills/add-a-route", "workspace", "add-a-route", (1, 2, 3), "d1", "Add a route.", "", Traits(("python",)))
PROCESSES = 4
ROUNDS = 30


def test_what_was_put_in_is_there_the_next_time(tmp_path):
    first = Catalog(tmp_path / "catalog.db")
    first.put([CARD], [])
    first.close()

    second = Catalog(tmp_path / "catalog.db")

    assert second.cards() == [CARD]
    second.close()


def test_a_file_that_is_no_catalog_is_made_anew(tmp_path):
    path = tmp_path / "catalog.db"
    path.write_bytes(b"no database at all, but longer than a header " * 20)

    catalog = Catalog(path)

    assert catalog.cards() == []
    catalog.close()


def test_several_that_open_a_new_one_at_once_do_not_tear_it_from_each_other(tmp_path):
    def opened(number: int) -> int:
        together.wait()
        catalog = Catalog(tmp_path / f"catalog-{number}.db")
        catalog.put([CARD], [])
        found = len(catalog.cards())
        catalog.close()
        return found

    with ThreadPoolExecutor(PROCESSES) as pool:
        for number in range(ROUNDS):
            together = Barrier(PROCESSES)
            assert list(pool.map(opened, [number] * PROCESSES)) == [1] * PROCESSES
