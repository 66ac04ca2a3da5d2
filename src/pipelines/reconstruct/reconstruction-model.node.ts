import { CuestaError } from '../../core/errors.js';
import type { Window } from '../../core/window.js';
import type { TargetScale } from '../../networks/chen2022/samples/chen-sample.js';
import type { Manifest } from '../../nn/infer/manifest/manifest.js';
import { loadCheckedModel, modelFiles } from '../../nn/infer/manifest/model-file.node.js';
import { type FileStamp, stampFile } from '../../product/inputs.node.js';
import type { ReconstructConfig } from './config.js';
import { type NetworkLattice, networkLattice } from './network-lattice.js';
import type { ReconstructTask } from './reconstruct-task.js';

/** What light a network was trained with. */
export type Light = 'any' | 'upper-left';

export interface ReconstructionModel {
  readonly task: ReconstructTask['model'];
  readonly manifest: Manifest;
  /** Where the Sun has to stand in its tiles. */
  readonly light: Light;
  /** Whether its heights are the reference's with something added: they lie where it lies. */
  readonly isAnchored: boolean;
  /** Model and manifest: they decide the heights. */
  readonly files: readonly FileStamp[];
}

/**
 * Reads what a model says about itself. Throws `config` for one that does not make heights from one image and one coarse height map of
 * the same grid, and what reading throws.
 */
export async function readReconstructionModel(
  path: string,
  signal: AbortSignal,
): Promise<ReconstructionModel> {
  const { manifest } = await loadCheckedModel(path);
  const [image, coarse] = manifest.inputs;
  const isSuitable = manifest.inputs.every(({ channels, scale }) => channels.length === 1 && scale === 1);
  if (image === undefined || coarse === undefined || manifest.inputs.length !== 2 || !isSuitable) {
    const names = manifest.inputs.map(({ name, channels }) => `${name} (${channels.length} channels)`);
    throw new CuestaError('config', `${path} takes ${names.join(', ')}, not an image and coarse heights.`, {
      subject: path,
      hint: 'Use a network of type chen2022; cuesta model info FILE shows what a model takes.',
    });
  }
  const { manifest: text } = modelFiles(path);
  return {
    task: {
      path,
      image: image.name,
      coarse: coarse.name,
      output: manifest.output.name,
      target: targetOf(manifest),
    },
    manifest,
    isAnchored: manifest.network.config.residual === true,
    light: trainingData(manifest).sun === 'upper-left' ? 'upper-left' : 'any',
    files: [await stampFile(path, signal), await stampFile(text, signal)],
  };
}

/** Whose scale the network's heights have: what it was trained with, or else that of its coarse input. */
function targetOf(manifest: Manifest): TargetScale | 'input' {
  const data = trainingData(manifest);
  const { target } = data;
  return target === 'own' || target === 'coarse' || target === 'pixel' ? target : 'input';
}

/** The data section of the configuration that a network was trained with. */
function trainingData({ training }: Manifest): Readonly<Record<string, unknown>> {
  const config = training?.config;
  return isRecord(config) && isRecord(config.data) ? config.data : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tiles of the paper, for networks that take any size. */
const TILE = { width: 320, height: 256 };
const OVERLAP = 100;

/** Pixels that neighbouring tiles share. */
export function overlapOf(model: ReconstructionModel, config: ReconstructConfig): number {
  return config.overlap ?? Math.min(OVERLAP, Math.floor(Math.min(...tileOf(model, config)) / 2));
}

/** The network's tiles on a part of the output. Throws `config` for sizes that the network does not take. */
export function latticeOf(
  extent: Window,
  model: ReconstructionModel,
  config: ReconstructConfig,
): NetworkLattice {
  const { free, multiple } = model.manifest.tile;
  const [tileWidth, tileHeight] = tileOf(model, config);
  const overlap = overlapOf(model, config);
  return networkLattice({ extent, tileWidth, tileHeight, overlap, multiple, free });
}

function tileOf(
  { task: { path }, manifest: { tile } }: ReconstructionModel,
  { networkTile }: ReconstructConfig,
): readonly [width: number, height: number] {
  const usual = tile.free ? TILE : tile;
  const [width, height] = networkTile ?? [usual.width, usual.height];
  if (tile.free || (width === tile.width && height === tile.height)) return [width, height];
  throw new CuestaError('config', `${path} takes tiles of ${tile.width} x ${tile.height} pixels only.`, {
    subject: '--network-tile',
    hint: 'Leave the option out, or export the network for another size.',
  });
}

/** Memory of one session: weights as float32 with the runtime's copies, and the maps between layers. */
export function sessionBytes({ parameters }: Manifest, { tileWidth, tileHeight }: NetworkLattice): number {
  return 10 * parameters + 1500 * tileWidth * tileHeight;
}
