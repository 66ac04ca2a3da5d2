import { Command, CommanderError, Option } from 'commander';
import { z } from 'zod';
import { CuestaError, exitCodeOf } from '../core/errors.js';
import { runSettingsSchema } from '../product/run-settings.js';
import type { CommandDefinition } from './command.js';
import { type Flag, flagsOf, normaliseArguments, parseFlagValue } from './flags.js';
import { createRuntime, outputSettingsSchema } from './runtime.js';

/** Parses a command line, runs the command and returns the exit code. */
export async function runCommand(definition: CommandDefinition, argv: readonly string[]): Promise<number> {
  const own = flagsOf(definition.schema);
  const shared = [...flagsOf(runSettingsSchema), ...flagsOf(outputSettingsSchema)];
  const values = parseArguments(definition, own, shared, argv);
  if (typeof values === 'number') return values;

  const verbose = values.verbose === true;
  const asJson = values.json === true;
  let runtime: ReturnType<typeof createRuntime> | null = null;
  try {
    const settings = validate(runSettingsSchema, pick(values, runSettingsSchema));
    const output = validate(outputSettingsSchema, pick(values, outputSettingsSchema));
    const config = validate(definition.schema, pick(values, definition.schema));
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
  const command = new Command(`cuesta ${definition.name}`).description(definition.description);
  for (const flag of own.filter((candidate) => candidate.positional)) {
    const name = flag.kind === 'list' ? `${flag.name}...` : flag.name;
    command.argument(flag.required ? `<${name}>` : `[${name}]`, flag.description);
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

function toOption(flag: Flag): Option {
  const long = `--${flag.name}`;
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const aliases = flag.aliases === undefined ? '' : ` (also ${flag.aliases.map((a) => `--${a}`).join(', ')})`;
  const isOn = flag.kind === 'switch' && flag.defaultValue === true;
  const shownDefault =
    flag.defaultValue === undefined || flag.defaultValue === false || isOn
      ? ''
      : ` (default: ${flag.defaultValue})`;
  const placeholder = flag.placeholder ?? (flag.kind === 'number' ? 'n' : 'value');
  const value =
    flag.kind === 'switch' ? '' : flag.kind === 'list' ? ` <${placeholder}...>` : ` <${placeholder}>`;
  const name = isOn ? `--no-${flag.name}` : long;
  const option = new Option(`${short}${name}${value}`, `${flag.description}${shownDefault}${aliases}`);
  if (flag.choices !== null) option.choices(flag.choices);
  else if (flag.kind === 'number' || flag.kind === 'numbers') {
    option.argParser((text: string) => parseFlagValue(flag, text));
  }
  return option;
}

function pick(values: Readonly<Record<string, unknown>>, schema: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([field]) => field in schema.shape));
}

function validate<S extends z.ZodObject>(schema: S, values: unknown): z.output<S> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new CuestaError('config', `Invalid options:\n${z.prettifyError(parsed.error)}`, {
    hint: 'Run the command with --help for the meaning of its options.',
  });
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
