import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import { GUIDANCE_CHANNELS, type Guidance } from '../../networks/jspsr/config.js';
import type { Manifest } from '../../nn/infer/manifest/manifest.js';
import { loadCheckedModel, modelFiles } from '../../nn/infer/manifest/model-file.node.js';
import { planTileLayout, type TileLayout } from '../../nn/infer/tiles/tile-layout.js';
import { type FileStamp, stampFile } from '../../product/inputs.node.js';

export interface EnhanceModel {
  readonly path: string;
  readonly manifest: Manifest;
  /** What it needs besides the DEM, in its order. */
  readonly guidance: readonly Guidance[];
  /** Model and manifest: they decide the heights. */
  readonly files: readonly FileStamp[];
}

/** Reads what a model says about itself. Throws `config` for one that does not make heights from a DEM, and what reading throws. */
export async function readEnhanceModel(path: string, signal: AbortSignal): Promise<EnhanceModel> {
  const { manifest } = await loadCheckedModel(path);
  const [dem, ...others] = manifest.inputs;
  const isSuitable =
    dem!.name === 'dem' &&
    manifest.inputs.every(({ name, channels, scale }) => channels.length === channelsOf(name) && scale === 1);
  if (!isSuitable) {
    const names = manifest.inputs.map(({ name, channels }) => `${name} (${channels.length} channels)`);
    throw new CuestaError('config', `${path} takes ${names.join(', ')}, not a DEM and its guidance.`, {
      subject: path,
      hint: 'Use a network of type jspsr or edsr; cuesta model info FILE shows what a model takes.',
    });
  }
  return {
    ...{ path, manifest, guidance: others.map(({ name }) => name as Guidance) },
    files: [await stampFile(path, signal), await stampFile(modelFiles(path).manifest, signal)],
  };
}

const channelsOf = (name: string): number | undefined =>
  name === 'dem' ? 1 : GUIDANCE_CHANNELS[name as Guidance];

/** Throws `config` for guidance that a model needs and that is not given. */
export function requireGuidance(
  { path, guidance }: EnhanceModel,
  given: Readonly<Partial<Record<Guidance, string | undefined>>>,
): void {
  const missing = guidance.filter((name) => given[name] === undefined);
  if (missing.length === 0) return;
  const flags = missing.map((name) => `--${name} FILE`).join(' ');
  throw new CuestaError('config', `${path} needs ${missing.join(' and ')} besides the DEM.`, {
    subject: path,
    hint: `Give ${flags}, or use a network without ${missing.length === 1 ? 'it' : 'them'}.`,
  });
}

/** The pixel size of the DTM in metres. Throws `config` for one that a network was not trained for. */
export function resolutionFor(wanted: number | undefined, models: readonly EnhanceModel[]): number {
  const [first] = models as [EnhanceModel];
  const own = first.manifest.pixelSize;
  const resolution = wanted ?? (own === null ? null : (own.min + own.max) / 2);
  if (resolution === null) {
    throw new CuestaError('config', `${first.path} does not say what pixels it was trained for.`, {
      subject: '--resolution',
      hint: 'Name their size in metres, e.g. --resolution 8.',
    });
  }
  for (const { path, manifest } of models) {
    const { pixelSize } = manifest;
    if (pixelSize === null || (resolution >= pixelSize.min && resolution <= pixelSize.max)) continue;
    throw new CuestaError(
      'config',
      `${path} was trained for pixels of ${pixelSize.min.toPrecision(3)} to ${pixelSize.max.toPrecision(3)} m, not of ${resolution} m.`,
      {
        subject: '--resolution',
        hint: 'Use a network for this size (cuesta train makes one), or leave --resolution out.',
      },
    );
  }
  return resolution;
}

/** What is cut off, and over how much tiles blend, where a network says no more: the published merge of 3 x 3 tiles. */
const BORDER = { left: 6, top: 6, right: 6, bottom: 6 };
const BLEND = 13;

/** How the output is cut for a network whose tiles see all of themselves, or else as its manifest says. */
export function layoutFor({ manifest }: EnhanceModel, { width, height }: Grid): TileLayout {
  const { tile, receptiveField } = manifest;
  return planTileLayout({
    ...{ width, height, tileWidth: tile.width, tileHeight: tile.height },
    ...(receptiveField === null ? { halo: BORDER, blend: BLEND } : { halo: tile.halo, blend: tile.blend }),
    ...{ profile: tile.profile, multiple: tile.multiple, shrink: tile.free },
  });
}

/** Memory of one session: weights as float32 with the runtime's copies, and the maps between layers. */
export function sessionBytes({ manifest }: EnhanceModel, { columns, rows }: TileLayout): number {
  return 10 * manifest.parameters + 2500 * columns.tile * rows.tile;
}
