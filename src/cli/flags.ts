import { z } from 'zod';

/** Extra facts that a schema field may carry for the command line: `z.string().meta({ short: 'o' })`. */
export interface FlagMeta {
  /** The field takes the positional arguments. */
  readonly positional?: boolean;
  /** One-letter flag. */
  readonly short?: string;
  /** Further long names, without dashes, e.g. those of Ames Stereo Pipeline. */
  readonly aliases?: readonly string[];
  /**
   * Long names, without dashes, that stand for a value of this flag, as `--median` does for `--mode median`; null for those that
   * ask for what is done anyway.
   */
  readonly shorthands?: Readonly<Record<string, string | null>>;
  /** Of the positional field: names, one letter or several, whose value is a file that lists arguments, as `@FILE` does. */
  readonly lists?: readonly string[];
  /** Name of the value in the help text. */
  readonly placeholder?: string;
}

/** One flag, derived from a field of a schema. */
export interface Flag extends FlagMeta {
  readonly field: string;
  /** Long name without dashes. */
  readonly name: string;
  readonly kind: 'switch' | 'text' | 'number' | 'numbers' | 'list';
  /** For `numbers`: the most values that the flag takes. */
  readonly arity: number;
  readonly description: string;
  readonly required: boolean;
  readonly defaultValue: unknown;
  readonly choices: readonly string[] | null;
}

interface FieldSchema extends FlagMeta {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: FieldSchema | false;
  readonly prefixItems?: readonly FieldSchema[];
  readonly anyOf?: readonly FieldSchema[];
}

/** The flags of a schema, in the order of its fields. */
export function flagsOf(schema: z.ZodObject): Flag[] {
  const json = z.toJSONSchema(schema, { io: 'input' }) as unknown as {
    properties: Record<string, FieldSchema>;
    required?: string[];
  };
  const required = new Set(json.required ?? []);
  return Object.entries(json.properties).map(([field, property]) => ({
    ...pickMeta(property),
    field,
    name: kebab(field),
    ...kindOf(property),
    description: property.description ?? '',
    required: required.has(field),
    defaultValue: property.default,
    choices: property.enum ?? null,
  }));
}

function pickMeta({ positional, short, aliases, shorthands, lists, placeholder }: FieldSchema): FlagMeta {
  return {
    ...(shorthands === undefined ? {} : { shorthands }),
    ...(lists === undefined ? {} : { lists }),
    ...(positional === undefined ? {} : { positional }),
    ...(short === undefined ? {} : { short }),
    ...(aliases === undefined ? {} : { aliases }),
    ...(placeholder === undefined ? {} : { placeholder }),
  };
}

function kindOf(property: FieldSchema): { kind: Flag['kind']; arity: number } {
  const shapes = property.anyOf ?? [property];
  const tuple = shapes.find((shape) => shape.prefixItems !== undefined);
  if (tuple?.prefixItems !== undefined) return { kind: 'numbers', arity: tuple.prefixItems.length };
  const [shape] = shapes;
  if (shape?.type === 'boolean') return { kind: 'switch', arity: 0 };
  if (shape?.type === 'array') return { kind: 'list', arity: 1 };
  if (shape?.type === 'number' || shape?.type === 'integer') return { kind: 'number', arity: 1 };
  return { kind: 'text', arity: 1 };
}

function kebab(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Rewrites a command line for the option parser: aliases become the flags' own names, and the numbers after
 * `--bbox` and its like become one value, so that negative coordinates are not taken for flags.
 */
export function normaliseArguments(argv: readonly string[], flags: readonly Flag[]): string[] {
  const byName = new Map<string, Flag>();
  for (const flag of flags) {
    byName.set(`--${flag.name}`, flag);
    for (const alias of flag.aliases ?? []) byName.set(`--${alias}`, flag);
    if (flag.short !== undefined) byName.set(`-${flag.short}`, flag);
  }
  const { values, lists } = otherNames(flags);
  const out: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i];
    if (argument === '--') return [...out, ...argv.slice(i)];
    const [name = '', inline] = splitOnce(argument);
    const value = values.get(argument);
    if (value !== undefined) {
      if (value !== null) out.push(value);
      continue;
    }
    if (lists.has(name) && (inline ?? argv[i + 1]) !== undefined) {
      out.push(`@${inline ?? argv[++i]}`);
      continue;
    }
    const flag = argument.startsWith('-') ? byName.get(name) : undefined;
    if (flag === undefined) out.push(argument);
    else if (inline !== undefined) out.push(`--${flag.name}=${inline}`);
    else if (flag.kind === 'switch') out.push(`--${flag.name}`);
    else if (flag.kind === 'numbers') {
      const values = leadingNumbers(argv.slice(i + 1, i + 1 + flag.arity));
      out.push(values.length === 0 ? `--${flag.name}` : `--${flag.name}=${values.join(',')}`);
      i += values.length;
    } else if (flag.kind === 'number' && leadingNumbers(argv.slice(i + 1, i + 2)).length === 1) {
      out.push(`--${flag.name}=${argv[++i]}`);
    } else out.push(`--${flag.name}`);
  }
  return out;
}

/** What shorthands stand for, null for nothing, and the names of lists; all with their dashes. */
function otherNames(flags: readonly Flag[]): { values: Map<string, string | null>; lists: Set<string> } {
  const values = new Map<string, string | null>();
  const lists = new Set<string>();
  for (const flag of flags) {
    for (const [name, value] of Object.entries(flag.shorthands ?? {})) {
      values.set(`--${name}`, value === null ? null : `--${flag.name}=${value}`);
    }
    for (const name of flag.lists ?? []) lists.add(name.length === 1 ? `-${name}` : `--${name}`);
  }
  return { values, lists };
}

function splitOnce(argument: string): [string, string | undefined] {
  const at = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

function leadingNumbers(candidates: readonly string[]): string[] {
  const end = candidates.findIndex((text) => text.trim() === '' || Number.isNaN(Number(text)));
  return candidates.slice(0, end < 0 ? candidates.length : end);
}

/** The value of a flag from its text; what is no number stays text (`nan` in lower case), for the schema to judge. */
export function parseFlagValue(flag: Flag, text: string): unknown {
  const number = (part: string): number | string => {
    if (/^nan$/i.test(part)) return 'nan';
    return part.trim() === '' || Number.isNaN(Number(part)) ? part : Number(part);
  };
  if (flag.kind === 'number') return number(text);
  if (flag.kind === 'numbers') {
    const values = text.split(',').map(number);
    return values.length === 1 ? values[0] : values;
  }
  return text;
}
