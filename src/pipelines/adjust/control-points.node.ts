import type { ControlPoint } from '../../adjust/split-control.js';
import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createTransform } from '../../geo/transform.js';
import type { PointColumns } from '../../io/points/columns.js';
import { openPointFile } from '../../io/points/open-points.node.js';
import { readPoints } from '../../io/points/read-points.js';
import { covers, type Footprint } from '../../match/footprint.js';
import type { AdjustConfig } from './config.js';

/** A control point in the CRS of the block. */
export interface BlockControlPoint extends ControlPoint {
  /** Metres, in the scenes' vertical datum. */
  readonly h: number;
}

export interface ControlFile {
  readonly points: readonly BlockControlPoint[];
  readonly read: number;
  readonly outside: number;
  /** Beyond `maxSigma`. */
  readonly imprecise: number;
}

/** Reads the control points that lie in a scene's footprint and state a good sigma. Throws `format`, `config`, `datum` or `io`. */
export async function readControl(
  path: string,
  crs: Crs,
  footprints: readonly Footprint[],
  config: AdjustConfig,
  signal: AbortSignal,
): Promise<ControlFile> {
  const { csvFormat, csvCrs, controlSigma, maxSigma } = config;
  const source = openPointFile(path);
  const points: BlockControlPoint[] = [];
  const counts = { read: 0, outside: 0, imprecise: 0 };
  try {
    const reader = readPoints(source, { ...(csvFormat === undefined ? {} : { format: csvFormat }), signal });
    for await (const chunk of reader.chunks) {
      const toBlock = createTransform(pointsCrs(chunk.columns, crs, path, csvCrs), crs);
      for (let i = 0; i < chunk.h.length; i++) {
        const id = `point ${++counts.read}`;
        const [x, y] = toBlock.forwardPoint(chunk.x[i]!, chunk.y[i]!);
        const sigma = Number.isNaN(chunk.sigma[i]!) ? controlSigma : chunk.sigma[i]!;
        if (!footprints.some((footprint) => covers(footprint, x, y))) counts.outside++;
        else if (sigma > maxSigma) counts.imprecise++;
        else points.push({ id, x, y, h: chunk.h[i]!, sigma });
      }
    }
  } finally {
    await source.close();
  }
  if (points.length > 0) return { points, ...counts };
  throw new CuestaError('no-overlap', `None of the ${counts.read} control points of ${path} can be used.`, {
    subject: path,
    hint: `${counts.outside} lie outside the scenes, ${counts.imprecise} state more than ${maxSigma} m. Check --csv-crs and --max-sigma.`,
  });
}

function pointsCrs(columns: PointColumns, block: Crs, path: string, name: string | undefined): Crs {
  const { kind } = block.vertical;
  if (columns.ellipsoidal && kind !== 'ellipsoid' && kind !== 'sphere' && kind !== 'unknown') {
    throw new CuestaError('datum', `${path} has heights above the ellipsoid, the scenes have not.`, {
      subject: path,
      hint: 'Convert the scenes first: cuesta convert IN -o OUT --vertical-datum ellipsoid.',
    });
  }
  if (name !== undefined) return parseCrs(name);
  if (columns.kind === 'lonlat') return geographicOf(block);
  throw new CuestaError('config', `${path} has x and y, but nothing says in which CRS.`, {
    subject: '--csv-crs',
    hint: `Name it, e.g. --csv-crs EPSG:32633.`,
  });
}
