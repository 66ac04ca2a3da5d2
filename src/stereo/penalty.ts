import { type CannyOptions, canny } from './canny.js';
import type { StereoImage } from './image.js';

/** Penalty functions of Wang et al. (2022): always P2; P2 over the grey difference; P21 on edges and P22 elsewhere. */
export type Penalty =
  | { readonly kind: 'const'; readonly p2: number }
  | { readonly kind: 'grey'; readonly p2: number }
  | { readonly kind: 'canny'; readonly p2: number; readonly p2Edge: number; readonly edges: CannyOptions };

/** What the kernel looks P2 up in. */
export interface PenaltyTable {
  /** Values per pixel, rows first; empty when P2 is constant. */
  readonly guide: Uint8Array;
  readonly table: Int32Array;
  readonly contrast: boolean;
}

/** P2 never falls below P1: `max(P2 / |I(p) - I(p - r)|, P1)`, whole numbers, differences of at least 1. */
export function createPenalty(
  penalty: Penalty,
  p1: number,
  { samples, width, height }: StereoImage,
): PenaltyTable {
  const { kind, p2 } = penalty;
  if (kind === 'const')
    return { guide: new Uint8Array(0), table: new Int32Array(256).fill(p2), contrast: false };
  if (kind === 'grey') {
    const table = Int32Array.from({ length: 256 }, (_, i) => Math.max(Math.floor(p2 / Math.max(i, 1)), p1));
    return { guide: samples, table, contrast: true };
  }
  const table = new Int32Array(256).fill(p2);
  table[1] = Math.max(penalty.p2Edge, p1);
  return { guide: canny(samples, width, height, penalty.edges), table, contrast: false };
}
