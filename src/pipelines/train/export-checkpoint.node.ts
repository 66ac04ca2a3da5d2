import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../jobs/canonical-json.js';
import type { Manifest } from '../../nn/infer/manifest/manifest.js';
import { type ModelFiles, modelFiles, writeModelFiles } from '../../nn/infer/manifest/model-file.node.js';
import { type PackedModel, packModel } from '../../nn/infer/manifest/pack-model.js';
import { createNodeRuntime } from '../../nn/runtime/node-runtime.node.js';
import { readCheckpoint } from '../../nn/train/checkpoint.node.js';
import { checkOutputs } from '../../product/outputs.node.js';
import { checkpointWeights } from './checkpoint-weights.js';
import { modelContract } from './model-contract.js';
import { runFiles } from './run-folder.node.js';
import { trainedNetwork } from './trained-network.js';

export interface ExportRequest {
  readonly checkpoint: string;
  /** The model file, NAME.onnx. */
  readonly output: string;
  /** Of the model; that of the file when left out. */
  readonly name?: string;
  readonly weights: 'float16' | 'float32';
  readonly licence: string;
}

export interface ExportResult {
  readonly files: ModelFiles;
  readonly manifest: Manifest;
}

/**
 * Writes the network of a checkpoint as a model for inference with manifest and card, with the running mean of its parameters where the
 * training kept one.
 *
 * @throws CuestaError `config` for outputs that exist, `io` and `format` for the file, `unsupported` for the checkpoint of a network or
 * of data that is not known here
 */
export async function exportCheckpoint(
  request: ExportRequest,
  { overwrite }: { readonly overwrite: boolean },
): Promise<ExportResult> {
  const files = modelFiles(request.output);
  await checkOutputs(Object.values(files), [request.checkpoint], overwrite);
  const packed = await packCheckpoint(request);
  await writeModelFiles(packed, files);
  return { files, manifest: packed.manifest };
}

async function packCheckpoint({
  checkpoint: path,
  output,
  weights,
  licence,
  ...rest
}: ExportRequest): Promise<PackedModel> {
  const fileName = basename(output);
  const name = rest.name ?? basename(output, '.onnx');
  const checkpoint = await readCheckpoint(path);
  const { config, network, declaration, inputs, shapes } = trainedNetwork(checkpoint.config, path);
  const [, height, width] = shapes[inputs[0]!] as [number, number, number];
  const { type, ...options } = config.network;
  const { best, iteration } = checkpoint.progress;
  return packModel(
    network,
    checkpointWeights(checkpoint, declaration, path),
    { width, height },
    {
      ...modelContract(config.data),
      ...{ name, fileName, weights, licence },
      // Without the options that are not given.
      network: { type, config: JSON.parse(canonicalJson(options)) },
      training: {
        command: await commandOf(path),
        samples: iteration * config.batch,
        config: z.json().parse(checkpoint.config),
      },
      metrics: best?.iteration === iteration ? { 'validation loss': best.loss } : {},
    },
    await createNodeRuntime(),
  );
}

/** The command line of the training, from the result beside the checkpoint; a run that was stopped has none. */
async function commandOf(checkpoint: string): Promise<string> {
  const { result } = runFiles(dirname(checkpoint));
  try {
    const { command } = z
      .looseObject({ command: z.string() })
      .parse(JSON.parse(await readFile(result, 'utf8')));
    return command;
  } catch {
    return `cuesta train (not recorded; ${basename(checkpoint)})`;
  }
}
