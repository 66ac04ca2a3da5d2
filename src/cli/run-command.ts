import { Command, CommanderError, Option } from 'commander';
import type { z } from 'zod';
import { CuestaError, exitCodeOf } from '../core/errors.js';
import { runSettingsSchema } from '../product/run-settings.js';
import type { CommandDefinition } from './command.js';
import { type Flag, flagsOf, normaliseArguments, parseFlagValue } from './flags.js';
import { optionError } from './option-error.js';
import { createRuntime, outputSettingsSchema } from './runtime.js';

/** Parses a command line, runs the command and returns the exit code. */
export async function runCommand(definition: CommandDefinition, argv: readonly string[]): Promise<number> {
  const own = flagsOf(definition.schema);
  const { settings: names } = definition;
  const run = flagsOf(runSettingsSchema).filter(
    ({ field }) => names === undefined || names.some((name) => name === field),
  );
  const shared = [...run, ...flagsOf(outputSettingsSchema)];
  const values = parseArguments(definition, own, shared, argv);
  if (typeof values === 'number') return values;

  const verbose = values.verbose === true;
  const asJson = values.json === true;
  let runtime: ReturnType<typeof createRuntime> | null = null;
  try {
    const flags = [...own, ...shared];
    const settings = validate(runSettingsSchema, values, flags);
    const output = validate(outputSettingsSchema, values, flags);
    const config = validate(definition.schema, values, flags);
    runtime = createRuntime(settings, output, ['cuesta', definition.name, ...argv].join(' '));
    const result = await definition.run(config, runtime.context);
    runtime.close();
    process.stdout.write(asJson ? `${JSON.stringify(result.json, null, 2)}\n` : `${result.text}\n`);
    return 0;
  } catch (error) {
    runtime?.close();
    printError(error, verbose, asJson);
    return runtime?.cancelledBy() ?? exitCodeOf(error);
  }
}

/** Values by field name, or an exit code when there is nothing to run (help was shown, the usage is wrong). */
function parseArguments(
  definition: CommandDefinition,
  own: readonly Flag[],
  shared: readonly Flag[],
  argv: readonly string[],
): Record<string, unknown> | number {
  const command = new Command(`cuesta ${definition.name}`).description(reflow(definition.description));
  for (const flag of own.filter((candidate) => candidate.positional)) {
    const name = flag.kind === 'list' ? `${flag.name}...` : flag.name;
    const lists = (flag.lists ?? []).map((list) => (list.length === 1 ? `-${list}` : `--${list}`)).join(', ');
    const also = lists === '' ? '' : ` (also ${lists} FILE)`;
    command.argument(flag.required ? `<${name}>` : `[${name}]`, `${flag.description}${also}`);
  }
  for (const flag of own.filter((candidate) => !candidate.positional)) command.addOption(toOption(flag));
  command.optionsGroup('Run:');
  for (const flag of shared) command.addOption(toOption(flag));
  const examples = definition.examples.map(({ line, does }) => `  # ${does}\n  ${line}`).join('\n');
  command.addHelpText('after', `\nExamples:\n${examples}`);
  command.exitOverride().configureOutput({ writeErr: (text) => process.stderr.write(text) });
  try {
    command.parse(normaliseArguments(argv, [...own, ...shared]), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0)
      process.stderr.write(`Run \`cuesta ${definition.name} --help\` for the options.\n`);
    return error.exitCode === 0 ? 0 : 2;
  }
  const positional = own.filter((flag) => flag.positional);
  const values: Record<string, unknown> = {};
  positional.forEach((flag, i) => {
    values[flag.field] = command.processedArgs[i];
  });
  for (const [field, value] of Object.entries(command.opts())) values[field] = value;
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Single line breaks are those of the source; the terminal has its own width. */
function reflow(text: string): string {
  return text.replace(/(?<!\n)\n(?!\n)/g, ' ');
}

function toOption(flag: Flag): Option {
  const long = `--${flag.name}`;
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const others = [...(flag.aliases ?? []), ...Object.keys(flag.shorthands ?? {})];
  const aliases = others.length === 0 ? '' : ` (also ${others.map((name) => `--${name}`).join(', ')})`;
  const isOn = flag.kind === 'switch' && flag.defaultValue === true;
  const shownDefault =
    flag.defaultValue === undefined || flag.defaultValue === false || isOn
      ? ''
      : ` (default: ${flag.defaultValue})`;
  const required = flag.required ? ' (required)' : '';
  const placeholder = flag.placeholder ?? (flag.kind === 'number' ? 'n' : 'value');
  const value =
    flag.kind === 'switch' ? '' : flag.kind === 'list' ? ` <${placeholder}...>` : ` <${placeholder}>`;
  const name = isOn ? `--no-${flag.name}` : long;
  const option = new Option(
    `${short}${name}${value}`,
    `${flag.description}${required}${shownDefault}${aliases}`,
  );
  if (flag.choices !== null) option.choices(flag.choices);
  else if (flag.kind === 'number' || flag.kind === 'numbers') {
    option.argParser((text: string) => parseFlagValue(flag, text));
  }
  return option;
}

/** Checks the values that belong to a schema. Throws `config`, naming every option that is wrong. */
function validate<S extends z.ZodObject>(
  schema: S,
  values: Readonly<Record<string, unknown>>,
  flags: readonly Flag[],
): z.output<S> {
  const own = Object.fromEntries(Object.entries(values).filter(([field]) => field in schema.shape));
  const parsed = schema.safeParse(own);
  if (parsed.success) return parsed.data;
  throw optionError(parsed.error, flags, own);
}

function printError(error: unknown, verbose: boolean, asJson: boolean): void {
  if (asJson && error instanceof CuestaError) {
    process.stdout.write(`${JSON.stringify({ error: error.toJSON() }, null, 2)}\n`);
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${message}\n`);
  if (error instanceof CuestaError) {
    if (error.hint !== null) process.stderr.write(`  ${error.hint}\n`);
  } else {
    process.stderr.write('  This is a bug in Cuesta: please report it with the output of --verbose.\n');
  }
  if (verbose && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}
