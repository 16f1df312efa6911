"""Runs SQL in Spark for the contract tests: one JSON request a line in, one answer a line out."""

import base64
import json
import math
import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql.types import (
    ArrayType,
    BinaryType,
    DateType,
    DecimalType,
    IntegralType,
    MapType,
    StructType,
    TimestampNTZType,
    TimestampType,
)


def start(jars, folder):
    settings = {
        "spark.jars": ",".join(jars),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.warehouse.dir": os.path.join(folder, "warehouse"),
        "spark.local.dir": folder,
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.memory": "3g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-Duser.timezone=UTC -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",  # compiling takes longer than some thousand rows
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.databricks.delta.retentionDurationCheck.enabled": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def plain(value, kind):
    """A value as the tests compare it: exact texts for all that JSON would blur."""
    if value is None:
        return None
    if isinstance(kind, StructType):
        return {field.name: plain(value[field.name], field.dataType) for field in kind.fields}
    if isinstance(kind, ArrayType):
        return [plain(item, kind.elementType) for item in value]
    if isinstance(kind, MapType):
        return [
            {"key": plain(name, kind.keyType), "value": plain(item, kind.valueType)}
            for name, item in sorted(value.items())  # Spark keeps no order of its own
        ]
    if isinstance(kind, (TimestampType, TimestampNTZType)):
        zone = "Z" if isinstance(kind, TimestampType) else ""
        return value.strftime("%Y-%m-%dT%H:%M:%S.%f") + zone
    if isinstance(kind, DateType):
        return value.isoformat()
    if isinstance(kind, DecimalType):
        return f"{value:f}"
    if isinstance(kind, IntegralType):
        return str(value)
    if isinstance(kind, BinaryType):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def answer(spark, request):
    for name, value in request.get("settings", {}).items():
        spark.conf.set(name, value)
    frame = spark.sql(request["sql"])
    return [plain(row, frame.schema) for row in frame.collect()]


def main():
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what Spark prints must not stand among the answers
    spark = start(sys.argv[2:], sys.argv[1])
    for line in sys.stdin:
        try:
            reply = {"rows": answer(spark, json.loads(line))}
        except Exception as problem:
            reply = {"error": str(problem)}
        print(json.dumps(reply), file=out, flush=True)
    spark.stop()


main()
