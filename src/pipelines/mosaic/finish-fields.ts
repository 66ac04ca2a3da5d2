import { z } from 'zod';

/** What happens to the heights once they are combined. */
export const finishFields = {
  holeFill: z
    .number()
    .int()
    .min(0)
    .max(512)
    .default(0)
    .describe('Fill holes of the mosaic up to this size, in output pixels')
    .meta({ placeholder: 'px', aliases: ['hole-fill-length'] }),
  fillSearchRadius: z
    .number()
    .min(0)
    .max(256)
    .default(0)
    .describe('Give missing pixels the mean of the valid ones within this radius, outwards as well')
    .meta({ placeholder: 'px' }),
  fillPower: z
    .number()
    .min(0)
    .max(32)
    .default(8)
    .describe('Power of the distance d in the weight 1 / (d^power + 1) of that mean'),
  fillPercent: z
    .number()
    .positive()
    .max(100)
    .default(10)
    .describe('Least share of valid pixels within the radius, in percent'),
  fillNumPasses: z.number().int().min(1).max(100).default(1).describe('How often this is done'),
  demBlur: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .describe('Standard deviation, in output pixels, of a Gaussian that smooths the finished heights')
    .meta({ placeholder: 'px', aliases: ['dem-blur-sigma'] }),
};
