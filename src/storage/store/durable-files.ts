import { closeSync, fdatasyncSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";

/** The part of PGlite's file system of Node's files that we replace; it has no types of its own. */
type NodeFiles = {
  stream_ops: { fsync?: (stream: FileStream) => number };
  node_ops: {
    mknod: (parent: FileNode, name: string, mode: number, device: number) => FileNode;
    rename: (node: FileNode, folder: FileNode, name: string) => void;
    unlink: (parent: FileNode, name: string) => void;
  };
  realPath(node: FileNode): string;
  tryFSOperation<T>(operation: () => T): T;
};
type FileNode = { parent: FileNode };
type FileStream = { nfd: number; node: FileNode };

/** What a file system of PGlite offers that can be made durable. */
export type NodeFilesHolder = { filesystems: { NODEFS: NodeFiles } };

/**
 * Makes PGlite's syncs reach the disk, which else do nothing. PostgreSQL trusts the file system to
 * keep the name of a file that is synced, which POSIX does not promise; so the folders in which
 * names have changed are synced with the next file.
 */
export function makeDurable({ filesystems: { NODEFS: files } }: NodeFilesHolder): void {
  const changed = new Set<string>();
  const { mknod, rename, unlink } = files.node_ops;

  files.node_ops.mknod = (parent, name, mode, device) => {
    const node = mknod(parent, name, mode, device);
    changed.add(files.realPath(parent));
    return node;
  };
  files.node_ops.rename = (node, folder, name) => {
    const before = dirname(files.realPath(node));
    rename(node, folder, name);
    changed.add(before).add(files.realPath(folder));
  };
  files.node_ops.unlink = (parent, name) => {
    unlink(parent, name);
    changed.add(files.realPath(parent));
  };
  files.stream_ops.fsync = ({ nfd }) =>
    files.tryFSOperation(() => {
      for (const folder of changed) {
        syncNames(folder);
        changed.delete(folder);
      }
      fdatasyncSync(nfd);
      return 0;
    });
}

function syncNames(folder: string): void {
  if (process.platform === "win32") return; // which opens no folders, and needs none of it
  let descriptor: number;
  try {
    descriptor = openSync(folder, "r");
  } catch {
    return; // removed since
  }
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
