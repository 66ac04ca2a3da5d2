import type { Stratification } from './result.js';

/** What the rows of a table of strata are. */
export const STRATA_HEADINGS: Readonly<Record<Stratification['by'], string>> = {
  aspect: 'Aspect of the reference',
  mask: 'Terrain',
  class: 'Class',
};
