import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ioError } from '../../core/atomic-file.node.js';
import { CuestaError } from '../../core/errors.js';
import { type AdjustConfig, type AdjustFlags, adjustSchema } from './config.js';

const text = z.union([z.string(), z.number()]).transform(String);
const paths = z.union([z.string().transform((path) => [path]), z.array(z.string())]);

/**
 * What a job file may say besides the options of the command line (with their names in camelCase): scenes with their orbits,
 * and the facts of reference and control beside their paths.
 */
const jobSchema = z.looseObject({
  scenes: z
    .array(
      z.union([
        z.string().transform((path) => ({ path, orbit: undefined })),
        z.object({ path: z.string(), orbit: text.optional() }),
      ]),
    )
    .min(1),
  reference: z
    .union([
      paths.transform((path) => ({ path, sigma: undefined })),
      z.object({ path: paths, sigma: z.number().optional() }),
    ])
    .optional(),
  control: z
    .union([
      z.string().transform((path) => ({ path, footprint: undefined, sigma: undefined })),
      z.object({ path: z.string(), footprint: z.number().optional(), sigma: z.number().optional() }),
    ])
    .optional(),
});

/**
 * The configuration of a command: its flags, on top of the job file where the only input is one, with the defaults last.
 * Paths in a job file are relative to its folder. Throws `config` or `format`, naming the option or the file.
 */
export async function resolveConfig(flags: AdjustFlags): Promise<AdjustConfig> {
  const [first = ''] = flags.inputs;
  const isJob = flags.inputs.length === 1 && /\.(ya?ml|json)$/i.test(first);
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const options = isJob
    ? { ...given, ...withoutUndefined(await readJob(first)), ...without(given, 'inputs') }
    : given;
  const parsed = adjustSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : String(issue?.path[0] ?? '');
  throw new CuestaError(
    'config',
    `${isJob ? first : 'Options'}: ${name}: ${issue?.message ?? 'not valid'}.`,
    {
      subject: isJob ? first : `--${name}`,
      hint:
        name === 'output'
          ? 'Name the mosaic to write with -o FILE.tif.'
          : 'See cuesta adjust --help for the options.',
    },
  );
}

async function readJob(path: string): Promise<Record<string, unknown>> {
  const source = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw ioError(cause, path, 'read');
  });
  const parsed = jobSchema.safeParse(parseYaml(source, path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badJob(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
  }
  const { scenes, reference, control, ...options } = parsed.data;
  const at = (name: string): string => (/^(\/|https?:)/.test(name) ? name : join(dirname(path), name));
  const orbits = scenes.map((scene) => scene.orbit);
  const named = orbits.filter((orbit) => orbit !== undefined);
  if (named.length > 0 && named.length < scenes.length)
    throw badJob(path, 'name the orbit of all scenes or of none');
  const placed = Object.fromEntries(
    ['output', 'report', 'geoid'].map((key) => [
      key,
      typeof options[key] === 'string' ? at(options[key]) : options[key],
    ]),
  );
  return {
    ...options,
    ...placed,
    inputs: scenes.map((scene) => at(scene.path)),
    orbits: named.length > 0 ? named : undefined,
    reference: reference?.path.map(at),
    referenceSigma: reference?.sigma ?? options.referenceSigma,
    control: control === undefined ? undefined : at(control.path),
    footprint: control?.footprint ?? options.footprint,
    controlSigma: control?.sigma ?? options.controlSigma,
  };
}

/** JSON is YAML. */
function parseYaml(source: string, path: string): unknown {
  try {
    return parse(source);
  } catch (error) {
    throw badJob(path, (error as Error).message.split('\n')[0]!);
  }
}

function badJob(path: string, why: string): CuestaError {
  return new CuestaError('format', `${path} is no job file: ${why}.`, {
    subject: path,
    hint: 'It needs a list `scenes` of paths, or of { path, orbit }; see cuesta adjust --help.',
  });
}

function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined));
}

function without(value: Record<string, unknown>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([k]) => k !== key));
}
