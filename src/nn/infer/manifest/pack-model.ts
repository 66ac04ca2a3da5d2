import { CuestaError } from '../../../core/errors.js';
import type { Weights } from '../../model/bind-constants.js';
import type { Network } from '../../model/context.js';
import type { InferenceRuntime } from '../../runtime/model-session.js';
import { type ExportedModel, exportModel } from '../export/export-model.js';
import { EXPORT_OPSET } from '../export/lower-opset.js';
import { defaultTile } from './default-tile.js';
import { MANIFEST_VERSION, type Manifest } from './manifest.js';
import { sha256 } from './sha256.js';
import { makeTestVector } from './test-vector.js';

/** What is to be said about a model besides what its graph says. */
export interface ModelDescription
  extends Pick<
    Manifest,
    'name' | 'summary' | 'network' | 'inputs' | 'output' | 'pixelSize' | 'training' | 'metrics' | 'licence'
  > {
  /** Name of the model file. */
  readonly fileName: string;
  readonly weights: 'float16' | 'float32';
  /** The tiles of a paper; those of {@link defaultTile} when left out. */
  readonly tile?: Manifest['tile'];
}

export interface PackedModel {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  readonly manifest: Manifest;
}

/**
 * A trained network as a model file with its manifest. `tile` is the size of the first input's tiles that it has been trained with;
 * `runtime` makes the test vector.
 */
export async function packModel(
  network: Network,
  weights: Weights,
  size: { readonly width: number; readonly height: number },
  description: ModelDescription,
  runtime: InferenceRuntime,
): Promise<PackedModel> {
  const { fileName, weights: precision, tile, ...facts } = description;
  const [first] = facts.inputs;
  const inputs = facts.inputs.map(({ name, channels, scale }) => {
    const ratio = scale / first!.scale;
    return { name, shape: [1, channels.length, size.height * ratio, size.width * ratio] };
  });
  const spec = { network, weights, inputs, output: facts.output.name };
  const metadata = { name: facts.name, licence: facts.licence, network: JSON.stringify(facts.network) };
  const exported = exportModel(spec, { weights: precision, metadata });
  checkScales(exported, facts.inputs);
  const { bytes, receptiveFields } = exported;
  const tiles = tile ?? defaultTile(exported, inputs[0]!.shape);
  const traced = (size.width * size.height) / first!.scale ** 2;
  const session = await runtime.open(bytes, fileName);
  try {
    return {
      bytes,
      manifest: {
        format: 'cuesta-model',
        version: MANIFEST_VERSION,
        ...facts,
        file: {
          name: fileName,
          sha256: await sha256(bytes),
          bytes: bytes.length,
          weights: precision,
          opset: EXPORT_OPSET,
        },
        tile: tiles,
        receptiveField: receptiveFields[0]!.margin,
        parameters: exported.parameters,
        flops: Math.round((exported.flops * tiles.width * tiles.height) / traced),
        check: await makeTestVector(session, inputs, facts.output.name),
      },
    };
  } finally {
    await session.release();
  }
}

/** The contract's ratios of pixels have to be those of the network. */
function checkScales({ receptiveFields }: ExportedModel, inputs: Manifest['inputs']): void {
  inputs.forEach(({ name, scale }, i) => {
    const { rows, columns } = receptiveFields[i]!.scale;
    if (rows === scale && columns === scale) return;
    throw new CuestaError(
      'config',
      `The network makes one pixel of ${rows} x ${columns} pixels of ${name}, not of ${scale}.`,
      {
        subject: name,
        hint: 'Correct the scale of the input in the description of the model.',
      },
    );
  });
}
