import { basename, dirname, join, relative, sep } from "node:path";

import type { Random } from "../../src/core/base/random.ts";
import type { Image } from "./image.ts";

/**
 * A disk as POSIX promises it, and no better: bytes survive a power cut when their file was synced
 * after they were written, a name when its folder was synced after it was given. What was not
 * synced may survive or not, each piece by itself and in any order.
 */
export type Disk = {
  /** The file or folder of that path; undefined when there is none, or outside of the disk. */
  find(path: string): Node | undefined;
  /** Whether a path stands below the disk's root. */
  holds(path: string): boolean;
  /** Gives a name to a node, or takes it away. */
  setName(path: string, node: Node | undefined): void;
  /** What surely survives a power cut now. */
  synced(): Image;
  /** What survives when the cache gets written in time: all there is. */
  everything(): Image;
  /** One of the things that may survive. */
  perhaps(random: Random): Image;
};

/** A file; its `bytes` are replaced, never changed. */
export type FileNode = { kind: "file"; bytes: Buffer; synced: Buffer };
export type FolderNode = {
  kind: "folder";
  names: Map<string, Node>;
  synced: ReadonlyMap<string, Node>;
  /** Changes of names since the last sync, in order. */
  pending: readonly { name: string; node: Node | undefined }[];
};
export type Node = FileNode | FolderNode;

/** A file without bytes. */
export function emptyFile(): FileNode {
  return { kind: "file", bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
}

/** A folder without names. */
export function emptyFolder(): FolderNode {
  return { kind: "folder", names: new Map(), synced: new Map(), pending: [] };
}

/** Begins to sync a node: what it gives makes survive what was there at the beginning. */
export function beginSync(node: Node): () => void {
  if (node.kind === "file") {
    const { bytes } = node;
    return () => void (node.synced = bytes);
  }
  const covered = new Set(node.pending);
  return () => {
    const left = new Set(node.pending);
    node.synced = changed(
      node.synced,
      [...covered].filter((change) => left.has(change)),
    );
    node.pending = node.pending.filter((change) => !covered.has(change));
  };
}

function changed(
  names: ReadonlyMap<string, Node>,
  changes: FolderNode["pending"],
): ReadonlyMap<string, Node> {
  const after = new Map(names);
  for (const { name, node } of changes) {
    if (node === undefined) after.delete(name);
    else after.set(name, node);
  }
  return after;
}

/** A disk whose `root` is an empty folder that is there for sure. */
export function openDisk(root: string): Disk {
  const top = emptyFolder();
  const holds = (path: string): boolean => path.startsWith(root + sep);
  function find(path: string): Node | undefined {
    if (path === root) return top;
    if (!holds(path)) return undefined;
    let node: Node | undefined = top;
    for (const name of relative(root, path).split(sep)) {
      node = node?.kind === "folder" ? node.names.get(name) : undefined;
    }
    return node;
  }
  function setName(path: string, node: Node | undefined): void {
    const folder = find(dirname(path)) ?? makeFolder(dirname(path));
    if (folder.kind !== "folder") throw new Error(`no folder for ${path}`);
    const name = basename(path);
    if (node === undefined) folder.names.delete(name);
    else folder.names.set(name, node);
    folder.pending = [...folder.pending, { name, node }];
  }
  /** Where two threads make a folder, the one that found it there may be told of first. */
  function makeFolder(path: string): FolderNode {
    const folder = emptyFolder();
    setName(path, folder);
    return folder;
  }
  return {
    find,
    holds,
    setName,
    synced: () => imageOf(top, { names: ({ synced }) => synced, bytes: ({ synced }) => synced }),
    everything: () => imageOf(top, { names: ({ names }) => names, bytes: ({ bytes }) => bytes }),
    perhaps: (random) =>
      imageOf(top, {
        names: (folder) => someNames(folder, random),
        bytes: (file) => someBytes(file, random),
      }),
  };
}

type Choice = {
  names: (folder: FolderNode) => ReadonlyMap<string, Node>;
  bytes: (file: FileNode) => Buffer;
};

function imageOf(top: FolderNode, { names, bytes }: Choice): Image {
  const image: Image = new Map();
  const contents = new Map<FileNode, Buffer>(); // a file with two names has one content
  function add(node: Node, path: string): void {
    if (node.kind === "file") {
      const content = contents.get(node) ?? bytes(node);
      contents.set(node, content);
      image.set(path, content);
      return;
    }
    if (path !== "") image.set(path, undefined);
    for (const [name, child] of names(node)) add(child, join(path, name));
  }
  add(top, "");
  return image;
}

/** The names that were synced and some of the changes since. */
function someNames({ synced, pending }: FolderNode, random: Random): ReadonlyMap<string, Node> {
  return changed(
    synced,
    pending.filter(() => random.chance(0.5)),
  );
}

/** The synced bytes, or newer ones: all, the first of them, or their length without them. */
function someBytes({ bytes, synced }: FileNode, random: Random): Buffer {
  const choice = random.integer(0, 3);
  if (choice === 0 || bytes.equals(synced)) return synced;
  if (choice === 1) return bytes;
  if (choice === 2) return bytes.subarray(0, random.integer(0, bytes.length));
  return resized(synced, bytes.length);
}

/** Bytes cut, or filled up with zeros, to a length. */
export function resized(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([bytes.subarray(0, length)], length);
}
