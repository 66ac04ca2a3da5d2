import { z } from 'zod';
import { CuestaError } from '../../core/errors.js';

/** The command line of a training; what it trains stands in the configuration file. */
export const trainSchema = z.strictObject({
  config: z.string().min(1).describe('YAML file that describes the training').meta({ positional: true }),
  set: z
    .array(z.string())
    .optional()
    .describe('Change options of the file, e.g. --set schedule.rate=0.0005 batch=16; after the file')
    .meta({ placeholder: 'a.b=value' }),
  resume: z
    .boolean()
    .default(false)
    .describe('Go on from the last checkpoint of the run folder, if there is one'),
  device: z
    .enum(['cpu', 'webgpu', 'auto'])
    .optional()
    .describe(
      'Where to train, instead of the file’s choice. auto: on the GPU if it computes what the CPU does, and faster',
    ),
  validate: z
    .boolean()
    .default(false)
    .describe('Measure the best checkpoint (or the last one) on the validation samples instead of training'),
  val: z.boolean().default(false).describe('The same as --validate'),
  recalibrate: z
    .number()
    .int()
    .positive()
    .optional()
    .describe(
      'Estimate the statistics of batch normalisation of the best checkpoint anew with so many training batches instead of training, and keep them if its validation loss falls',
    )
    .meta({ placeholder: 'batches' }),
  budget: z
    .string()
    .optional()
    .describe('Stop with a checkpoint after this time: 90s, 30min, 2h, 1h30min')
    .meta({ placeholder: 'time' }),
  runDir: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of checkpoints, metrics and page (default: cuesta/train/NAME in the user’s cache folder)',
    )
    .meta({ placeholder: 'folder' }),
});

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, min: 60_000, m: 60_000, s: 1000 };

/** Milliseconds of a duration such as `1h30min`. Throws `config`. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|min|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new CuestaError('config', `--budget "${text}" is not a time.`, {
      subject: '--budget',
      hint: 'Give hours, minutes or seconds, for example 2h, 30min or 1h30min.',
    });
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0);
}
