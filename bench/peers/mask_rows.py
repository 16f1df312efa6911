"""How every Python peer of the masking benchmark reads rows, is timed and says what it found."""

import json
import resource
import sys
import time


def run(find):
    """Calls `find(row)` for every row of the file INPUT and writes what it gave to OUTPUT.

    The last words of the command are PASSES INPUT OUTPUT; peers make one pass.

    `find` gives (start, end, type) with offsets in code points, which are turned into UTF-16
    code units outside of the measured time. OUTPUT.usage.json says what finding took.
    """
    source, target = sys.argv[-2:]
    with open(source, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in rows[:20]:  # what is loaded on first use is not part of the work
        find(row)
    cpu, wall = time.process_time(), time.perf_counter()
    found = [find(row) for row in rows]
    usage = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall, "passes": 1}
    with open(target, "w", encoding="utf-8") as file:
        for row, spans in zip(rows, found):
            line = {"id": row["id"], "spans": [in_utf16(row["text"], *span) for span in spans]}
            file.write(json.dumps(line) + "\n")
    usage["rss_bytes_max"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with open(target + ".usage.json", "w", encoding="utf-8") as file:
        json.dump(usage, file)


def in_utf16(text, start, end, kind):
    first = units(text[:start])
    return {"start": first, "end": first + units(text[start:end]), "type": kind}


def units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
