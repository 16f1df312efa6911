/** A size such as `2GB`, times a share from 0 to 1. */
export function partOfMemory(limit: string, share: number): string {
  return limit.replace(/[\d.]+/, (number) => String(Number(number) * share));
}
