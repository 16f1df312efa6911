import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { addAbortSignal, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

import { systemCode } from "../../../core/base/errors.ts";
import { lineError, MaskInputError } from "./mask-input-error.ts";

const pieceBytes = 262_144;

/** Where text to be masked comes from. */
export type MaskSource = {
  /** Undefined for standard input. */
  path: string | undefined;
  /** Label of the WHATWG Encoding Standard. */
  encoding: string;
  signal: AbortSignal | undefined;
  /** Told how many bytes were read, as they lie in the file. */
  onBytes: (byteCount: number) => void;
};

/**
 * The text of a file or of standard input, in pieces; unpacked where the name ends in `.gz`.
 *
 * @throws MaskInputError when it is not in its encoding, or its gzip is damaged.
 */
export async function* readPieces(source: MaskSource): AsyncGenerator<string> {
  const decoder = openDecoder(source.encoding);
  try {
    for await (const bytes of openBytes(source)) yield decoder.push(bytes);
  } catch (error) {
    if (systemCode(error)?.startsWith("Z_") !== true) throw error;
    throw new MaskInputError("this is no whole gzip file; is it cut off?", { cause: error });
  }
  yield decoder.end();
}

function openBytes({ path, signal, onBytes }: MaskSource): AsyncIterable<Buffer> {
  const raw: Readable =
    path === undefined ? process.stdin : createReadStream(path, { highWaterMark: pieceBytes });
  if (signal !== undefined) addAbortSignal(signal, raw);
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      onBytes(chunk.length);
      yield chunk;
    }
  };
  if (path === undefined || !path.endsWith(".gz")) return counted(raw);
  const unpacked = createGunzip({ chunkSize: pieceBytes });
  Readable.from(counted(raw))
    .on("error", (error) => unpacked.destroy(error))
    .pipe(unpacked);
  return unpacked;
}

type Decoder = { push(bytes: Uint8Array): string; end(): string };

/** Refuses bytes that don't fit the encoding: they could not be written again as they were. */
function openDecoder(encoding: string): Decoder {
  const strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const lenient = new TextDecoder(encoding, { ignoreBOM: true });
  let line = 1;
  const decode = (bytes: Uint8Array | undefined): string => {
    const options = { stream: bytes !== undefined };
    try {
      const text = strict.decode(bytes, options);
      for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) line += 1;
      return text;
    } catch (cause) {
      const [readable = ""] = lenient.decode(bytes).split("\ufffd");
      throw lineError(
        line + readable.split("\n").length - 1,
        `this is not ${strict.encoding}; name the encoding with --encoding, such as windows-1252`,
        { cause },
      );
    }
  };
  return { push: (bytes) => decode(bytes), end: () => decode(undefined) };
}

/**
 * Writes text into a file, packed where the name ends in `.gz`. The name stands for the whole text
 * or for what was there before: nothing is there half written.
 */
export async function writeWhole(
  path: string,
  pieces: AsyncIterable<string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(4).toString("hex")}.partial`;
  const options = signal === undefined ? {} : { signal };
  const file = createWriteStream(temporary, { flags: "wx" });
  try {
    const text = Readable.from(pieces, { objectMode: true });
    if (path.endsWith(".gz")) await pipeline(text, createGzip(), file, options);
    else await pipeline(text, file, options);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
