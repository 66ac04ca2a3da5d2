import { CuestaError } from '../../../core/errors.js';
import type { Manifest } from './manifest.js';
import { sha256 } from './sha256.js';

/**
 * SHA-256 of a model's bytes, which is the one that its manifest states. `path` names the file in errors.
 *
 * @throws CuestaError `format` for other bytes
 */
export async function checkModelHash(bytes: Uint8Array, manifest: Manifest, path: string): Promise<string> {
  const digest = await sha256(bytes);
  if (digest === manifest.file.sha256) return digest;
  throw new CuestaError(
    'format',
    `${path} is not the file that its manifest describes: its SHA-256 is ${digest}.`,
    {
      subject: path,
      hint: `The manifest says ${manifest.file.sha256}. The copy may be incomplete, or the file has been exported again.`,
    },
  );
}
