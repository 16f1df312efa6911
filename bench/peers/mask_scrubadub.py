"""scrubadub over rows, with the locale of each row: mask_scrubadub.py PASSES INPUT OUTPUT"""

from functools import cache

import scrubadub
from mask_rows import run


@cache
def scrubber(locale):
    return scrubadub.Scrubber(locale=locale)


def find(row):
    locale = row.get("locale")
    filth = scrubber(locale if locale and "_" in locale else "en_US").iter_filth(row["text"])
    single = [part for found in filth for part in getattr(found, "filths", [found])]
    return [(found.beg, found.end, found.type) for found in single]


run(find)
