import { CuestaError } from '../core/errors.js';

const BINARY: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
const DECIMAL: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/**
 * Bytes of a size as users write it: `4GiB`, `600 MiB`, `1.5G` (a bare letter is binary, as in `ulimit` and JVM
 * flags), `500MB` (decimal). A number is bytes. Throws `config` for anything else; text without a unit is refused,
 * since other tools read it as bytes, KiB or MB.
 */
export function parseMemory(size: string | number): number {
  const bytes = typeof size === 'number' ? size : parseSize(size);
  if (!(bytes >= 1 && bytes <= Number.MAX_SAFE_INTEGER)) {
    throw new CuestaError('config', `"${size}" is not an amount of memory.`, {
      subject: '--memory',
      hint: 'Give a number and a unit, for example --memory 4GiB or --memory 600MiB.',
    });
  }
  return Math.floor(bytes);
}

function parseSize(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt])(i?b)?\s*$/i.exec(text);
  if (match === null) return Number.NaN;
  const [, digits = '', letter = '', suffix = ''] = match;
  const units = suffix.toLowerCase() === 'b' ? DECIMAL : BINARY;
  return Number(digits) * units[letter.toLowerCase()];
}

/** `600 MiB`, `3.9 GiB`: rounded up to a whole MiB or a tenth of a GiB, so that the printed size suffices. */
export function formatMemory(bytes: number): string {
  const mebibytes = Math.ceil(bytes / 2 ** 20);
  if (mebibytes < 2 * 1024) return `${mebibytes} MiB`;
  return `${(Math.ceil((bytes / 2 ** 30) * 10) / 10).toFixed(1)} GiB`;
}
