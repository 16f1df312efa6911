"""Chats from NDJSON to the tables that Earshot makes of them, in pandas.

Usage: pandas_chats.py FOLDER_WITH_NDJSON FOLDER_TO_WRITE

Reads in chunks, so that the texts of one chunk only are in memory; everything else is vectorised
over Arrow-backed columns, except SHA-256, which pandas does not have.
"""

import sys
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

source, target = Path(sys.argv[1]), Path(sys.argv[2])
lines_per_chunk = 100_000
columns = [
    "chat_id", "company_id", "customer_id", "channel", "region",
    "started_at", "ended_at", "speaker", "text",
]
origin = ["_source", "_file", "_row"]
text_type = pd.ArrowDtype(pa.string())
nothing = ["", "NULL", "N/A", "#N/A", "NONE", "NAN", "-", "--", "?"]
authors = {
    "CONTACT": "CONTACT", "CUSTOMER": "CONTACT", "CLIENT": "CONTACT", "USER": "CONTACT",
    "AGENT": "AGENT", "ASSISTANT": "AGENT", "REP": "AGENT", "SYSTEM": "SYSTEM", "BOT": "SYSTEM",
}


def write(rows: pd.DataFrame, table: str, index: int = 0) -> None:
    folder = target / table
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"part-{index}.parquet"
    rows.to_parquet(path, index=False, compression="zstd", compression_level=1)


def read(table: str, names: list[str]) -> pd.DataFrame:
    return pd.read_parquet(target / table, columns=names, dtype_backend="pyarrow")


def content_hash(rows: pd.DataFrame) -> pd.Series:
    """The first 128 bits of SHA-256 over `name:bytes:value` of the columns, by name."""
    items = []
    for name in sorted(columns):
        value = pa.array(rows[name])
        size = pc.cast(pc.binary_length(value), pa.string())
        items.append(pc.binary_join_element_wise(f"{name}:", size, ":", value, ""))
    texts = pc.binary_join_element_wise(*items, ",", null_handling="skip")
    digests = [sha256(text).hexdigest()[:32] for text in pc.cast(texts, pa.binary()).to_pylist()]
    return pd.Series(digests, dtype=text_type, index=rows.index)


def clean(values: pd.Series) -> pd.Series:
    text = values.str.strip()
    return text.mask(text.str.upper().isin(nothing))


def code(values: pd.Series) -> pd.Series:
    return clean(values).str.upper().str.replace("[^A-Z0-9]+", "_", regex=True)


def instant(values: pd.Series) -> pd.Series:
    times = pd.to_datetime(clean(values), format="%Y-%m-%dT%H:%M:%SZ", utc=True, errors="coerce")
    return times.astype("datetime64[us, UTC]")


def land() -> None:
    now = pd.Timestamp(datetime.now(timezone.utc)).as_unit("us")
    written = 0
    for file in sorted(source.glob("*.ndjson")):
        first = 1
        options = {"lines": True, "chunksize": lines_per_chunk, "dtype_backend": "pyarrow"}
        with pd.read_json(file, dtype=False, **options) as chunks:
            for rows in chunks:
                rows = rows[columns]
                landed = rows.assign(
                    _source="bulk_chats",
                    _file=f"chats/{file.name}",
                    _row=range(first, first + len(rows)),
                    _content_hash=content_hash(rows),
                    _ingested_at=now,
                    _run_id="run-1",
                )
                write(landed, "bronze/bulk_chats", written)
                first += len(rows)
                written += 1


def make_conversations() -> None:
    names = ["chat_id", "company_id", "customer_id", "channel", "region", "started_at", "ended_at"]
    rows = read("bronze/bulk_chats", [*names, *origin])
    made = pd.DataFrame(
        {
            "system": pd.Series("support", dtype=text_type, index=rows.index),
            "conversation_id": clean(rows["chat_id"]),
            "ticket_id": pd.Series(None, dtype=text_type, index=rows.index),
            "account_id": clean(rows["company_id"]),
            "contact_id": clean(rows["customer_id"]),
            "channel": code(rows["channel"]).fillna("CHAT"),
            "region": clean(rows["region"]).str.upper().fillna("UNKNOWN"),
            "started_at": instant(rows["started_at"]),
            "ended_at": instant(rows["ended_at"]),
            **{name: rows[name] for name in origin},
        }
    )
    write(latest(made, "conversation_id"), "silver/conversations")


def make_messages() -> None:
    rows = read("bronze/bulk_chats", ["chat_id", "speaker", "started_at", *origin])
    chat = clean(rows["chat_id"])
    none = pd.Series(None, dtype=text_type, index=rows.index)
    made = pd.DataFrame(
        {
            "system": pd.Series("support", dtype=text_type, index=rows.index),
            "message_id": chat + "-0001",
            "conversation_id": chat,
            "ticket_id": none,
            "author_type": code(rows["speaker"]).map(authors).astype(text_type),
            "author_id": none,
            "author_name": none,
            "body": none,
            "message_type": pd.Series("MESSAGE", dtype=text_type, index=rows.index),
            "sent_at": instant(rows["started_at"]),
            **{name: rows[name] for name in origin},
        }
    )
    write(latest(made, "message_id"), "silver/messages")


def latest(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The last row of each key, by key."""
    last = rows.dropna(subset=[key]).drop_duplicates(["system", key], keep="last")
    return last.sort_values(["system", key], ignore_index=True)


def make_turns() -> None:
    talk = ["system", "conversation_id"]
    names = [*talk, "message_id", "message_type", "author_type", "sent_at"]
    messages = read("silver/messages", names)
    counts = (
        (messages["message_type"] == "MESSAGE")
        & messages["author_type"].isin(["CONTACT", "AGENT"])
        & messages["sent_at"].notna()
    )
    messages = messages[counts].sort_values([*talk, "sent_at", "message_id"], ignore_index=True)
    starts = differs(messages, [*talk, "author_type"])
    turns = messages.loc[starts, [*talk, "author_type"]].reset_index(drop=True)
    place = starts.to_numpy().nonzero()[0]
    after = [*place[1:], len(messages)]
    turns["message_count"] = pd.Series(after) - place
    turns["started_at"] = messages["sent_at"].iloc[place].array
    turns["ended_at"] = messages["sent_at"].iloc[[index - 1 for index in after]].array
    new_talk = differs(turns, talk)
    first = pd.Series(turns.index, index=turns.index).where(new_talk).ffill().astype("int64")
    turns.insert(2, "turn_index", turns.index - first)
    wait = (turns["started_at"].shift(-1) - turns["started_at"]).dt.total_seconds() / 60
    turns["wait_minutes"] = wait.where(~new_talk.shift(-1, fill_value=True))
    write(turns, "enriched/conversation_turns")


def differs(rows: pd.DataFrame, names: list[str]) -> pd.Series:
    """Whether a row differs from the one before it in any of these columns."""
    different = pd.Series(False, index=rows.index)
    for name in names:
        value = rows[name]
        different |= (value != value.shift()).fillna(True).astype(bool)
    return different


def make_daily() -> None:
    names = ["system", "account_id", "channel", "region", "started_at", "ended_at"]
    rows = read("silver/conversations", names)
    rows["day"] = rows["started_at"].dt.date
    rows["account"] = rows["system"] + " " + rows["account_id"]
    rows["minutes"] = (rows["ended_at"] - rows["started_at"]).dt.total_seconds() / 60
    daily = rows.groupby(["day", "channel", "region"], dropna=False).agg(
        conversations=("account", "size"),
        accounts=("account", "nunique"),
        median_minutes=("minutes", "median"),
    )
    write(daily.reset_index(), "gold/conversations_daily")


def make_weekly() -> None:
    talk = ["system", "conversation_id"]
    turns = read(
        "enriched/conversation_turns", [*talk, "author_type", "started_at", "wait_minutes"]
    )
    channels = read("silver/conversations", [*talk, "channel"])
    rows = turns[turns["author_type"] == "CONTACT"].merge(channels, on=talk)
    day = rows["started_at"].dt.floor("D")
    rows["week"] = (day - pd.to_timedelta(day.dt.day_of_week, unit="D")).dt.date
    waits = rows.groupby(["week", "channel"], dropna=False)["wait_minutes"]
    weekly = pd.DataFrame(
        {
            "customer_turns": waits.size(),
            "answered_turns": waits.count(),
            "median_wait_minutes": waits.median(),
            "p90_wait_minutes": waits.quantile(0.9),
        }
    )
    share = (weekly["answered_turns"] / weekly["customer_turns"]).round(6)
    weekly.insert(2, "answered_share", share)
    write(weekly.reset_index(), "gold/reply_times_weekly")


land()
make_conversations()
make_messages()
make_turns()
make_daily()
make_weekly()
