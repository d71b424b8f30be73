import unittest

from timesheet.log import Entry, parse_entry, parse_log


class ParsingALog(unittest.TestCase):
    def test_a_line_is_an_entry(self):
        entry = parse_entry("2026-03-02  9:00-12:30  website redesign")

        self.assertEqual(entry, Entry("2026-03-02", 210, "website redesign"))

    def test_comments_and_empty_lines_are_skipped(self):
        self.assertEqual(parse_log(["# March", "", "2026-03-02 09:00-09:30 mail"]), [Entry("2026-03-02", 30, "mail")])

    def test_other_lines_are_refused(self):
        for line in ("website 3h", "2026-03-02 9-12 website", "2026-03-02 09:00-24:30 website"):
            with self.subTest(line=line), self.assertRaises(ValueError):
                parse_entry(line)
