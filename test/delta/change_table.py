"""Changes Delta tables with delta-rs for the history tests: a JSON command a line, an answer a line."""

import datetime
import decimal
import json
import os
import sys

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

TYPES = {
    "id": pa.int32(),
    "part": pa.string(),
    "big": pa.int64(),
    "price": pa.decimal128(38, 10),
    "ratio": pa.float64(),
    "at": pa.timestamp("us", "UTC"),
    "text": pa.string(),
    "extra": pa.string(),
}
PARSERS = {
    "id": int,
    "big": int,
    "price": decimal.Decimal,
    "ratio": float,
    "at": datetime.datetime.fromisoformat,
}


def table_of(rows, names):
    """Rows of plain texts as an Arrow table."""
    columns = {}
    for name in names:
        parse = PARSERS.get(name, str)
        values = [None if row[name] is None else parse(row[name]) for row in rows]
        columns[name] = pa.array(values, TYPES[name])
    return pa.table(columns)


def change(command):
    """Does one step; gives the version after it."""
    table = DeltaTable(command["folder"])
    kind = command["kind"]
    if kind == "append":
        rows = table_of(command["rows"], command["names"])
        write_deltalake(table, rows, mode="append", schema_mode="merge")
    elif kind == "delete":
        table.delete(command["sql"])
    elif kind == "merge":
        rows = table_of(command["rows"], command["names"])
        condition = "t.{0} = s.{0}".format(command["key"])
        merger = table.merge(rows, condition, source_alias="s", target_alias="t")
        merger.when_matched_update_all().when_not_matched_insert_all().execute()
    elif kind == "optimize":
        table.optimize.compact()
    return DeltaTable(command["folder"]).version()


for line in sys.stdin:
    print(json.dumps({"version": change(json.loads(line))}), flush=True)
os._exit(0)  # the libraries' threads may abort a regular exit
