import {
  beginSync,
  emptyFile,
  emptyFolder,
  openDisk,
  resized,
  type Disk,
  type FileNode,
  type Node,
} from "./disk.ts";
import { bytesArgument, type Call } from "./strace.ts";

type Handle = { node: Node; offset: number; appends: boolean };

/** A disk that follows the calls of a process, and by which descriptors it is used. */
export type FollowedDisk = Disk & {
  /** Follows one call; true when it changed what a power cut would leave, or might. */
  follow(call: Call): boolean;
};

/** A disk whose `root` is empty before the first call. */
export function followedDisk(root: string): FollowedDisk {
  const disk = openDisk(root);
  const handles = new Map<number, Handle>();
  const syncs = new Map<string, () => void>();

  function followBeginning({ name, thread, arguments: [first] }: Call): boolean {
    const handle = handles.get(Number(first));
    if (handle === undefined) syncs.delete(thread);
    else if (name === "close") handles.delete(Number(first));
    else syncs.set(thread, beginSync(handle.node));
    return false;
  }

  function followHandle(call: Call): boolean {
    const [first, second, , fourth] = call.arguments;
    const handle = handles.get(Number(first));
    if (handle === undefined) return false;
    switch (call.name) {
      case "write":
      case "writev":
        return write(handle, bytesArgument(second).subarray(0, call.result));
      case "pwrite64":
      case "pwritev":
        return write(handle, bytesArgument(second).subarray(0, call.result), Number(fourth));
      case "lseek":
        handle.offset = call.result;
        return false;
      case "ftruncate":
        fileOf(handle).bytes = resized(fileOf(handle).bytes, Number(second));
        return true;
      default:
        throw new Error(`this disk has no ${call.name}`);
    }
  }

  return {
    ...disk,
    follow(call) {
      if (call.begins) return followBeginning(call);
      if (call.result < 0 || call.name === "close") return false;
      if (call.name === "fsync" || call.name === "fdatasync") {
        const end = syncs.get(call.thread);
        syncs.delete(call.thread);
        end?.();
        return end !== undefined;
      }
      const namesPaths = Number.isNaN(Number(call.arguments[0]));
      return namesPaths ? followPaths(disk, handles, call) : followHandle(call);
    },
  };
}

/** Follows a call that names files by their paths. */
function followPaths(disk: Disk, handles: Map<number, Handle>, call: Call): boolean {
  const [path = "", other = ""] = pathsOf(call);
  switch (call.name.replace(/at2?$/, "")) {
    case "open":
    case "creat":
      return open(disk, handles, { ...call, path });
    case "mkdir":
      return makeFolder(disk, path);
    case "rename":
      return addName(disk, path, other) && removeName(disk, path);
    case "link":
      return addName(disk, path, other);
    case "unlink":
    case "rmdir":
      return removeName(disk, path);
    default:
      throw new Error(`this disk has no ${call.name}`);
  }
}

function makeFolder(disk: Disk, path: string): boolean {
  if (disk.find(path) !== undefined || !disk.holds(path)) return false;
  disk.setName(path, emptyFolder());
  return true;
}

function removeName(disk: Disk, path: string): boolean {
  const isThere = disk.find(path) !== undefined;
  if (isThere) disk.setName(path, undefined);
  return isThere;
}

function addName(disk: Disk, path: string, other: string): boolean {
  if (disk.holds(path) !== disk.holds(other)) throw new Error(`${path} crosses the root`);
  const node = disk.find(path);
  if (node !== undefined) disk.setName(other, node);
  return node !== undefined;
}

function open(
  disk: Disk,
  handles: Map<number, Handle>,
  { path, arguments: given, result: descriptor }: Call & { path: string },
): boolean {
  const flags = given.find((part) => part.includes("O_")) ?? "O_CREAT|O_TRUNC";
  const present = disk.find(path);
  if (present === undefined && !disk.holds(path)) return false;
  const node = present ?? emptyFile();
  if (present === undefined) disk.setName(path, node);
  if (node.kind === "file" && flags.includes("O_TRUNC")) node.bytes = Buffer.alloc(0);
  handles.set(descriptor, { node, offset: 0, appends: flags.includes("O_APPEND") });
  return present === undefined || flags.includes("O_TRUNC");
}

function write(handle: Handle, bytes: Buffer, at?: number): boolean {
  const file = fileOf(handle);
  const start = at ?? (handle.appends ? file.bytes.length : handle.offset);
  const end = start + bytes.length;
  const after = resized(file.bytes, Math.max(end, file.bytes.length));
  bytes.copy(after, start);
  file.bytes = after;
  if (at === undefined) handle.offset = end;
  return true;
}

function fileOf({ node }: Handle): FileNode {
  if (node.kind === "folder") throw new Error("a folder is written to");
  return node;
}

function pathsOf({ arguments: given }: Call): string[] {
  return given.filter((part) => part.startsWith('"')).map((part) => bytesArgument(part).toString());
}
