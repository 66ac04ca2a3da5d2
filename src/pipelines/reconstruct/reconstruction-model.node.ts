import { CuestaError } from '../../core/errors.js';
import type { TargetScale } from '../../networks/chen2022/samples/chen-sample.js';
import type { Manifest } from '../../nn/infer/manifest/manifest.js';
import { loadCheckedModel, modelFiles } from '../../nn/infer/manifest/model-file.node.js';
import { type FileStamp, stampFile } from '../../product/inputs.node.js';
import type { HeightOrigin } from './align-tile.js';
import type { TaskModel } from './reconstruct-task.js';

/** What light a network was trained with. */
type Light = 'any' | 'upper-left';

export interface ReconstructionModel {
  readonly task: TaskModel;
  readonly manifest: Manifest;
  /** Where the Sun has to stand in its tiles. */
  readonly light: Light;
  /** Whether heights need the Sun of their image: tiles are mirrored by its azimuth, or heights multiplied by its elevation. */
  readonly needsSun: boolean;
  readonly origin: HeightOrigin;
  /** Model and manifest: they decide the heights. */
  readonly files: readonly FileStamp[];
}

/**
 * Reads what a model says about itself. Throws `config` for one that makes heights neither from an image and a coarse height map of the same
 * grid nor, at half the resolution, from an image alone, and what reading throws.
 */
export async function readReconstructionModel(
  path: string,
  signal: AbortSignal,
): Promise<ReconstructionModel> {
  const { manifest } = await loadCheckedModel(path);
  const task = guidedModel(path, manifest) ?? singleModel(path, manifest);
  if (task === null) throw unsuitable(path, manifest);
  const { manifest: text } = modelFiles(path);
  const isAdded = manifest.network.config.residual === true;
  const light = trainingData(manifest).sun === 'upper-left' ? 'upper-left' : 'any';
  return {
    task,
    manifest,
    origin: task.heights.type === 'guided' ? (isAdded ? 'added' : 'guided') : 'image',
    light,
    needsSun: light !== 'any' || (task.heights.type === 'pixels' && task.heights.sunElevation !== null),
    files: [await stampFile(path, signal), await stampFile(text, signal)],
  };
}

/** An image and coarse heights on the grid of the output: Chen et al. (2022). */
function guidedModel(path: string, manifest: Manifest): TaskModel | null {
  const [image, coarse] = manifest.inputs;
  const isSuitable = manifest.inputs.every(({ channels, scale }) => channels.length === 1 && scale === 1);
  if (image === undefined || coarse === undefined || manifest.inputs.length !== 2 || !isSuitable) return null;
  return {
    path,
    ...{ image: image.name, output: manifest.output.name, ratio: 1 },
    heights: { type: 'guided', coarse: coarse.name, target: targetOf(manifest) },
  };
}

/** An image of twice the resolution of the output: Tao et al. (2021). */
function singleModel(path: string, { inputs: [image, ...others], output }: Manifest): TaskModel | null {
  const { scale } = output;
  if (image === undefined || others.length > 0 || image.channels.length !== 1 || image.scale !== 2)
    return null;
  if (scale.type !== 'none' && scale.type !== 'pixels') return null;
  return {
    path,
    ...{ image: image.name, output: output.name, ratio: image.scale },
    heights:
      scale.type === 'none'
        ? { type: 'relative' }
        : { type: 'pixels', sunElevation: scale.sunElevation ?? null },
  };
}

function unsuitable(path: string, { inputs, output }: Manifest): CuestaError {
  const names = inputs.map(
    ({ name, channels, scale }) => `${name} (${channels.length} channels, ${scale} pixels per output pixel)`,
  );
  return new CuestaError(
    'config',
    `${path} takes ${names.join(', ')} and gives ${output.unit}: neither heights from an image and coarse heights nor relative ones from ` +
      'an image of twice the resolution.',
    {
      subject: path,
      hint: 'Use a network of type chen2022 or madnet; cuesta model info FILE shows what a model takes.',
    },
  );
}

/** Whose scale the network's heights have: what it was trained with, or else that of its coarse input. */
function targetOf(manifest: Manifest): TargetScale | 'input' {
  const { target } = trainingData(manifest);
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
