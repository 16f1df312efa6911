"""Chats from NDJSON to the tables that Earshot makes of them, in Polars.

Usage: polars_chats.py FOLDER_WITH_NDJSON FOLDER_TO_WRITE

Lazy queries on the streaming engine throughout; SHA-256 comes from polars-hash, in Rust.
"""

import sys
from datetime import datetime, timezone
from pathlib import Path

import polars as pl
import polars_hash as plh

source, target = Path(sys.argv[1]), Path(sys.argv[2])
columns = [
    "chat_id", "company_id", "customer_id", "channel", "region",
    "started_at", "ended_at", "speaker", "text",
]
origin = ["_source", "_file", "_row"]
nothing = ["", "NULL", "N/A", "#N/A", "NONE", "NAN", "-", "--", "?"]
authors = {
    "CONTACT": "CONTACT", "CUSTOMER": "CONTACT", "CLIENT": "CONTACT", "USER": "CONTACT",
    "AGENT": "AGENT", "ASSISTANT": "AGENT", "REP": "AGENT", "SYSTEM": "SYSTEM", "BOT": "SYSTEM",
}


def write(rows: pl.LazyFrame, table: str) -> None:
    folder = target / table
    folder.mkdir(parents=True)
    rows.sink_parquet(
        folder / "part-0.parquet", compression="zstd", compression_level=1, engine="streaming"
    )


def read(table: str) -> pl.LazyFrame:
    return pl.scan_parquet(target / table / "part-0.parquet")


def content_hash() -> pl.Expr:
    """The first 128 bits of SHA-256 over `name:bytes:value` of the columns, by name."""
    items = [
        pl.concat_str(
            pl.lit(f"{name}:"), pl.col(name).str.len_bytes().cast(pl.String), pl.lit(":"), name
        )
        for name in sorted(columns)
    ]
    text = pl.concat_str(items, separator=",", ignore_nulls=True)
    return text.chash.sha2_256().str.slice(0, 32)


def clean(name: str) -> pl.Expr:
    text = pl.col(name).str.strip_chars()
    return pl.when(text.str.to_uppercase().is_in(nothing)).then(None).otherwise(text)


def code(name: str) -> pl.Expr:
    return clean(name).str.to_uppercase().str.replace_all("[^A-Z0-9]+", "_")


def instant(name: str) -> pl.Expr:
    time = clean(name).str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False)
    return time.dt.replace_time_zone("UTC")


def land() -> None:
    now = datetime.now(timezone.utc)
    schema = dict.fromkeys(columns, pl.String)
    files = [
        pl.scan_ndjson(file, schema=schema, row_index_name="_row", row_index_offset=1).with_columns(
            _file=pl.lit(f"chats/{file.name}")
        )
        for file in sorted(source.glob("*.ndjson"))
    ]
    rows = pl.concat(files).select(
        *columns,
        pl.lit("bulk_chats").alias("_source"),
        "_file",
        "_row",
        content_hash().alias("_content_hash"),
        pl.lit(now).alias("_ingested_at"),
        pl.lit("run-1").alias("_run_id"),
    )
    write(rows, "bronze/bulk_chats")


def make_conversations() -> None:
    rows = read("bronze/bulk_chats").select(
        pl.lit("support").alias("system"),
        clean("chat_id").alias("conversation_id"),
        pl.lit(None, pl.String).alias("ticket_id"),
        clean("company_id").alias("account_id"),
        clean("customer_id").alias("contact_id"),
        code("channel").fill_null("CHAT").alias("channel"),
        clean("region").str.to_uppercase().fill_null("UNKNOWN").alias("region"),
        instant("started_at").alias("started_at"),
        instant("ended_at").alias("ended_at"),
        *origin,
    )
    write(latest(rows, "conversation_id"), "silver/conversations")


def make_messages() -> None:
    chat = clean("chat_id")
    rows = read("bronze/bulk_chats").select(
        pl.lit("support").alias("system"),
        (chat + "-0001").alias("message_id"),
        chat.alias("conversation_id"),
        pl.lit(None, pl.String).alias("ticket_id"),
        code("speaker").replace_strict(authors, default=None).alias("author_type"),
        pl.lit(None, pl.String).alias("author_id"),
        pl.lit(None, pl.String).alias("author_name"),
        pl.lit(None, pl.String).alias("body"),
        pl.lit("MESSAGE").alias("message_type"),
        instant("started_at").alias("sent_at"),
        *origin,
    )
    write(latest(rows, "message_id"), "silver/messages")


def latest(rows: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """The last row of each key, by key."""
    last = rows.drop_nulls(key).unique(["system", key], keep="last", maintain_order=True)
    return last.sort("system", key)


def make_turns() -> None:
    talk = ["system", "conversation_id"]
    messages = (
        read("silver/messages")
        .filter(
            (pl.col("message_type") == "MESSAGE")
            & pl.col("author_type").is_in(["CONTACT", "AGENT"])
            & pl.col("sent_at").is_not_null()
        )
        .select(*talk, "message_id", "author_type", "sent_at")
        .sort(*talk, "sent_at", "message_id")
    )
    starts = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(name).shift()) for name in [*talk, "author_type"]
    )
    turns = (
        messages.with_columns(starts.cum_sum().alias("turn"))
        .group_by(*talk, "turn", maintain_order=True)
        .agg(
            pl.col("author_type").first(),
            pl.len().alias("message_count"),
            pl.col("sent_at").first().alias("started_at"),
            pl.col("sent_at").last().alias("ended_at"),
        )
    )
    new_talk = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in talk)
    same_talk = pl.all_horizontal(pl.col(name) == pl.col(name).shift(-1) for name in talk)
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    wait = (pl.col("started_at").shift(-1) - pl.col("started_at")).dt.total_milliseconds() / 60_000
    rows = turns.select(
        *talk,
        (place - pl.when(new_talk).then(place).forward_fill()).alias("turn_index"),
        "author_type",
        "message_count",
        "started_at",
        "ended_at",
        pl.when(same_talk).then(wait).alias("wait_minutes"),
    )
    write(rows, "enriched/conversation_turns")


def make_daily() -> None:
    minutes = (pl.col("ended_at") - pl.col("started_at")).dt.total_milliseconds() / 60_000
    account = pl.concat_str("system", "account_id", separator=" ")
    rows = (
        read("silver/conversations")
        .group_by(pl.col("started_at").dt.date().alias("day"), "channel", "region")
        .agg(
            pl.len().cast(pl.Int64).alias("conversations"),
            account.drop_nulls().n_unique().cast(pl.Int64).alias("accounts"),
            minutes.median().alias("median_minutes"),
        )
        .sort("day", "channel", "region")
    )
    write(rows, "gold/conversations_daily")


def make_weekly() -> None:
    talk = ["system", "conversation_id"]
    wait = pl.col("wait_minutes")
    rows = (
        read("enriched/conversation_turns")
        .filter(pl.col("author_type") == "CONTACT")
        .join(read("silver/conversations").select(*talk, "channel"), on=talk)
        .group_by(pl.col("started_at").dt.truncate("1w").dt.date().alias("week"), "channel")
        .agg(
            pl.len().cast(pl.Int64).alias("customer_turns"),
            wait.count().cast(pl.Int64).alias("answered_turns"),
            (wait.count() / pl.len()).round(6).alias("answered_share"),
            wait.median().alias("median_wait_minutes"),
            wait.quantile(0.9, interpolation="linear").alias("p90_wait_minutes"),
        )
        .sort("week", "channel")
    )
    write(rows, "gold/reply_times_weekly")


land()
make_conversations()
make_messages()
make_turns()
make_daily()
make_weekly()
