import unittest

from timesheet.log import parse_log
from timesheet.report import duration, render

WEEK = """
2026-03-02  09:00-12:30  website
2026-03-02  13:15-17:00  website
2026-03-03  08:45-11:00  newsletter
2026-03-04  22:30-01:15  release
2026-03-05  09:00-10:05  release
"""


class WritingAReport(unittest.TestCase):
    def test_minutes_are_written_as_hours(self):
        self.assertEqual([duration(minutes) for minutes in (0, 59, 60, 605)], ["0h 00m", "0h 59m", "1h 00m", "10h 05m"])

    def test_the_week_is_summed_by_project(self):
        self.assertEqual(
            render(parse_log(WEEK.splitlines())),
            "newsletter   2h 15m\nrelease      3h 50m\nwebsite      7h 15m\ntotal        13h 20m",
        )


if __name__ == "__main__":
    unittest.main()
