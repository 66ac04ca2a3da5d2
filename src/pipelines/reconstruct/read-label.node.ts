import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ioError } from '../../core/atomic-file.node.js';
import { sidecarPath } from '../../io/sidecar.js';
import type { InputFile } from '../../product/inputs.node.js';
import type { Sun } from '../../simulate/lunar/sun.js';
import { sunOfLabel } from './label-sun.js';

/** What `cuesta simulate moon` writes beside an image, from grid north. */
const sidecarSchema = z.looseObject({
  config: z.looseObject({ sunAzimuth: z.number(), sunElevation: z.number() }),
});

/**
 * The Sun that an image says it was taken under: in its own metadata, in a PDS label beside it (NAME.LBL), or in the sidecar of a simulated
 * one; null where none of them does. Throws `io`.
 */
export async function readSun({ path, info, grid }: InputFile): Promise<Sun | null> {
  const own = sunOfLabel(info.metadata, grid);
  if (own !== null || /^https?:/i.test(path)) return own;
  for (const ending of ['.lbl', '.LBL']) {
    const text = await textBeside(path.replace(/\.[^./\\]*$/, ending));
    const sun = text === null ? null : sunOfLabel(keywordsOf(text), grid);
    if (sun !== null) return sun;
  }
  const sidecar = sidecarSchema.safeParse(jsonOf(await textBeside(sidecarPath(path))));
  if (!sidecar.success) return null;
  const { sunAzimuth, sunElevation } = sidecar.data.config;
  return { azimuth: sunAzimuth, elevation: sunElevation };
}

async function textBeside(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null;
    throw ioError(cause, path, 'read');
  });
}

/** `KEY = value` lines of PDS3. */
function keywordsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    Array.from(text.matchAll(/^\s*([\w:^]+)\s*=\s*(\S.*?)\s*$/gm), ([, key, value]) => [key!, value!]),
  );
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
