import { assert } from "../../core/base/errors.ts";

const powers = "KMGT";

/** Bytes of a size such as `2GB` or `512 MiB`. */
export function memoryBytes(size: string): number {
  const [, number, unit = "", binary] = /^([\d.]+) ?([KMGT])(i?)B$/i.exec(size) ?? [];
  assert(number !== undefined, `memoryBytes: ${size} is no size`);
  return (
    Number(number) * (binary === "" ? 1_000 : 1_024) ** (1 + powers.indexOf(unit.toUpperCase()))
  );
}

/** A size for the engine, from bytes. */
export function memorySize(bytes: number): string {
  return `${Math.floor(bytes / 1_000)}KB`;
}
