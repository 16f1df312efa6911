/** Names the lake keeps for itself in every bronze table. */
export const landingColumns = [
  "_source",
  "_file",
  "_row",
  "_content_hash",
  "_ingested_at",
  "_run_id",
] as const;

/**
 * Names that every Delta reader takes, in place of a source's own: the characters ` ,;{}()\n\t=`
 * and control characters become `_`; a name that is empty, taken by the lake, or the same as an
 * earlier one but for case gets a number.
 */
export function lakeColumnNames(names: readonly string[]): string[] {
  const taken = new Set<string>(landingColumns);
  return names.map((name, i) => {
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    const plain = name.trim().replace(/[ ,;{}()=\u0000-\u001f\u007f]+/g, "_");
    const base = plain === "" ? `column_${i + 1}` : plain;
    let result = base;
    for (let n = 2; taken.has(result.toLowerCase()); n++) result = `${base}_${n}`;
    taken.add(result.toLowerCase());
    return result;
  });
}
