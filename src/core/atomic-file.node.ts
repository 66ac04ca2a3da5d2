import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CuestaError } from './errors.js';

/** Turns an error of the operating system into one that says what to do. */
export function ioError(cause: unknown, path: string, doing: string): CuestaError {
  if (cause instanceof CuestaError) return cause;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const hints: Readonly<Record<string, string>> = {
    ENOENT: 'Check the path: the file or its folder does not exist.',
    EACCES: 'Check the permissions of the file and its folder.',
    EPERM: 'Check the permissions of the file and its folder.',
    EROFS: 'The file system is read-only: choose another folder.',
    ENOSPC: 'The disk is full: free space or choose another folder, then run again to resume.',
    EDQUOT: 'The disk quota is used up: free space or choose another folder, then run again to resume.',
    EMFILE: 'Too many files are open: raise the limit (ulimit -n) or lower --threads.',
    EISDIR: 'The path is a folder: name a file.',
    ENOTDIR: 'A part of the path is a file, not a folder: choose another path.',
    EEXIST: 'A file of that name stands where a folder has to be: choose another name.',
    ENAMETOOLONG: 'The name is too long for the file system: choose a shorter one.',
    ELOOP: 'Links in the path point at each other: name the file itself.',
    EFBIG: 'The file grew beyond what the file system or the limit of the process (ulimit -f) allows.',
    EIO: 'The device failed: check the disk and its cable or network, then run again to resume.',
    ESTALE: 'The network file system lost the file: mount it again, then run again to resume.',
  };
  const reason = code === '' ? String((cause as Error).message ?? cause) : code;
  return new CuestaError('io', `Cannot ${doing} ${path} (${reason}).`, {
    subject: path,
    cause,
    hint: hints[code] ?? 'Check the path and the device, then run again.',
  });
}

/**
 * Writes a file so that it appears under its name complete or not at all: temporary name in the same folder, fsync,
 * rename, fsync of the folder. Whatever goes wrong, the temporary file is removed and an older file stays as it was.
 * `sync: false` leaves out both fsyncs: a crash of the machine may then leave a damaged file, which is enough for
 * files that are verified before they are used.
 */
export async function writeAtomically(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  { sync = true }: { readonly sync?: boolean } = {},
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    const file = await open(temporary, 'wx');
    try {
      await write(file);
      if (sync) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    if (sync) await syncFolder(dirname(path));
  } catch (cause) {
    // What the first error says matters, not that tidying up failed for the same reason.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw ioError(cause, path, 'write');
  }
}

/** Name beside `path` that no other run uses; ends in `.tmp`. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
}

/**
 * Removes what killed runs left of {@link temporaryName} beside `path`: files whose process is gone. Call it before this
 * process writes there, since a file with its own number is from an earlier process too.
 */
export async function removeStaleTemporaries(path: string): Promise<void> {
  const start = `.${basename(path)}.`;
  const names = await readdir(dirname(path)).catch((cause: unknown) => {
    throw ioError(cause, dirname(path), 'list');
  });
  for (const name of names) {
    const pid = name.startsWith(start)
      ? /^(\d+)-[0-9a-f]{8}\.tmp$/.exec(name.slice(start.length))?.[1]
      : undefined;
    if (pid !== undefined && !isOtherProcess(Number(pid)))
      await rm(join(dirname(path), name), { force: true });
  }
}

function isOtherProcess(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Makes a rename durable. Not every platform lets a folder be opened: that is no error. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows refuses to open folders; the rename itself is already done.
  }
}
