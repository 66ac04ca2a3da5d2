import { z } from 'zod';
import { chen2022 } from '../../networks/chen2022/chen2022.js';
import { chen2022Schema } from '../../networks/chen2022/config.js';
import { edsrSchema } from '../../networks/edsr/config.js';
import { edsr } from '../../networks/edsr/edsr.js';
import { jspsrSchema } from '../../networks/jspsr/config.js';
import { jspsr } from '../../networks/jspsr/jspsr.js';
import { madnetSchema } from '../../networks/madnet/config.js';
import { madnet } from '../../networks/madnet/madnet.js';
import { unet } from '../../networks/unet/unet.js';
import type { Network } from '../../nn/model/context.js';

/** The name of the network in graphs and checkpoints. */
export const NETWORK = 'network';

const unetSchema = z.strictObject({
  type: z.literal('unet'),
  levels: z.number().int().min(1).max(8).default(5),
  base: z.number().int().min(1).max(256).default(16),
});

/** The networks that can be trained, by `type`. */
export const networkSchema = z.discriminatedUnion('type', [
  unetSchema,
  chen2022Schema,
  jspsrSchema,
  edsrSchema,
  madnetSchema,
]);

export type NetworkConfig = z.output<typeof networkSchema>;

export function buildNetwork(config: NetworkConfig): Network {
  switch (config.type) {
    case 'chen2022':
      return chen2022(config);
    case 'jspsr':
      return jspsr(config);
    case 'edsr':
      return edsr(config);
    case 'madnet':
      return madnet(config);
    case 'unet':
      return unet({ levels: config.levels, base: config.base });
  }
}
