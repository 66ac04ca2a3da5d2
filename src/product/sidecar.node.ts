import type { JsonValue } from '../io/sidecar.js';
import { writeSidecar } from '../io/sidecar.node.js';
import type { JobPlan } from '../plan/plan.js';
import type { JobContext } from './job-context.js';
import type { ProductDefinition } from './product-plan.node.js';
import type { ProductResult } from './run-product.node.js';
import { VERSION } from './version.node.js';

export interface ProductRecord {
  readonly definition: ProductDefinition<unknown>;
  readonly plan: JobPlan;
  /** The command's options. */
  readonly config: object;
  readonly result: ProductResult<unknown>;
  readonly context: JobContext;
  /** What was measured about the main product. */
  readonly metrics: object;
  readonly warnings: readonly string[];
}

/** Writes the sidecar of every output of a product job; metrics belong to the first one. */
export async function writeProductSidecar(record: ProductRecord): Promise<void> {
  const { definition, plan, result, context } = record;
  const started = new Date(Date.now() - 1000 * result.seconds);
  for (const [i, { path, spec, sha256, bytes }] of result.outputs.entries()) {
    await writeSidecar(
      {
        tool: { name: 'cuesta', version: VERSION },
        command: context.command,
        config: toJson(record.config),
        product: { path, sha256, bytes },
        inputs: [...definition.inputs, ...(definition.auxiliary ?? [])].map((file) => ({
          path: file.path,
          sha256: file.sha256,
          bytes: file.bytes,
        })),
        grid: definition.grid,
        bands: spec.bands,
        dtype: spec.dtype,
        nodata: spec.nodata,
        unit: spec.unit,
        metrics: i === 0 ? (toJson(record.metrics) as { readonly [key: string]: JsonValue }) : {},
        seed: null,
        backend: context.settings.backend,
        threads: plan.threads,
        warnings: record.warnings,
      },
      started,
    );
  }
}

/** What JSON keeps of plain data: NaN becomes null. */
function toJson(value: object): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
