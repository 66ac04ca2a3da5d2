import { alignmentDocument, sigmasOf } from '../../align/alignment-facts.js';
import { estimateConfig } from '../../align/estimate-config.js';
import type { AlignInput } from '../../align/estimate-job.js';
import { type SolvedAlignment, solveAlignment } from '../../align/solve-alignment.node.js';
import type { Crs } from '../../core/crs.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { PreparedHeights } from '../../product/height-shift.node.js';
import type { InputFile } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import type { DemMotion } from './compare-task.js';
import type { CompareConfig } from './config.js';
import type { AppliedAlignment } from './result.js';

/** How a tested DEM moves, and what there is to say about it. */
export interface TestedMotion {
  readonly motion: DemMotion;
  readonly applied: AppliedAlignment;
  readonly warnings: readonly string[];
}

/** What tested DEMs are aligned to. */
export type AlignTarget =
  | { readonly kind: 'dem'; readonly dem: InputFile; readonly mask: InputFile | null }
  | { readonly kind: 'points'; readonly crs: Crs };

/**
 * Estimates the alignment of a tested DEM to the reference as `cuesta align` does, on stable terrain when there is a mask. Throws what
 * it throws, e.g. `quality` for too few points.
 */
export async function alignTested(
  { tested, heights }: { readonly tested: InputFile; readonly heights: PreparedHeights },
  config: CompareConfig,
  target: AlignTarget,
  { settings, signal, progress }: JobContext,
): Promise<TestedMotion> {
  const [testedShift = null, referenceShift = null] = heights.shifts;
  const { reference, method, seed, csvFormat } = { ...config, method: config.alignMethod };
  const alignConfig = estimateConfig({
    ...{ reference, method, seed },
    ...(csvFormat === undefined ? {} : { csvFormat }),
  });
  progress({ stage: 'aligning', done: 0, total: 1 });
  const compute = await createNodeCompute(settings.backend);
  const source: AlignInput = { ...tested, shift: testedShift };
  const job = {
    config: alignConfig,
    source,
    reference: target.kind === 'dem' ? { ...target.dem, shift: referenceShift } : null,
    mask: target.kind === 'dem' ? target.mask : null,
    control: target.kind === 'points' ? { crs: target.crs, shift: referenceShift } : null,
  };
  const solved = await solveAlignment(job, compute, signal).finally(() => compute.close());
  progress({ stage: 'aligning', done: 1, total: 1 });
  const { alignment, nearHeight, warnings } = solved;
  return { motion: { alignment, nearHeight }, applied: describe(solved, tested), warnings };
}

function describe(solved: SolvedAlignment, { grid }: InputFile): AppliedAlignment {
  const { method, description, shift, motion } = solved;
  const [north, east] = description.translationNed;
  // How long it took would make two results of one comparison differ.
  const { seconds: _, ...transform } = alignmentDocument(solved, geographicOf(grid.crs).ellipsoid);
  return {
    method,
    moved: { east, north, up: shift.up },
    rotationDeg: description.rotationDeg,
    sigma: sigmasOf(solved),
    points: motion?.used ?? 0,
    transform,
  };
}
