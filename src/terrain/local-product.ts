import { type AspectOptions, aspect } from './aspect.js';
import { type CurvatureOptions, curvature } from './curvature.js';
import { type HillshadeVariant, hillshadeVariant, type SunOptions } from './hillshade-variants.js';
import type { Measure } from './neighbourhoods.js';
import { positionIndex, roughness, ruggednessRiley, ruggednessWilson } from './ruggedness.js';
import { type SlopeOptions, slope } from './slope.js';
import type { CellMetres, DerivativeBasis } from './surface-derivatives.js';

export interface ShadeOptions extends SunOptions {
  readonly variant: HillshadeVariant;
  readonly basis: DerivativeBasis;
}

/** Products of the 3 x 3 heights around a sample that are computed in plain TypeScript on every back end. */
export type LocalProduct =
  | ({ readonly kind: 'aspect' } & AspectOptions)
  | ({ readonly kind: 'curvature' } & CurvatureOptions)
  | ({ readonly kind: 'hillshade' } & ShadeOptions)
  | ({ readonly kind: 'slope' } & SlopeOptions)
  | { readonly kind: 'tpi' }
  | { readonly kind: 'tri'; readonly method: 'riley' | 'wilson' }
  | { readonly kind: 'roughness' };

/** What to compute from every neighbourhood: degrees, 1/metre, grey levels, or the unit of the heights. */
export function measureOf(product: LocalProduct, cell: CellMetres & { readonly zFactor: number }): Measure {
  switch (product.kind) {
    case 'aspect':
      return aspect(product, cell);
    case 'curvature':
      return curvature(product, cell);
    case 'hillshade':
      return hillshadeVariant(product.variant, product.basis, product, cell);
    case 'slope':
      return slope(product, cell);
    case 'tpi':
      return positionIndex;
    case 'tri':
      return product.method === 'riley' ? ruggednessRiley : ruggednessWilson;
    case 'roughness':
      return roughness;
  }
}
