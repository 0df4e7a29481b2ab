import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Opens a file for reading. Throws for what only has the name of one: a pipe or a device may never end, or never begin. */
export async function openRegular(path: string): Promise<FileHandle> {
  // Opening a pipe that nobody writes to waits for ever, unless told not to. Windows has neither.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const isFile = await file.stat().then(
    (found) => found.isFile(),
    () => true,
  );
  if (isFile) return file;
  await file.close();
  throw new Error("it is no regular file but a folder, a pipe or a device");
}
