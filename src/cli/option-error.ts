import type { z } from 'zod';
import { CuestaError } from '../core/errors.js';
import type { Flag } from './flags.js';

type Issue = z.core.$ZodIssue;

/** What is wrong with the values of options, in the words of the command line. */
export function optionError(
  { issues }: z.ZodError,
  flags: readonly Flag[],
  values: Readonly<Record<string, unknown>>,
): CuestaError {
  const wrong = issues.map((issue) => {
    const flag = flags.find(({ field }) => field === issue.path[0])!;
    return { flag, problem: problemOf(issue, flag, values[flag.field]) };
  });
  const hints = new Set(wrong.map(({ flag }) => `${nameOf(flag)}: ${flag.description}.`));
  return new CuestaError('config', wrong.map(({ problem }) => problem).join('\n'), {
    subject: nameOf(wrong[0].flag),
    hint: [...hints].join('\n  '),
  });
}

function nameOf({ positional, name }: Flag): string {
  return positional === true ? name : `--${name}`;
}

function problemOf(issue: Issue, flag: Flag, given: unknown): string {
  const name = nameOf(flag);
  if (given === undefined) return `${name} is missing.`;
  const shown = Array.isArray(given) ? given.join(' ') : String(given);
  if (shown === '') return `${name} must not be empty.`;
  const demand = demandOf(issue, flag);
  return demand === null ? `${name} cannot be "${shown}".` : `${name} ${demand}, not "${shown}".`;
}

/** What the option takes; null where its description has to say it. */
function demandOf(issue: Issue, { arity, kind }: Flag): string | null {
  if (kind === 'numbers' && isAboutCount(issue)) return `needs ${arity} numbers`;
  if (issue.code === 'too_small' && issue.origin === 'array') return `needs at least ${issue.minimum} values`;
  switch (issue.code) {
    case 'too_small':
      return `must be ${issue.inclusive === true ? 'at least' : 'greater than'} ${issue.minimum}`;
    case 'too_big':
      return `must be ${issue.inclusive === true ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_type':
      return `must be ${issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`}`;
    default:
      return null;
  }
}

/** Whether there are too few or too many values, or none that is a list of numbers. */
function isAboutCount(issue: Issue): boolean {
  if (issue.code === 'too_small' || issue.code === 'too_big') return issue.origin === 'array';
  return issue.code === 'invalid_type' && issue.path.length < 2;
}
