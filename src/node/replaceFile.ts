import { rename, rm } from "node:fs/promises";

/** Writes beside a file and renames: a reader sees the old file or the new one. What could not be written is removed. */
export async function replaceFile(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const beside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await write(beside);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
