"""Reads Delta tables with delta-rs for the contract tests: one JSON request in, one answer out."""

import base64
import datetime
import decimal
import json
import math
import os
import sys

import pyarrow
import pyarrow.compute
from deltalake import DeltaTable, QueryBuilder


def plain(value):
    """A value as the tests compare it: exact texts for all that JSON would blur."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, float):
        return str(value) if math.isnan(value) or math.isinf(value) else value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        zone = "Z" if value.tzinfo is not None else ""
        return value.strftime("%Y-%m-%dT%H:%M:%S.%f") + zone
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return [
            {"key": plain(item[0]), "value": plain(item[1])} if isinstance(item, tuple) else plain(item)
            for item in value
        ]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    raise TypeError(type(value))


def answer(request):
    table = DeltaTable(request["folder"], version=request.get("version"))
    result = {"version": table.version(), "files": len(table.file_uris())}
    if "sql" in request:
        query = QueryBuilder().register("t", table).execute(request["sql"])
        result["rows"] = [plain(row) for row in pyarrow.table(query.read_all()).to_pylist()]
    elif "filter" in request:
        column, low, high = request["filter"]
        field = pyarrow.compute.field(column)
        fragments = table.to_pyarrow_dataset().get_fragments((field >= low) & (field <= high))
        result["fragments"] = len(list(fragments))
    else:
        rows = table.to_pyarrow_table().to_pylist()
        result["rows"] = [plain(row) for row in rows]
        result["schema"] = json.loads(table.schema().to_json())
        result["transactions"] = {
            app: table.transaction_version(app) for app in request.get("apps", [])
        }
    return result


print(json.dumps([answer(request) for request in json.load(sys.stdin)]), flush=True)
os._exit(0)  # the libraries' threads may abort a regular exit
