import { z } from 'zod';

export const modelSchema = z.strictObject({
  action: z.enum(['info', 'export', 'verify']).describe('info, export or verify').meta({ positional: true }),
  file: z
    .string()
    .min(1)
    .describe('Model (.onnx) for info and verify; checkpoint (.safetensors) for export')
    .meta({ positional: true }),
  output: z
    .string()
    .min(1)
    .optional()
    .describe('Model file to write, NAME.onnx; NAME.json and NAME.md are written beside it')
    .meta({ short: 'o', placeholder: 'file' }),
  weights: z
    .enum(['float16', 'float32'])
    .default('float16')
    .describe('How export stores weights; the arithmetic is float32 in any case'),
  name: z.string().min(1).optional().describe('Name of the exported model (default: that of the file)'),
  licence: z
    .string()
    .min(1)
    .default('Apache-2.0')
    .describe('Licence of the exported weights, as an SPDX identifier'),
  device: z.enum(['cpu', 'webgpu']).default('cpu').describe('Where verify runs the model'),
});

export type ModelConfig = z.output<typeof modelSchema>;
