"""Writes Delta tables with delta-rs for the contract tests, in the folder given as argument."""

import datetime
import decimal
import os
import sys

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake

UTC = datetime.timezone.utc


def rows(start, stop):
    ids = range(start, stop)
    moments = [datetime.datetime(2024, 2, 28, 12, 0, 0, 123456, UTC) + datetime.timedelta(i) for i in ids]
    return pa.table(
        {
            "id": pa.array(ids, pa.int64()),
            "part": pa.array([[None, "a b/é%=", "plain"][i % 3] for i in ids], pa.string()),
            "tiny": pa.array([i % 100 for i in ids], pa.int8()),
            "flag": pa.array([i % 2 == 0 for i in ids], pa.bool_()),
            "ratio": pa.array([i / 7 for i in ids], pa.float64()),
            "price": pa.array([decimal.Decimal(i) / 4 for i in ids], pa.decimal128(38, 10)),
            "text": pa.array([f"row {i} é 漢 😀" for i in ids], pa.string()),
            "bytes": pa.array([f"b{i}".encode() for i in ids], pa.binary()),
            "day": pa.array([m.date() for m in moments], pa.date32()),
            "at": pa.array(moments, pa.timestamp("us", "UTC")),
            "list": pa.array([[i, None] for i in ids], pa.list_(pa.int64())),
            "record": pa.array([{"a": i, "b": {"c": f"x{i}"}} for i in ids]),
            "dictionary": pa.array(
                [[(f"k{i}", i)] for i in ids], pa.map_(pa.string(), pa.int64())
            ),
        }
    )


def exact_rows(start, stop):
    """Numbers that a double would round, rising with the id."""
    ids = range(start, stop)
    steps = decimal.Decimal("0.00001")
    return pa.table(
        {
            "id": pa.array(ids, pa.int64()),
            "big": pa.array([2**53 + i for i in ids], pa.int64()),
            "high": pa.array([2**63 - 40 + i for i in ids], pa.int64()),
            "low": pa.array([-(2**63) + i for i in ids], pa.int64()),
            "price": pa.array(
                [decimal.Decimal("123456789012345.67891") + i * steps for i in ids],
                pa.decimal128(38, 5),
            ),
            "tiny": pa.array(
                [decimal.Decimal(1) + i * decimal.Decimal(10) ** -20 for i in ids],
                pa.decimal128(38, 20),
            ),
        }
    )


def odd_rows(start, stop, text):
    ids = range(start, stop)
    return pa.table(
        {
            "id": pa.array(ids, pa.int64()),
            "pa rt/=é": pa.array([[None, "a b/é%=", "..", "it's: *[x]"][i % 4] for i in ids], pa.string()),
            'we ird.na"me é=%': pa.array([f"{text} {i} é 漢" for i in ids], pa.string()),
        }
    )


def write_odd(table):
    for start in range(0, 200, 40):
        write_deltalake(
            table,
            odd_rows(start, start + 40, "row"),
            mode="append",
            partition_by=["pa rt/=é"],
            configuration={"delta.logRetentionDuration": "interval 0 days"} if start == 0 else None,
        )
    written = DeltaTable(table)
    written.delete("id % 10 = 3")
    merged = written.merge(odd_rows(190, 220, "merged"), "t.id = s.id", source_alias="s", target_alias="t")
    merged.when_matched_update_all().when_not_matched_insert_all().execute()
    written.optimize.compact()
    written.optimize.z_order(["id"])
    written.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    written.create_checkpoint()
    written.cleanup_metadata()


def main(folder):
    write_odd(os.path.join(folder, "odd"))
    table = os.path.join(folder, "partitioned")
    for start in range(0, 60, 5):
        write_deltalake(
            table,
            rows(start, start + 5),
            mode="append",
            partition_by=["part"],
            commit_properties=CommitProperties(app_transactions=[Transaction("app", start)]),
        )
    written = DeltaTable(table)
    written.delete("id % 10 = 3")
    written.update(updates={"text": "'changed'"}, predicate="id % 10 = 4")
    written.create_checkpoint()
    written.optimize.compact()
    wall = os.path.join(folder, "wall")
    naive = [datetime.datetime(2024, 2, 28, 12, 0, 0, 5), None]
    write_deltalake(wall, pa.table({"wall": pa.array(naive, pa.timestamp("us"))}))
    for start in range(0, 40, 5):
        write_deltalake(os.path.join(folder, "exact"), exact_rows(start, start + 5), mode="append")
    write_deltalake(
        os.path.join(folder, "deletion_vectors"),
        pa.table({"id": [1]}),
        configuration={"delta.enableDeletionVectors": "true"},
    )


main(sys.argv[1])
os._exit(0)  # the libraries' threads may abort a regular exit
