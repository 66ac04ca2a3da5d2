import { z } from 'zod';

/** How a job runs, the same for every command. */
export const runSettingsSchema = z.strictObject({
  memory: z
    .string()
    .optional()
    .describe(
      'Memory of the whole process with its workers, e.g. 2GiB or 600MiB (default: half of the machine)',
    )
    .meta({ placeholder: 'size' }),
  threads: z
    .number()
    .int()
    .positive()
    .max(256)
    .optional()
    .describe('Worker threads (default: one per core, fewer when the memory demands it)')
    .meta({ placeholder: 'n' }),
  executor: z
    .enum(['threads', 'sequential'])
    .default('threads')
    .describe('Run tiles on worker threads or one after the other in this thread'),
  backend: z
    .enum(['wasm', 'reference', 'webgpu'])
    .default('wasm')
    .describe('Where the numeric kernels run: SIMD WebAssembly, the plain reference, or a GPU'),
  tileSize: z
    .number()
    .int()
    .positive()
    .optional()
    .describe(
      'Processing tile in pixels, a power of two times the block size (default: planned from the memory)',
    )
    .meta({ placeholder: 'px' }),
  work: z
    .string()
    .optional()
    .describe(
      'Folder in which finished tiles lie while the job runs, in OUTPUT.cuesta-work (default: beside the output)',
    )
    .meta({ placeholder: 'folder' }),
  overwrite: z.boolean().default(false).describe('Replace outputs that exist'),
  dryRun: z.boolean().default(false).describe('Print the plan (tiles, memory, sizes) and stop'),
});

export type RunSettings = z.output<typeof runSettingsSchema>;

/** Where the tiles of a product lie until it is done: beside it, or in the folder that the user has named for them. */
export function workFolderOf(output: string, { work }: Pick<RunSettings, 'work'>): string {
  const folder = `${output}.cuesta-work`;
  return work === undefined ? folder : `${work}/${folder.replace(/^.*[/\\]/, '')}`;
}
