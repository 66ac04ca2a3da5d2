import { cpus, release, totalmem, type } from 'node:os';
import { writeAtomically } from '../core/atomic-file.node.js';
import { peakRssBytes } from '../jobs/peak-memory.node.js';
import { type Sidecar, type SidecarFacts, sidecarOf, sidecarPath } from './sidecar.js';

/**
 * Writes what is known about a product, and how the run of this process that began at `started` went, to the JSON beside it.
 * Returns the path. Throws `io`.
 */
export async function writeSidecar(facts: SidecarFacts, started: Date): Promise<string> {
  const ended = new Date();
  const processors = cpus();
  const sidecar: Sidecar = sidecarOf(facts, {
    started: started.toISOString(),
    ended: ended.toISOString(),
    seconds: (ended.getTime() - started.getTime()) / 1000,
    peakMemoryBytes: peakRssBytes(),
    hardware: {
      cpu: processors[0]?.model.trim() ?? 'unknown',
      cores: processors.length,
      memoryBytes: totalmem(),
      system: `${type()} ${release()}`,
      runtime: `Node ${process.version}`,
    },
  });
  const path = sidecarPath(facts.product.path);
  await writeAtomically(path, async (file) => {
    await file.writeFile(`${JSON.stringify(sidecar, null, 2)}\n`);
  });
  return path;
}
