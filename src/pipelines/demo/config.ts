import { z } from 'zod';

export const demoSchema = z.strictObject({
  output: z
    .string()
    .min(1)
    .default('out/demo')
    .describe('Folder to write; an earlier demo in it is replaced')
    .meta({ short: 'o', placeholder: 'folder' }),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0x7fffffff)
    .default(9)
    .describe('Decides terrain, noise and holes: the same seed gives the same files'),
  model: z
    .string()
    .min(1)
    .optional()
    .describe('Network that makes heights from images (default: the one that comes with the program)')
    .meta({ placeholder: 'file' }),
  size: z
    .enum(['default', 'small'])
    .default('default')
    .describe('Pixels of 10 m, or of 20 m for a quarter of the work'),
});

export type DemoConfig = z.output<typeof demoSchema>;
