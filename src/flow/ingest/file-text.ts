import { createReadStream, createWriteStream, type ReadStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, type Gunzip } from "node:zlib";

import { systemCode } from "../../core/base/errors.ts";
import { sha256 } from "../../core/base/hash.ts";
import { UnreadableFileError } from "./ingest-errors.ts";
import type { SourceContext, SourcePart } from "./source.ts";

/** The beginning of a file, uncompressed. */
export type FileHead = {
  bytes: Uint8Array;
  /** Whether this is all there is. */
  isWhole: boolean;
};

const headBytes = 1_048_576;

/** Whether a file's name says that it is compressed. */
export function isGzip({ name }: SourcePart): boolean {
  return /\.gz$/i.test(name);
}

/** Reads the beginning of a file: a megabyte, or what `bytesMax` says. */
export async function readHead(
  part: SourcePart,
  signal?: AbortSignal,
  bytesMax = headBytes,
): Promise<FileHead> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of openBytes(part, signal)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > bytesMax) break;
    }
  } catch (cause) {
    throw gzipError(part, cause) ?? cause;
  }
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, bytesMax), isWhole: bytes.length <= bytesMax };
}

async function* openBytes(part: SourcePart, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = createReadStream(part.location, { signal });
  const plain = isGzip(part) ? gunzipped(file) : file;
  try {
    yield* plain as AsyncIterable<Uint8Array>; // without an encoding a stream gives bytes
  } finally {
    file.destroy();
    plain.destroy();
  }
}

function gunzipped(file: ReadStream): Gunzip {
  const plain = createGunzip();
  file.on("error", (error) => plain.destroy(error));
  return file.pipe(plain);
}

/**
 * How a text file is written: what its settings say, else what its byte order mark says, else
 * UTF-8. A label of the WHATWG's list, such as `windows-1252`.
 */
export function encodingOf({ bytes }: FileHead, { settings }: SourceContext): string {
  if (settings.encoding !== undefined) return new TextDecoder(settings.encoding).encoding;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}

/** Whether a text begins with UTF-8's byte order mark. */
export function hasMark({ bytes }: FileHead): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/**
 * Writes a file again as uncompressed UTF-8, without a byte order mark, among the landing's passing
 * files. `undefined` as the encoding keeps the bytes as they are.
 *
 * @param start - Characters left out at its beginning.
 * @throws TypeError when the bytes are no text of that encoding.
 */
export async function decodedCopy(
  part: SourcePart,
  encoding: string | undefined,
  context: SourceContext,
  start = 0,
): Promise<string> {
  const folder = context.temporaryFolder ?? context.cacheFolder;
  await mkdir(folder, { recursive: true });
  const path = join(folder, `plain-${sha256(part.name + part.fingerprint).slice(0, 16)}`);
  const bytes = openBytes(part, context.signal);
  const plain = encoding === undefined ? bytes : decoded(bytes, encoding, start);
  try {
    await pipeline(Readable.from(plain), createWriteStream(path));
  } catch (cause) {
    throw gzipError(part, cause) ?? cause;
  }
  return path;
}

/**
 * A file's text as bytes of UTF-8, uncompressed; what is no text of its encoding comes as U+FFFD,
 * and of UTF-8 as it stands.
 */
export async function* openText(
  part: SourcePart,
  encoding: string,
  { signal }: SourceContext,
): AsyncGenerator<Uint8Array> {
  const bytes = openBytes(part, signal);
  if (encoding === "utf-8") yield* bytes;
  else yield* recoded(bytes, encoding);
}

async function* recoded(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

async function* decoded(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
  start: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let left = start;
  const begun = (text: string): string => {
    const rest = text.slice(left);
    left -= text.length - rest.length;
    return rest;
  };
  for await (const chunk of bytes) yield begun(decoder.decode(chunk, { stream: true }));
  yield begun(decoder.decode());
}

function gzipError(part: SourcePart, cause: unknown): UnreadableFileError | undefined {
  if (systemCode(cause)?.startsWith("Z_") !== true) return undefined;
  return new UnreadableFileError(`${part.name}: it is no gzip file, or only a part of one`, {
    cause,
  });
}
