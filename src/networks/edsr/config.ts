import { z } from 'zod';

/** The network of Lim et al. 2017 and its size: 16 blocks of 64 features are its baseline, 32 of 256 the full one. */
export const edsrSchema = z.strictObject({
  type: z.literal('edsr'),
  blocks: z.number().int().min(1).max(64).default(16),
  features: z.number().int().min(4).max(256).default(64),
  /** Factor of what a block adds: 0.1 keeps the full network stable. */
  residualScale: z.number().positive().default(1),
});

export type EdsrConfig = z.output<typeof edsrSchema>;
