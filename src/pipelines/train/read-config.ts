import { parse } from 'yaml';
import type { z } from 'zod';
import { CuestaError } from '../../core/errors.js';
import { type TrainConfig, trainConfigSchema } from './config.js';

/**
 * The options of a YAML text with changes `a.b=value`, whose values are YAML, too. `path` names the file in errors. Throws `config`.
 */
export function readDocument(
  text: string,
  path: string,
  changes: readonly string[],
): Record<string, unknown> {
  const document = parseYaml(text, path, path) ?? {};
  if (!isRecord(document)) {
    throw new CuestaError('config', `${path} holds no options.`, {
      subject: path,
      hint: 'Start with network: {type: unet}; cuesta train --help shows an example.',
    });
  }
  for (const change of changes) applyChange(document, change);
  return document;
}

/**
 * Options by a schema.
 *
 * @throws CuestaError `config` that names every option that is wrong
 */
export function checkDocument<Schema extends z.ZodType>(
  document: object,
  path: string,
  schema: Schema,
): z.output<Schema> {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new CuestaError(
    'config',
    problems(parsed.error)
      .map((line) => `${path}: ${line}`)
      .join('\n'),
    {
      subject: path,
      hint: 'cuesta train --help lists the options of the file.',
    },
  );
}

/** The configuration of a YAML text with changes; see {@link readDocument} and {@link checkDocument}. */
export const readConfig = (text: string, path: string, changes: readonly string[]): TrainConfig =>
  checkDocument(readDocument(text, path, changes), path, trainConfigSchema);

function applyChange(document: Record<string, unknown>, change: string): void {
  const at = change.indexOf('=');
  const keys = change.slice(0, at).split('.');
  if (at < 1 || keys.some((key) => key === '' || key === '__proto__')) {
    throw new CuestaError('config', `--set ${change} is not of the form a.b=value.`, {
      subject: '--set',
      hint: 'For example: --set schedule.rate=0.0005 --set batch=16',
    });
  }
  let place = document;
  for (const key of keys.slice(0, -1)) {
    const inner = Object.hasOwn(place, key) ? place[key] : undefined;
    const next: Record<string, unknown> = isRecord(inner) ? inner : {};
    place[key] = next;
    place = next;
  }
  place[keys.at(-1)!] = parseYaml(change.slice(at + 1), `--set ${change}: the value`, '--set');
}

/** @throws CuestaError `config` for text that is not YAML */
function parseYaml(text: string, what: string, subject: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new CuestaError('config', `${what} is not YAML: ${(cause as Error).message.trimEnd()}`, {
      subject,
      cause,
    });
  }
}

function problems({ issues }: z.ZodError): string[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `there is no option "${[...issue.path, key].join('.')}"`)
      : [`${issue.path.join('.')}: ${issue.message}`],
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
