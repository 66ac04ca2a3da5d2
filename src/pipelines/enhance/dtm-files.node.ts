import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { Window } from '../../core/window.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import { createSourcePool, type SourcePool } from '../../product/source-pool.node.js';
import type { EnhanceInput, InputName, Product } from './enhance-task.js';
import { createInputReader, type InputReader } from './input-reader.node.js';
import { pathOf } from './outputs.node.js';
import type { EnhanceJob } from './plan-enhance.node.js';

/** The finished rasters and the inputs of a job, all read on grids of its DTM's CRS. Owns files and kernels: close it. */
export interface DtmFiles {
  /** What heights there are: interpolated DEM, baseline where there is one, DTM. */
  readonly products: readonly Product[];
  /** Heights of a product, of the truth, or planes of guidance, on a grid. */
  on(grid: Grid, name: Product | InputName | 'truth'): InputReader;
  readonly compute: Compute;
  close(): Promise<void>;
}

export async function openDtmFiles(job: EnhanceJob): Promise<DtmFiles> {
  const { config, definition, truth } = job;
  const { grid: own, inputs } = definition.config;
  const compute = await createNodeCompute('wasm');
  const sources: SourcePool = createSourcePool();
  const inputOf = (name: Product | InputName | 'truth'): EnhanceInput => {
    if (name === 'dtm' || name === 'baseline') return { path: pathOf(config, name), grid: own, bands: 1 };
    if (name === 'truth') return { path: truth!.path, grid: truth!.grid, bands: 1 };
    return inputs[name === 'bicubic' ? 'dem' : name]!;
  };
  return {
    products: ['bicubic', ...(job.baseline === null ? [] : ['baseline' as const]), 'dtm'],
    on: (grid, name) =>
      createInputReader(name === 'mask' ? 'mask' : 'dem', inputOf(name), grid, sources, compute),
    compute,
    async close() {
      await sources.close();
      await compute.close();
    },
  };
}

/** Windows side by side over a grid. */
export function* windowsOf({ width, height }: Grid, side: number): Generator<Window> {
  for (let row = 0; row < height; row += side)
    for (let col = 0; col < width; col += side)
      yield { col, row, width: Math.min(side, width - col), height: Math.min(side, height - row) };
}
