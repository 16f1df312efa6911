"""What delta-process.ts does, by delta-rs.

Usage: delta_rs.py upsert FOLDER ROWS.parquet
       delta_rs.py append FOLDER COMMITS WRITER
       delta_rs.py writers FOLDER COMMITS COUNT
"""

import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, write_deltalake

work, folder, first = sys.argv[1:4]
second = sys.argv[4] if len(sys.argv) > 4 else ""

if work == "upsert":
    merge = DeltaTable(folder).merge(
        pq.read_table(first), predicate="t.id = s.id", source_alias="s", target_alias="t"
    )
    merge.when_matched_update_all().when_not_matched_insert_all().execute()

if work == "append":
    for turn in range(int(first)):
        rows = pa.table({
            "writer": pa.array([second] * 10),
            "turn": pa.array([turn] * 10, pa.int64()),
            "part": pa.array(range(10), pa.int64()),
        })
        write_deltalake(folder, rows, mode="append")

if work == "writers":
    children = [
        subprocess.Popen([sys.executable, __file__, "append", folder, first, f"w{i}"])
        for i in range(int(second))
    ]
    sys.exit(max(child.wait() for child in children))
