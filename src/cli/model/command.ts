import { CuestaError } from '../../core/errors.js';
import { type ModelConfig, modelSchema } from '../../pipelines/model/config.js';
import { inspectModel } from '../../pipelines/model/inspect-model.node.js';
import { verifyModelFile } from '../../pipelines/model/verify-model.node.js';
import { exportCheckpoint } from '../../pipelines/train/export-checkpoint.node.js';
import type { JobContext } from '../../product/job-context.js';
import { type CommandResult, defineCommand } from '../command.js';
import { formatModel } from './format-model.js';

export const modelCommand = defineCommand({
  name: 'model',
  summary: 'Inspect, export and verify networks for inference (ONNX)',
  description:
    'info shows what an ONNX file takes and gives, its parameters, the operations of its convolutions, its receptive field, and the ' +
    'manifest beside it. It reads files of other programs too.\n\n' +
    'export makes a model of a checkpoint of cuesta train: NAME.onnx (weights as constants, batch normalisation folded, operator ' +
    'set 17, any batch and image size where the operators allow it), NAME.json (manifest: SHA-256, inputs and output with units and ' +
    'normalisation, tile size and overlap, training, metrics, licence, test vector) and NAME.md (model card).\n\n' +
    'verify compares a file with the hash in its manifest and its output with the test vector, on the CPU or a GPU.',
  schema: modelSchema,
  settings: ['threads', 'overwrite'],
  examples: [
    { line: 'cuesta model info shading.onnx', does: 'What a model takes, gives and costs' },
    {
      line: 'cuesta model export run/best.safetensors -o shading.onnx',
      does: 'A model for inference from a checkpoint, with manifest and card',
    },
    { line: 'cuesta model verify shading.onnx --device webgpu', does: 'Check file and numbers on the GPU' },
  ],
  run(config, context) {
    switch (config.action) {
      case 'info':
        return showModel(config);
      case 'export':
        return exportModel(config, context);
      case 'verify':
        return verifyModel(config, context);
    }
  },
});

async function showModel({ file }: ModelConfig): Promise<CommandResult> {
  const facts = await inspectModel(file);
  return { json: facts, text: formatModel(facts) };
}

async function exportModel(config: ModelConfig, { settings }: JobContext): Promise<CommandResult> {
  const { file, output, weights, licence, name } = config;
  if (output === undefined) {
    throw new CuestaError('config', '--output is missing.', {
      subject: '--output',
      hint: 'Name the model file to write: cuesta model export last.safetensors -o model.onnx',
    });
  }
  const request = { checkpoint: file, output, weights, licence, ...(name === undefined ? {} : { name }) };
  const { files, manifest } = await exportCheckpoint(request, settings);
  const size = (manifest.file.bytes / 1e6).toPrecision(3);
  return {
    json: { files, manifest },
    text: [
      `${files.model}  ${size} MB, ${manifest.parameters} parameters in ${weights}`,
      `${files.manifest}  manifest`,
      `${files.card}  model card`,
    ].join('\n'),
  };
}

async function verifyModel({ file, device }: ModelConfig, { settings }: JobContext): Promise<CommandResult> {
  const result = await verifyModelFile(file, { device, threads: settings.threads ?? 1 });
  return {
    json: result,
    text:
      `${file} is what its manifest says: SHA-256 ${result.sha256}\n` +
      `on ${result.runtime} it gives the numbers of its test vector: ` +
      `largest difference ${result.error.toPrecision(2)} of the largest value (${result.tolerance} is allowed)`,
  };
}
