import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomically } from '../../core/atomic-file.node.js';
import { sha256File } from '../../io/hash.node.js';

/** What is known about a step of a cascade that is done. Plain JSON. */
export interface StepSummary {
  readonly name: string;
  /** File names of what it was made from, and of its DTM. */
  readonly images: readonly string[];
  readonly reference: string;
  readonly output: string;
  /** Pixels of the DTM, metres. */
  readonly pixel: number;
  readonly tiles: number;
  /** DTM minus its reference, metres. */
  readonly residual: { readonly mean: number; readonly rmse: number };
  readonly seconds: number;
}

const summarySchema = z.object({
  ...{ name: z.string(), images: z.array(z.string()), reference: z.string(), output: z.string() },
  ...{ pixel: z.number(), tiles: z.number(), seconds: z.number() },
  residual: z.object({ mean: z.number(), rmse: z.number() }),
});

const recordSchema = z.object({ key: z.string(), sha256: z.string(), summary: summarySchema });

const recordPath = (output: string): string => output.replace(/\.tif$/, '.step.json');

/** Says that a step is done; `key` names all that its DTM depends on, `sha256` its content. */
export async function writeStepRecord(
  output: string,
  record: { readonly key: string; readonly sha256: string; readonly summary: StepSummary },
): Promise<void> {
  await writeAtomically(recordPath(output), (file) => file.writeFile(`${JSON.stringify(record, null, 2)}\n`));
}

/** The step, when its DTM is there as it was made, from what it would be made from now; null otherwise. */
export async function readStepRecord(output: string, key: string): Promise<StepSummary | null> {
  const text = await readFile(recordPath(output), 'utf8').catch(() => null);
  if (text === null) return null;
  const record = recordSchema.safeParse(parsed(text));
  if (!record.success || record.data.key !== key) return null;
  const there = await sha256File(output).catch(() => null);
  return there?.sha256 === record.data.sha256 ? record.data.summary : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
