import type { z } from 'zod';
import type { JobContext } from '../product/job-context.js';
import type { RunSettings } from '../product/run-settings.js';

/** What a command gives back: the result for `--json`, and the lines a person reads. */
export interface CommandResult {
  readonly json: unknown;
  readonly text: string;
}

/** A command of the CLI: its flags are the fields of its schema, so they are validated and documented once. */
export interface CommandDefinition<S extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What the command does, its conventions and limits; shown by `--help`. */
  readonly description: string;
  readonly schema: S;
  /** The settings shared by all commands that mean something to this one; all of them when left out. */
  readonly settings?: readonly (keyof RunSettings)[];
  /** Complete command lines with what they do. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  run(config: z.output<S>, context: JobContext): Promise<CommandResult>;
}

/** Keeps the schema's type while commands of different schemas share one list. */
export function defineCommand<S extends z.ZodObject>(definition: CommandDefinition<S>): CommandDefinition {
  return definition as unknown as CommandDefinition;
}
