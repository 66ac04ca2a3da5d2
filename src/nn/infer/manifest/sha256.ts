import { CuestaError } from '../../../core/errors.js';

/** Hexadecimal SHA-256, in Node and in browsers. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  if (subtle === undefined) {
    throw new CuestaError('backend', 'This page has no cryptography, so that a model cannot be checked.', {
      hint: 'Serve the page over https or from localhost.',
    });
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
