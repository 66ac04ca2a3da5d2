import type { AdjustmentResult, SceneResult } from '../../adjust/result.js';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { crsLabel } from '../../geo/crs.js';
import { verticalDatumLabel } from '../../geo/vertical-datum.js';
import { writeTieCsv } from '../../match/tie-csv.js';
import { writeTieGeoJson } from '../../match/tie-geojson.js';
import type { JobContext } from '../../product/job-context.js';
import { VERSION } from '../../product/version.node.js';
import type { AdjustResult } from './adjust-result.js';
import { documentsOf } from './fuse-definition.node.js';
import { loopsOf } from './loops.js';
import { placesOf } from './observation-places.js';
import type { AdjustJob } from './plan-adjust.node.js';

/** Writes parameters with covariances, tie points and residuals beside the mosaic. */
export async function writeDocuments(
  job: AdjustJob,
  result: AdjustResult,
  context: JobContext,
): Promise<void> {
  const paths = documentsOf(job.config);
  const { ties } = result.block;
  const { authority } = job.grid.crs;
  const crs =
    authority?.name === 'EPSG'
      ? `urn:ogc:def:crs:EPSG::${authority.code}`
      : authority === null
        ? crsLabel(job.grid.crs)
        : `${authority.name}:${authority.code}`;
  for (const [path, text] of [
    [paths.parameters, `${JSON.stringify(describeAdjustment(job, result, context), null, 1)}\n`],
    [paths.ties, writeTieCsv(ties)],
    [paths.tieMap, writeTieGeoJson(ties, crs)],
    [paths.residuals, residualCsv(result)],
  ] as const) {
    await writeAtomically(path, (file) => file.writeFile(text));
  }
}

const CONVENTIONS = {
  normalised:
    'u = (x - centre[0]) / halfSize[0], v = (y - centre[1]) / halfSize[1], raw map coordinates in the CRS of the block',
  plan: 'X = x + p0 + p1 u + p2 v, Y = y + p3 + p4 u + p5 v; map units',
  height:
    'corrected height = h + sum of p_i * term_i; terms 1, u, v, u2, uv, v2, u3, u2v, uv2, v3; metres; at the raw position',
  covariance: 'of the parameters, row-major; 0 where nothing was estimated',
} as const;

/** Everything about the adjustment that another program might want to apply or judge. */
function describeAdjustment(
  { config, scenes, datum, grid }: AdjustJob,
  result: AdjustResult,
  context: JobContext,
): object {
  const { block, mosaicRmse } = result;
  const { plan, height, orbits } = block;
  return {
    tool: { name: 'cuesta', version: VERSION },
    command: context.command,
    conventions: CONVENTIONS,
    crs: crsLabel(grid.crs),
    vertical: verticalDatumLabel(grid.crs.vertical),
    datum,
    scenes: scenes.map(({ id, path }, i) => ({
      ...{ id, path, orbit: orbits[i] },
      centre: height.scenes[i]!.scene.centre,
      halfSize: height.scenes[i]!.scene.halfSize,
      plan: plan === null ? null : correctionOf(plan.scenes[i]!),
      height: correctionOf(height.scenes[i]!),
    })),
    adjustments: { plan: plan === null ? null : statisticsOf(plan), height: statisticsOf(height) },
    overlaps: block.overlaps,
    control: block.control,
    checkPoints:
      block.checks === null
        ? null
        : {
            givenRmse: block.givenRmse,
            beforeHeights: block.checks.before,
            after: block.checks.after,
            mosaicRmse,
            points: block.checks.points,
          },
    loops: loopsOf(block.height),
    options: config,
    warnings: block.warnings,
  };
}

function correctionOf({ status, model, requested, reason, parameters, covariance }: SceneResult): object {
  return { status, model, requested, reason, parameters, covariance };
}

function statisticsOf({ groups, sigma0, datum, datumDefect }: AdjustmentResult): object {
  return { datum, datumDefect, sigma0, groups };
}

function residualCsv({ block }: AdjustResult): string {
  const places = placesOf(block);
  const lines = [block.plan, block.height].flatMap((adjustment) =>
    (adjustment?.observations ?? []).map((o) => {
      const at = places.get(o.id);
      const [sceneA, sceneB = ''] = o.scenes;
      const numbers = [at?.x, at?.y, o.before, o.after, o.sigma, o.weight].map((n) => n ?? '');
      return [adjustment!.quantity, o.group, o.component, `"${o.id}"`, sceneA, sceneB, ...numbers].join(',');
    }),
  );
  return ['quantity,group,component,id,sceneA,sceneB,x,y,before,after,sigma,weight', ...lines, ''].join('\n');
}
