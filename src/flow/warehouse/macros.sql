-- Functions that the SQL models use beside what DuckDB and Spark share. Each has the same meaning
-- on both engines; this file is their DuckDB form.

-- Blanks of any kind: none around the text, single ones within.
CREATE OR REPLACE MACRO squeezed(x) AS
  trim(regexp_replace(x, '[\s\x0b\x{85}\x{200b}\x{feff}\p{Z}]+', ' ', 'g'), ' ');

-- Text as people meant it: squeezed; words for nothing are NULL. Most texts have no blank to lose
-- and are longer than any such word, so those are told first: that is half of the time of silver.
CREATE OR REPLACE MACRO clean_text(x) AS
  CASE WHEN strlen(x) > 4 AND NOT regexp_matches(x,
         '^ | $|  |[\t\n\f\r\x0b\x{85}\x{a0}\x{1680}\x{2000}-\x{200b}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}]')
       THEN x
       WHEN upper(squeezed(x)) IN ('', 'NULL', 'N/A', '#N/A', 'NONE', 'NAN', '-', '--', '?') THEN NULL
       ELSE squeezed(x) END;

-- A code in upper snake case: `Pending customer` is PENDING_CUSTOMER.
CREATE OR REPLACE MACRO as_code(x) AS
  nullif(trim(regexp_replace(upper(strip_accents(x)), '[^A-Z0-9]+', '_', 'g'), '_'), '');

-- What may stand before or behind an amount, as a pattern.
CREATE OR REPLACE MACRO currency_pattern() AS
  '(?i:R\$|US\$|[$€£¥]|USD|EUR|GBP|BRL|CHF|JPY|CNY|INR|CAD|AUD|MXN|ARS|CLP|COP|PEN|UYU|SEK|NOK|DKK|PLN|CZK)';

-- A number as SQL writes it, without currency, percent sign and marks of thousands; NULL where the
-- marks stand otherwise than `decimal_mark` lets expect, so that 1.234,56 is never taken for 1.23.
CREATE OR REPLACE MACRO sign_inside(x) AS
  regexp_replace(translate(x, '−’', '-'''), '^([+-])\s*(' || currency_pattern() || ')\s*', '\2\1');
CREATE OR REPLACE MACRO number_pattern(digits) AS
  '^(?:' || currency_pattern() || '\s*)?([+-]?' || digits || ')(?:\s*(?:%|' || currency_pattern() || '))?$';
CREATE OR REPLACE MACRO number_text(x, decimal_mark) AS
  CASE WHEN length(x) > 60 THEN NULL
       WHEN decimal_mark = ',' THEN
         translate(regexp_extract(sign_inside(x),
           number_pattern('(?:\d+|\d{1,3}(?:[.'' ]\d{3})+)(?:,\d*)?'), 1), ',.'' +', '.')
       ELSE
         translate(regexp_extract(sign_inside(x),
           number_pattern('(?:(?:\d+|\d{1,3}(?:[,'' ]\d{3})+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?(?:1?\d?\d))?'), 1), ','' +', '') END;

CREATE OR REPLACE MACRO as_decimal(x, decimal_mark) AS
  CASE WHEN NOT suffix(x, '%') THEN TRY_CAST(number_text(x, decimal_mark) AS DECIMAL(18, 2)) END;

-- A number; 12.5% is 0.125.
CREATE OR REPLACE MACRO as_double(x, decimal_mark) AS
  TRY_CAST(number_text(x, decimal_mark) AS DOUBLE) / CASE WHEN suffix(x, '%') THEN 100 ELSE 1 END;

-- A whole number; 4.0 is 4, and 4.5 is none.
CREATE OR REPLACE MACRO as_bigint(x, decimal_mark) AS
  CASE WHEN NOT suffix(x, '%') THEN
    TRY_CAST(regexp_extract(number_text(x, decimal_mark), '^(-?\d+)(?:\.0*)?$', 1) AS BIGINT) END;

CREATE OR REPLACE MACRO as_boolean(x) AS
  CASE WHEN upper(x) IN ('TRUE', 'T', 'YES', 'Y', '1', 'SIM', 'S', 'SI', 'SÍ', 'SÌ', 'OUI', 'JA', 'J',
         'VERDADEIRO', 'VERDADERO', 'VRAI', 'VERO', 'WAHR') THEN true
       WHEN upper(x) IN ('FALSE', 'F', 'NO', 'N', '0', 'NAO', 'NÃO', 'NON', 'NEIN', 'FALSO', 'FAUX', 'FALSCH') THEN false END;

-- A day, alone and with the forms a time of day has, for strptime.
CREATE OR REPLACE MACRO time_forms(day_form) AS [
  day_form, day_form || ' %H:%M', day_form || ' %H:%M:%S', day_form || ' %H:%M:%S.%f',
  day_form || ' %I:%M %p', day_form || ' %I:%M:%S %p'
];

-- `3/4/2026, 10:15 p.m.` and `2026/4/3T10:15 pm` as `3-4-2026 10:15 pm`: what strptime can read.
CREATE OR REPLACE MACRO day_first(x, day_order) AS
  trim(regexp_replace(regexp_replace(regexp_replace(x,
    '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2,4})(?:,? |T|$)', CASE WHEN day_order = 'mdy' THEN '\2-\1-\3 ' ELSE '\1-\2-\3 ' END),
    '^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:,? |T|$)', '\3-\2-\1 '),
    ' ?([AaPp])\.? ?[Mm]\.?$', ' \1m'), ' ');

-- A time without a zone, from ISO forms and from forms whose day and month stand in `day_order`;
-- NULL where the text names a zone.
CREATE OR REPLACE MACRO local_time(x, day_order) AS
  CASE WHEN regexp_full_match(x, '\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?') THEN TRY_CAST(x AS TIMESTAMP)
       WHEN regexp_full_match(x, '\d{8}') THEN try_strptime(x, '%Y%m%d')
       WHEN regexp_matches(x, '^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(\D|$)') THEN
         try_strptime(day_first(x, day_order), time_forms('%d-%m-%Y'))
       WHEN regexp_matches(x, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(\D|$)') THEN
         try_strptime(day_first(x, day_order), time_forms('%d-%m-%y'))
       WHEN regexp_matches(x, '^\d{1,2}[-/][A-Za-z]{3}[-/]\d{2}(\D|$)') THEN try_strptime(replace(x, '/', '-'), time_forms('%d-%b-%y'))
       WHEN regexp_matches(x, '[A-Za-z]{3}.*\d{4}') THEN
         try_strptime(regexp_replace(x, '(\d{4}),', '\1'), list_concat(time_forms('%d %b %Y'), time_forms('%b %d, %Y'),
           ['%d-%b-%Y', '%d-%b-%Y %H:%M:%S', '%d %B %Y', '%B %d, %Y', '%a, %d %b %Y %H:%M:%S'])) END;

-- An instant that names itself: a time with its zone, or seconds or milliseconds since 1970.
CREATE OR REPLACE MACRO with_zone(x, day_order) AS
  regexp_replace(regexp_replace(day_first(x, day_order), ' ?(?:Z|z|UTC|GMT)$', ' +00:00'), ' ?([+-]\d{2}):?(\d{2})?$', ' \1\2');
CREATE OR REPLACE MACRO instant(x, day_order) AS
  CASE WHEN regexp_full_match(x, '\d{13}') THEN make_timestamptz(TRY_CAST(x AS BIGINT) * 1000)
       WHEN regexp_full_match(x, '\d{10}') THEN make_timestamptz(TRY_CAST(x AS BIGINT) * 1000000)
       WHEN regexp_full_match(x, '\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-][01]\d(:?\d{2})?)') THEN
         TRY_CAST(x AS TIMESTAMPTZ)
       WHEN regexp_full_match(x, '[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} [+-]\d{4} \d{4}') THEN
         try_strptime(x, '%a %b %d %H:%M:%S %z %Y')
       WHEN regexp_matches(x, '\d{4}.*:\d{2}(\.\d+)? ?(Z|z|UTC|GMT|[+-][01]\d(:?\d{2})?)$') THEN
         try_strptime(with_zone(x, day_order), ['%d-%m-%Y %H:%M %z', '%d-%m-%Y %H:%M:%S %z', '%d-%m-%Y %H:%M:%S.%f %z',
           '%a, %d %b %Y %H:%M:%S %z']) AT TIME ZONE 'UTC' END;

-- An instant; a time that names none is local time in `zone`.
CREATE OR REPLACE MACRO as_timestamp(x, day_order, zone) AS
  coalesce(instant(x, day_order), local_time(x, day_order) AT TIME ZONE zone);

-- A calendar day. Of an instant, the day in `zone`; midnight by the zone it names is that day itself.
CREATE OR REPLACE MACRO as_day(x, day_order, zone) AS
  coalesce(
    CAST(local_time(x, day_order) AS DATE),
    CASE WHEN regexp_full_match(x, '\d{4}-\d{2}-\d{2}[T ]00:00(:00(\.0+)?)? ?(Z|[+-][01]\d(:?\d{2})?)') THEN
      TRY_CAST(x[1:10] AS DATE) END,
    CAST(instant(x, day_order) AT TIME ZONE zone AS DATE));

-- Items of `a; b|c` or of a JSON list, cleaned, without repeats, sorted.
CREATE OR REPLACE MACRO text_items(x) AS
  CASE WHEN x LIKE '[%' AND json_valid(x) THEN from_json(x, '["VARCHAR"]')
       ELSE list_transform(string_split_regex(trim(x, '[]'), '[;|,]'), item -> trim(item, '" ''')) END;
CREATE OR REPLACE MACRO as_texts(x) AS
  list_sort(list_distinct(list_filter(
    list_transform(text_items(x), item -> clean_text(item)), item -> item IS NOT NULL)));

-- The day and the Monday of an instant, in the business's zone.
CREATE OR REPLACE MACRO day_of(x, zone) AS CAST(x AT TIME ZONE zone AS DATE);
CREATE OR REPLACE MACRO week_of(x, zone) AS CAST(date_trunc('week', x AT TIME ZONE zone) AS DATE);

-- The instant a day begins in the business's zone.
CREATE OR REPLACE MACRO start_of_day(day, zone) AS CAST(day AS TIMESTAMP) AT TIME ZONE zone;

-- Days from one calendar day to a later one.
CREATE OR REPLACE MACRO calendar_days(a, b) AS date_diff('day', a, b);

-- Whole days of 24 hours, and minutes with their part, from one instant to a later one.
CREATE OR REPLACE MACRO days_between(a, b) AS CAST(floor((epoch_ms(b) - epoch_ms(a)) / 86400000.0) AS BIGINT);
CREATE OR REPLACE MACRO minutes_between(a, b) AS (epoch_ms(b) - epoch_ms(a)) / 60000.0;
CREATE OR REPLACE MACRO add_hours(x, hours) AS make_timestamptz(epoch_us(x) + CAST(round(hours * 3600000000) AS BIGINT));

-- Value below which the share `p` of the values lies, between two values by their distance, to six places.
CREATE OR REPLACE MACRO percentile(x, p) AS round(quantile_cont(x, p), 6);
CREATE OR REPLACE MACRO texts_joined(x) AS string_agg(DISTINCT x, ', ' ORDER BY x);

-- Mean and sum of fractions, by way of decimals: the order of the rows does not show in the result.
-- Numbers of 25 digits and more are left out.
CREATE OR REPLACE MACRO mean(x) AS round(CAST(avg(TRY_CAST(x AS DECIMAL(30, 6))) AS DOUBLE), 6);
CREATE OR REPLACE MACRO total(x) AS CAST(sum(TRY_CAST(x AS DECIMAL(30, 6))) AS DOUBLE);

-- A part of a whole, 0 to 1, to six places; NULL of nothing.
CREATE OR REPLACE MACRO part_of(part, whole) AS
  CASE WHEN whole > 0 THEN round(CAST(part AS DOUBLE) / whole, 6) END;

-- The same in percent, to four places.
CREATE OR REPLACE MACRO percent_of(part, whole) AS
  CASE WHEN whole > 0 THEN round(100 * CAST(part AS DOUBLE) / whole, 4) END;

-- What a text is known by in `enriched.text_answers`: 64 hexadecimal digits of SHA-256.
CREATE OR REPLACE MACRO text_hash(x) AS sha256(x);

-- What a ticket says, for one text of it: subject and description, a line each; NULL of nothing.
CREATE OR REPLACE MACRO ticket_text(subject, description) AS
  nullif(concat_ws(
    chr(10),
    CASE
      WHEN regexp_full_match(
        lower(trim(subject)),
        '[(\[<]?(no subject|without subject|sem assunto|sin asunto|kein betreff|ohne betreff|sans objet|sans sujet|nessun oggetto|senza oggetto|-+)[)\]>]?'
      ) THEN NULL
      ELSE subject
    END,
    description
  ), '');

-- What a conversation is about, as it stands in a sentence; labels of the user's own as they are.
CREATE OR REPLACE MACRO issue_words(category, subcategory) AS
  CASE
    WHEN category IS NULL AND subcategory IS NULL THEN 'something that was not understood'
    WHEN subcategory IS NULL THEN
      CASE category
        WHEN 'TECHNICAL' THEN 'a technical problem'
        WHEN 'BILLING' THEN 'billing'
        WHEN 'SALES' THEN 'buying or contracts'
        WHEN 'COMPLAINT' THEN 'a complaint'
        WHEN 'INFORMATION' THEN 'a question'
        WHEN 'HR' THEN 'jobs or staff'
        WHEN 'LEGAL' THEN 'a legal matter'
        WHEN 'PRODUCT_FEEDBACK' THEN 'feedback on the product'
        WHEN 'OTHER' THEN 'something else'
        ELSE lower(replace(category, '_', ' '))
      END
    ELSE
      CASE subcategory
        WHEN 'POS_ISSUE' THEN 'a payment terminal'
        WHEN 'CONNECTION_ERROR' THEN 'a connection error'
        WHEN 'PIX_PROBLEM' THEN 'a Pix problem'
        WHEN 'CARD_READING' THEN 'cards that are not read'
        WHEN 'CHARGEBACK' THEN 'a chargeback'
        WHEN 'MISSING_PAYMENT' THEN 'a missing payment'
        WHEN 'INCORRECT_FEE' THEN 'a wrong charge'
        WHEN 'RECEIPT' THEN 'a receipt or invoice'
        WHEN 'PLAN_CHANGE' THEN 'a change of plan'
        WHEN 'CONTRACT_INQUIRY' THEN 'a contract'
        WHEN 'CANCELLATION' THEN 'a cancellation'
        WHEN 'POOR_SERVICE' THEN 'poor service'
        WHEN 'SYSTEM_DOWNTIME' THEN 'a system that is down'
        WHEN 'LONG_WAIT' THEN 'a long wait'
        WHEN 'HOW_TO' THEN 'how to do something'
        WHEN 'FEATURE_INQUIRY' THEN 'a feature'
        ELSE lower(replace(subcategory, '_', ' '))
      END
  END;

-- Where a row came from that a model makes out of another one.
CREATE OR REPLACE MACRO derived_origin(from_source, from_file, from_row) AS {
  'source': from_source, 'file': from_file, 'row': from_row, 'content_hash': CAST(NULL AS VARCHAR),
  'ingested_at': CAST(NULL AS TIMESTAMPTZ), 'failures': CAST([] AS VARCHAR[]),
  'unknown': CAST([] AS VARCHAR[]), 'imputed': CAST([] AS VARCHAR[])
};
