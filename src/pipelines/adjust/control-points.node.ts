import type { ControlPoint } from '../../adjust/split-control.js';
import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { openPointFile } from '../../io/points/open-points.node.js';
import { readPoints } from '../../io/points/read-points.js';
import { covers, type Footprint } from '../../match/footprint.js';
import type { AdjustConfig } from './config.js';
import { controlFrame } from './control-frame.node.js';

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
  block: Grid,
  footprints: readonly Footprint[],
  config: AdjustConfig,
  signal: AbortSignal,
): Promise<ControlFile> {
  const { csvFormat, controlSigma, maxSigma } = config;
  const source = openPointFile(path);
  const points: BlockControlPoint[] = [];
  const counts = { read: 0, outside: 0, imprecise: 0 };
  try {
    const reader = readPoints(source, { ...(csvFormat === undefined ? {} : { format: csvFormat }), signal });
    for await (const chunk of reader.chunks) {
      const toBlock = await controlFrame(chunk.columns, block, path, config);
      for (let i = 0; i < chunk.h.length; i++) {
        const id = `point ${++counts.read}`;
        const [x, y, h] = toBlock(chunk.x[i]!, chunk.y[i]!, chunk.h[i]!);
        const sigma = Number.isNaN(chunk.sigma[i]!) ? controlSigma : chunk.sigma[i]!;
        if (!footprints.some((footprint) => covers(footprint, x, y))) counts.outside++;
        else if (sigma > maxSigma) counts.imprecise++;
        else points.push({ id, x, y, h, sigma });
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
