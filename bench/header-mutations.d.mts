import type { CuestaError } from '../src/core/errors.js';
import type { openRaster } from '../src/io/open.node.js';

export interface FuzzFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly beside?: Readonly<Record<string, Uint8Array>>;
}

export interface FuzzRow {
  readonly label: string;
  readonly read: number;
  readonly refused: number;
  readonly crashed: number;
  readonly longestMs: number;
  readonly largestMiB: number;
  readonly crashes: readonly { readonly number: number; readonly error: unknown }[];
}

export function generator(seed: number): () => number;
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array;
export function fuzz(options: {
  readonly files: readonly FuzzFile[];
  readonly count: number;
  readonly seed: number;
  readonly openRaster: typeof openRaster;
  readonly CuestaError: typeof CuestaError;
}): Promise<FuzzRow[]>;
