import type { CsrMatrix } from '../math/sparse/csr.js';
import type { Layout } from './equations.js';

/** What a plan adjustment knows about its unknowns, for the height adjustment that follows it. */
export interface PlanInformation {
  readonly layout: Layout;
  /** Normal matrix about the solution: the inverse of the unknowns' covariance. Positive definite. */
  readonly normal: CsrMatrix;
}
