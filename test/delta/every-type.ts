/** Rows with every type a table can hold; `id` counts from 0, every seventh row is null. */
export function everyTypeSelect(rowCount: number): string {
  const columns: [name: string, sql: string][] = [
    ["bool", "i % 2 = 0"],
    ["tiny", "(i % 100 - 50)::TINYINT"],
    ["small", "(i * 3)::SMALLINT"],
    ["whole", "(i * 70000)::INTEGER"],
    ["big", "9007199254740993 + i"],
    ["huge", "170141183460469231731687303715::HUGEINT + i"],
    ["unsigned", "4000000000::UINTEGER"],
    ["unsigned_big", "18446744073709551615::UBIGINT - i::UBIGINT"],
    ["single", "(i / 8)::FLOAT"],
    ["twin", "i / 7::DOUBLE"],
    ["price", "(i * 1.25)::DECIMAL(12, 2)"],
    ["exact", "(12345678901234567890.0123456789 + i)::DECIMAL(38, 10)"],
    ["text", "'row ' || i || ' é 漢 😀 ''\"'"],
    ["bytes", "encode('b' || i)"],
    ["octets", String.raw`'\x00\xFF\x5C\xAB\x0A'::BLOB || encode('' || i)`],
    ["day", "DATE '2024-02-28' + i::INTEGER"],
    ["at", "TIMESTAMPTZ '2024-02-28 12:00:00.123456+00' + to_minutes(i)"],
    ["wall", "TIMESTAMP '2024-02-28 12:00:00.123456' + to_minutes(i)"],
    ["list", "[i, NULL, i + 1]"],
    ["texts", "['t' || i, NULL, 'é 😀']"],
    ["doubles", "[i / 7::DOUBLE, NULL, -0.5]"],
    ["record", "{'a': i, 'b c': {'d': ['x' || i, NULL]}}"],
    ["dictionary", "MAP {'k' || i: i, 'n': NULL}"],
    ["vector", "[i, i + 0.5]::FLOAT[2]"],
    ["id_text", "('00000000-0000-0000-0000-' || lpad(i::VARCHAR, 12, '0'))::UUID"],
    ["label", "(CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END)::ENUM('a', 'b')"],
    ["clock", "TIME '10:00:00' + to_minutes(i)"],
    ["json", "json_object('i', i)"],
    ['we ird.na"me é=%', "'w' || i"],
  ];
  const quoted = columns.map(([name, sql]) => [`"${name.replaceAll('"', '""')}"`, sql] as const);
  const rows = (where: string): string =>
    `SELECT i AS id, ${quoted.map(([name, sql]) => `${sql} AS ${name}`).join(", ")} ` +
    `FROM range(${rowCount}) AS r(i) WHERE ${where}`;
  // By way of UNION, as CASE does not know FLOAT[2].
  const nulls = `SELECT i AS id FROM range(${rowCount}) AS r(i) WHERE i % 7 = 6`;
  return `${rows("i % 7 <> 6")} UNION ALL BY NAME ${nulls} ORDER BY id`;
}
