import { relative } from 'node:path';
import type { JobContext } from '../../product/job-context.js';
import { mosaicSchema } from '../mosaic/config.js';
import type { MosaicResult } from '../mosaic/mosaic-result.js';
import { planMosaic } from '../mosaic/plan-mosaic.node.js';
import { runMosaic } from '../mosaic/run-mosaic.node.js';
import { innerSettings } from './inner-settings.js';

export interface DemoMosaic {
  readonly result: MosaicResult;
  /** Makes the same file again, run in the demo's folder. */
  readonly command: string;
}

export interface MosaicRequest {
  readonly inputs: readonly string[];
  readonly output: string;
  /** Options of `cuesta mosaic` by their field's name. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Runs `cuesta mosaic` on files of the demo's folder. */
export async function mosaicOf(
  folder: string,
  { inputs, output, values }: MosaicRequest,
  context: JobContext,
): Promise<DemoMosaic> {
  const names = inputs.map((path) => relative(folder, path)).join(' ');
  const command = `cuesta mosaic ${names} -o ${relative(folder, output)} ${flagsOf(values)}`;
  const own = { ...context, settings: innerSettings(context.settings), command };
  const job = await planMosaic(mosaicSchema.parse({ inputs, output, ...values }), own);
  return { result: await runMosaic(job, own), command };
}

/** Options of a command by their field's name, as it takes them. */
export function flagsOf(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([field, value]) => flagOf(field, value))
    .join(' ');
}

function flagOf(field: string, value: unknown): string {
  const name = `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (value === true) return name;
  return `${name} ${Array.isArray(value) ? value.join(' ') : value}`;
}
