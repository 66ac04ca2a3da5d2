import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
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
    await rm(temporary, { force: true });
    throw ioError(cause, path, 'write');
  }
}

/** Name beside `path` that no other run uses; ends in `.tmp`. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
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
