import type { VerticalDatum } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { parseVerticalDatum, sameVertical, verticalDatumLabel } from '../../geo/vertical-datum.js';
import { type HeightShift, requireOneSurface } from '../../product/height-shift.js';
import { prepareHeights } from '../../product/height-shift.node.js';
import type { FileStamp, InputFile } from '../../product/inputs.node.js';
import type { AdjustConfig } from './config.js';

/** What the heights of a job are measured from, and how its files get there. */
export interface BlockHeights {
  readonly vertical: VerticalDatum;
  /** Per scene and per reference; null where heights stay as they are. */
  readonly scenes: readonly (HeightShift | null)[];
  readonly references: readonly (HeightShift | null)[];
  readonly geoids: readonly FileStamp[];
  readonly warnings: readonly string[];
}

/**
 * Scenes have to agree, unless `--vertical-datum` names what they are converted to, as in a mosaic; a reference whose heights
 * are used (`compared`) likewise. Throws `datum`, naming the file.
 */
export async function blockHeights(
  inputs: readonly InputFile[],
  references: readonly InputFile[],
  compared: boolean,
  config: AdjustConfig,
  signal: AbortSignal,
): Promise<BlockHeights> {
  const scenes = await prepareHeights(inputs, config, signal);
  const { vertical, shifts, geoids } = scenes;
  const warnings =
    vertical.kind === 'unknown'
      ? [
          'No scene states its vertical datum; they were taken for one and the same. State it with --assume-vertical.',
        ]
      : [];
  const ofScenes = { vertical, scenes: shifts };
  const asTheyAre = references.map(() => null);
  if (!compared) return { ...ofScenes, references: asTheyAre, geoids, warnings };
  const stated = references.map((file) => withVertical(file, config.referenceVertical));
  requireOneSurface([
    { name: inputs[0]!.path, crs: { ...inputs[0]!.grid.crs, vertical } },
    ...stated.map(({ path, grid }) => ({ name: path, crs: grid.crs })),
  ]);
  for (const { path, grid } of stated) {
    const why = mismatch(path, grid, vertical, config);
    if (why !== null) warnings.push(why);
  }
  if (config.verticalDatum === undefined) return { ...ofScenes, references: asTheyAre, geoids, warnings };
  const converted = await prepareHeights(stated, config, signal);
  const all = [...geoids, ...converted.geoids.filter(({ path }) => geoids.every((g) => g.path !== path))];
  return { ...ofScenes, references: converted.shifts, geoids: all, warnings };
}

function withVertical(file: InputFile, assumed: string | undefined): InputFile {
  const { grid } = file;
  if (grid.crs.vertical.kind !== 'unknown' || assumed === undefined) return file;
  return { ...file, grid: { ...grid, crs: { ...grid.crs, vertical: parseVerticalDatum(assumed) } } };
}

/** A warning where a datum is not known; throws where different ones are not to be converted. */
function mismatch(
  path: string,
  { crs }: Grid,
  vertical: VerticalDatum,
  { verticalDatum }: AdjustConfig,
): string | null {
  if (sameVertical(crs.vertical, vertical)) return null;
  const converted = verticalDatum !== undefined;
  if (crs.vertical.kind === 'unknown' && converted) {
    throw new CuestaError('datum', `${path} does not say what its heights are measured from.`, {
      subject: path,
      hint: 'State it with --reference-vertical, e.g. --reference-vertical egm96.',
    });
  }
  if (converted) return null;
  if (crs.vertical.kind === 'unknown' || vertical.kind === 'unknown')
    return `${path} and the scenes may have different vertical datums: not all of them state theirs.`;
  const labels = `${verticalDatumLabel(vertical)} and ${verticalDatumLabel(crs.vertical)}`;
  throw new CuestaError('datum', `The scenes and ${path} have different vertical datums: ${labels}.`, {
    subject: path,
    hint: 'Name the one to convert them to with --vertical-datum; a geoid other than EGM96 needs its grid, --geoid FILE.',
  });
}
