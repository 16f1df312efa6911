import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256 of a text (UTF-8) or of bytes, as 64 lower-case hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** SHA-256 of a file's bytes; reads it once, as a stream. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    hash.update(chunk as Uint8Array); // without an encoding the stream gives bytes
  }
  return hash.digest("hex");
}
