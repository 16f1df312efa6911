-- Functions that the SQL models use beside what DuckDB and Spark share. Each has the same meaning
-- on both engines; this file is their DuckDB form.

-- Text as people meant it: no blanks around it, single blanks within, words for nothing are NULL.
CREATE OR REPLACE MACRO clean_text(x) AS
  CASE WHEN upper(trim(x)) IN ('', 'NULL', 'N/A', '#N/A', 'NONE', 'NAN', '-', '--', '?') THEN NULL
       ELSE nullif(trim(regexp_replace(x, '[\s\x{a0}]+', ' ', 'g')), '') END;

-- A code in upper snake case: `Pending customer` is PENDING_CUSTOMER.
CREATE OR REPLACE MACRO as_code(x) AS
  nullif(trim(regexp_replace(upper(strip_accents(x)), '[^A-Z0-9]+', '_', 'g'), '_'), '');

-- A number as SQL writes it, without currency and marks of thousands; NULL where the marks stand
-- otherwise than `decimal_mark` lets expect, so that 1.234,56 is never taken for 1.23.
CREATE OR REPLACE MACRO bare_number(x) AS
  regexp_replace(regexp_replace(x, '^([A-Z]{0,3}[$€£]?|[+])\s*', ''), '\s*(%|[$€£]|[A-Z]{3})$', '');
CREATE OR REPLACE MACRO number_text(x, decimal_mark) AS
  CASE WHEN decimal_mark = ','
         AND regexp_full_match(bare_number(x), '-?(\d+|\d{1,3}([.'' ]\d{3})+)(,\d*)?') THEN
         replace(regexp_replace(bare_number(x), '[.'' ]', '', 'g'), ',', '.')
       WHEN decimal_mark <> ','
         AND regexp_full_match(bare_number(x), '-?(\d+|\d{1,3}([,'' ]\d{3})+)?(\.\d*)?([eE][+-]?\d{1,3})?') THEN
         nullif(regexp_replace(bare_number(x), '[,'' ]', '', 'g'), '') END;

CREATE OR REPLACE MACRO as_decimal(x, decimal_mark) AS
  TRY_CAST(number_text(x, decimal_mark) AS DECIMAL(18, 2));

CREATE OR REPLACE MACRO as_double(x, decimal_mark) AS
  CASE WHEN isfinite(TRY_CAST(number_text(x, decimal_mark) AS DOUBLE))
       THEN TRY_CAST(number_text(x, decimal_mark) AS DOUBLE) END;

-- A whole number; 4.0 is 4, and 4.5 is none.
CREATE OR REPLACE MACRO as_bigint(x, decimal_mark) AS
  CASE WHEN TRY_CAST(number_text(x, decimal_mark) AS DECIMAL(28, 6))
            = TRY_CAST(number_text(x, decimal_mark) AS BIGINT)
       THEN TRY_CAST(number_text(x, decimal_mark) AS BIGINT) END;

CREATE OR REPLACE MACRO as_boolean(x) AS
  CASE WHEN upper(x) IN ('TRUE', 'T', 'YES', 'Y', '1', 'SIM', 'S', 'WAHR', 'JA', 'VERDADEIRO') THEN true
       WHEN upper(x) IN ('FALSE', 'F', 'NO', 'N', '0', 'NAO', 'NÃO', 'FALSCH', 'NEIN', 'FALSO') THEN false END;

-- A time without a zone, from ISO forms and from forms whose day and month stand in `day_order`.
CREATE OR REPLACE MACRO local_time(x, day_order) AS
  CASE WHEN regexp_matches(x, '^\d{4}-\d{1,2}-\d{1,2}') THEN TRY_CAST(x AS TIMESTAMP)
       WHEN regexp_matches(x, '^\d{4}[/.]\d{1,2}[/.]\d{1,2}') THEN
         TRY_CAST(regexp_replace(x, '[/.]', '-', 'g') AS TIMESTAMP)
       WHEN regexp_matches(x, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}') AND day_order = 'mdy' THEN
         try_strptime(regexp_replace(x, '[/.]', '-', 'g'), ['%m-%d-%Y', '%m-%d-%Y %H:%M', '%m-%d-%Y %H:%M:%S',
           '%m-%d-%Y %I:%M %p', '%m-%d-%Y %I:%M:%S %p'])
       WHEN regexp_matches(x, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}') THEN
         try_strptime(regexp_replace(x, '[/.]', '-', 'g'), ['%d-%m-%Y', '%d-%m-%Y %H:%M', '%d-%m-%Y %H:%M:%S',
           '%d-%m-%Y %I:%M %p', '%d-%m-%Y %I:%M:%S %p'])
       WHEN regexp_matches(x, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}( |$)') AND day_order = 'mdy' THEN
         try_strptime(regexp_replace(x, '[/.]', '-', 'g'), ['%m-%d-%y', '%m-%d-%y %H:%M', '%m-%d-%y %H:%M:%S'])
       WHEN regexp_matches(x, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}( |$)') THEN
         try_strptime(regexp_replace(x, '[/.]', '-', 'g'), ['%d-%m-%y', '%d-%m-%y %H:%M', '%d-%m-%y %H:%M:%S'])
       WHEN regexp_matches(x, '[A-Za-z]{3}') THEN
         try_strptime(x, ['%d %b %Y', '%d %B %Y', '%b %d, %Y', '%B %d, %Y', '%d-%b-%Y', '%d-%b-%y',
           '%d %b %Y %H:%M', '%d %b %Y %H:%M:%S', '%a, %d %b %Y %H:%M:%S']) END;

-- An instant: one that names its zone, seconds or milliseconds since 1970, else local time in `zone`.
CREATE OR REPLACE MACRO as_timestamp(x, day_order, zone) AS
  CASE WHEN regexp_matches(x, '^\d{4}-\d{1,2}-\d{1,2}[T ].*(Z|[+-]\d{2}(:?\d{2})?)$') THEN TRY_CAST(x AS TIMESTAMPTZ)
       WHEN regexp_matches(x, '^\d{13}$') THEN make_timestamptz(TRY_CAST(x AS BIGINT) * 1000)
       WHEN regexp_matches(x, '^\d{10}$') THEN make_timestamptz(TRY_CAST(x AS BIGINT) * 1000000)
       ELSE local_time(x, day_order) AT TIME ZONE zone END;

-- A calendar day; of an instant, the day in `zone`.
CREATE OR REPLACE MACRO as_day(x, day_order, zone) AS
  coalesce(CAST(local_time(x, day_order) AS DATE), CAST(as_timestamp(x, day_order, zone) AT TIME ZONE zone AS DATE));

-- Items of `a; b|c` or of a JSON list, cleaned, without repeats, sorted.
CREATE OR REPLACE MACRO as_texts(x) AS
  list_sort(list_distinct(list_filter(list_transform(
    string_split_regex(trim(x, '[]'), '[;|,]'), item -> clean_text(trim(item, '" '))), item -> item IS NOT NULL)));

-- The day and the Monday of an instant, in the business's zone.
CREATE OR REPLACE MACRO day_of(x, zone) AS CAST(x AT TIME ZONE zone AS DATE);
CREATE OR REPLACE MACRO week_of(x, zone) AS CAST(date_trunc('week', x AT TIME ZONE zone) AS DATE);

-- Whole days, and minutes with their part, from one instant to a later one.
CREATE OR REPLACE MACRO days_between(a, b) AS CAST(floor((epoch_ms(b) - epoch_ms(a)) / 86400000.0) AS BIGINT);
CREATE OR REPLACE MACRO minutes_between(a, b) AS (epoch_ms(b) - epoch_ms(a)) / 60000.0;
CREATE OR REPLACE MACRO add_hours(x, hours) AS make_timestamptz(epoch_us(x) + CAST(round(hours * 3600000000) AS BIGINT));

-- Value below which the share `p` of the values lies, between two values by their distance.
CREATE OR REPLACE MACRO percentile(x, p) AS quantile_cont(x, p);
CREATE OR REPLACE MACRO texts_joined(x) AS string_agg(DISTINCT x, ', ' ORDER BY x);

-- Mean and sum of fractions, by way of decimals: the order of the rows does not show in the result.
CREATE OR REPLACE MACRO mean(x) AS round(CAST(avg(CAST(x AS DECIMAL(18, 6))) AS DOUBLE), 6);
CREATE OR REPLACE MACRO total(x) AS CAST(sum(CAST(x AS DECIMAL(18, 6))) AS DOUBLE);

-- A part of a whole, 0 to 1, to six places; NULL of nothing.
CREATE OR REPLACE MACRO part_of(part, whole) AS
  CASE WHEN whole > 0 THEN round(CAST(part AS DOUBLE) / whole, 6) END;

-- The same in percent, to four places.
CREATE OR REPLACE MACRO percent_of(part, whole) AS
  CASE WHEN whole > 0 THEN round(100 * CAST(part AS DOUBLE) / whole, 4) END;

-- Where a row came from that a model makes out of another one.
CREATE OR REPLACE MACRO derived_origin(from_source, from_file, from_row) AS {
  'source': from_source, 'file': from_file, 'row': from_row, 'content_hash': CAST(NULL AS VARCHAR),
  'ingested_at': CAST(NULL AS TIMESTAMPTZ), 'failures': CAST([] AS VARCHAR[]),
  'unknown': CAST([] AS VARCHAR[]), 'imputed': CAST([] AS VARCHAR[])
};
