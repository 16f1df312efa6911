/**
 * SQL for the list of the notes that apply to a row.
 *
 * @param notes - Expressions, each a text, or NULL where it does not apply.
 */
export function noteList(notes: readonly string[]): string {
  if (notes.length === 0) return "CAST([] AS VARCHAR[])";
  return `list_filter([${notes.join(", ")}], x -> x IS NOT NULL)`;
}
