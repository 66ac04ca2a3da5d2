import type { HeightPolynomial } from './height-polynomial.js';
import type { Rigid } from './rigid.js';

export const ALIGN_METHODS = ['nuth-kaab', 'icp-plane', 'icp-point', 'vertical', 'tilt', 'deramp'] as const;

export type AlignMethod = (typeof ALIGN_METHODS)[number];

/**
 * What brings a source DEM onto its reference: first the rigid motion of its points (body-fixed Cartesian coordinates, origin
 * at the body's centre), then the polynomial added to the heights at the place where they arrived. Plain JSON.
 */
export interface Alignment {
  readonly rigid: Rigid;
  readonly heights: HeightPolynomial | null;
}
