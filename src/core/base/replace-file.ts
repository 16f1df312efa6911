import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

let writtenCount = 0;

/**
 * Makes a text the whole content of a file, whose folder is made when missing: readers see the old
 * text or the new one, never a part.
 *
 * @param flush - Whether that holds after a power cut as well; caches may be lost instead.
 */
export async function replaceFile(
  path: string,
  text: string,
  { flush = false }: { flush?: boolean } = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}-${(writtenCount += 1)}`;
  await writeFile(temporary, text, { flush });
  await rename(temporary, path);
}
