import { UnreadableFileError } from "./ingest-errors.ts";
import type { SourceContext, SourcePart } from "./source.ts";

/** A file has more columns than `limits.columns`. */
export function tooManyColumns(
  { name }: SourcePart,
  count: number,
  { loaded }: SourceContext,
): UnreadableFileError {
  const { columns: most } = loaded.settings.limits;
  return new UnreadableFileError(
    `${name}: it has ${count} columns, more than limits.columns (${most}); leave some out, or raise the limit`,
  );
}
