import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Compiled modules, with the types of their sources: worker threads cannot load TypeScript. */
const dist = new URL('../../../dist/jobs/', import.meta.url);
const load = (name: string): Promise<unknown> => import(new URL(name, dist).href);

export const { runJob } = (await load(
  'run-job.node.js',
)) as typeof import('../../../src/jobs/run-job.node.js');
export const { taskId } = (await load(
  'task-id.node.js',
)) as typeof import('../../../src/jobs/task-id.node.js');
export const { removeWorkFolder } = (await load(
  'work-folder.node.js',
)) as typeof import('../../../src/jobs/work-folder.node.js');

export const toyTasks = new URL('./toy-tasks.mjs', import.meta.url);
export const toyJob = join(import.meta.dirname, 'run-toy-job.mjs');

export interface ToyParams {
  readonly seed?: number;
  readonly bytes?: number;
  readonly ms?: number;
  readonly act?: string;
}

export interface ToyValue {
  readonly seed: number;
  readonly mean: number;
}

export interface Folders {
  readonly root: string;
  /** Work folder of the job; not made. */
  readonly work: string;
  /** Where the toy tasks leave their marks. */
  readonly notes: string;
}

export async function makeFolders(): Promise<Folders> {
  const root = await mkdtemp(join(tmpdir(), 'cuesta-jobs-'));
  const notes = join(root, 'notes');
  await mkdir(notes);
  return { root, work: join(root, 'work'), notes };
}

export function toyTask(params: ToyParams) {
  return { id: taskId(params), params, label: `toy ${params.seed ?? 0}` };
}

/** Lines that toy tasks have written: `open`, `run SEED ACT`, `signal`, `close`. */
export async function toyLog({ notes }: Folders): Promise<string[]> {
  const text = await readFile(join(notes, 'log'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}
