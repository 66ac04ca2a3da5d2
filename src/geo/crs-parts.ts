import type { Authority, VerticalDatum } from '../core/crs.js';
import type { ProjDefinition } from './proj-definition.js';

/** What every format of CRS boils down to, before names are put right and the body is known. */
export interface CrsParts {
  /** Null when the format has none (PROJ strings). */
  readonly name: string | null;
  readonly definition: ProjDefinition;
  readonly datum: string;
  readonly authority: Authority | null;
  readonly vertical: VerticalDatum;
  /** Further names that may tell the body, such as that of the geographic CRS. */
  readonly otherNames?: readonly string[];
}
