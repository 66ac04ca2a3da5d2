import { CuestaError } from '../core/errors.js';
import type { Equation } from './equations.js';
import type { Datum } from './observations.js';

/** What the observations hold together. */
export interface Connection {
  /** Scenes (by number) that nothing observes. */
  readonly unobserved: ReadonlySet<number>;
  /** Scenes that ties connect, fixed ones included. */
  readonly components: readonly (readonly number[])[];
  readonly warnings: readonly string[];
}

/**
 * Checks that every connected part of the block has the datum that was asked for. Throws `config` when the kind of datum
 * does not fit the observations as a whole, `geometry` when a part of the block hangs in the air.
 *
 * @param names of the scenes
 * @param fixed numbers of the scenes that keep their coordinates
 */
export function checkDatum(
  names: readonly string[],
  equations: readonly Equation[],
  datum: Datum,
  fixed: ReadonlySet<number>,
): Connection {
  checkKind(equations, datum);
  const parts = connect(names.length, equations);
  const observed = new Set(equations.flatMap(({ a, b }) => (b === null ? [a.scene] : [a.scene, b.scene])));
  const absolute = { control: new Set<number>(), reference: new Set<number>() };
  for (const { group, a } of equations) if (group !== 'tie') absolute[group].add(a.scene);
  const warnings: string[] = [];
  const components = parts.filter((part) => part.some((s) => observed.has(s)));
  for (const part of components) {
    const list = part.map((s) => names[s]).join(', ');
    const has = (set: ReadonlySet<number>): boolean => part.some((s) => set.has(s));
    const held = has(fixed) || has(absolute.control) || has(absolute.reference);
    if (datum.kind !== 'free' && !held) throw hanging(list, part.length, datum);
    if (datum.kind === 'control' && !has(absolute.control)) {
      warnings.push(`${list}: no control point; held by the reference DEM alone.`);
    } else if (datum.kind === 'reference' && !has(absolute.reference)) {
      warnings.push(`${list}: no reference observation; held by control points alone.`);
    } else if (datum.kind === 'fixed' && !has(fixed)) {
      warnings.push(`${list}: not tied to a fixed scene; held by its control or reference alone.`);
    }
    if (part.length === 1 && components.length + parts.length > 2 && !fixed.has(part[0]!)) {
      warnings.push(`${list}: no ties to other scenes; adjusted by its own absolute observations alone.`);
    }
  }
  if (datum.kind === 'free' && components.length > 1) {
    warnings.push(`The free block falls into ${components.length} parts that are not tied to each other.`);
  }
  const unobserved = new Set([...names.keys()].filter((s) => !observed.has(s) && !fixed.has(s)));
  for (const s of unobserved) warnings.push(`${names[s]}: no observation at all; left as it is.`);
  return { unobserved, components, warnings };
}

function checkKind(equations: readonly Equation[], datum: Datum): void {
  const any = (kind: string): boolean => equations.some((e) => e.group === kind);
  if (equations.length === 0) {
    throw new CuestaError(
      'input',
      'There is nothing to adjust: no usable tie, control or reference observation.',
      {
        hint: 'Match tie points first, or give control points or a reference DEM that overlap the scenes.',
      },
    );
  }
  if (datum.kind === 'control' && !any('control')) {
    throw new CuestaError('config', 'The datum shall come from control points, but none is left.', {
      hint: 'Give control points, a reference DEM, a scene to fix, or ask for a free adjustment.',
    });
  }
  if (datum.kind === 'reference' && !any('reference')) {
    throw new CuestaError(
      'config',
      'The datum shall come from a reference DEM, but no observation of it is left.',
      {
        hint: 'Give a reference DEM that overlaps the scenes, control points, a scene to fix, or ask for a free adjustment.',
      },
    );
  }
  if (datum.kind === 'free' && (any('control') || any('reference'))) {
    throw new CuestaError('config', 'A free adjustment has no datum, but there are absolute observations.', {
      hint: 'Leave the control points and the reference DEM out, or make one of them the datum.',
    });
  }
}

function hanging(list: string, count: number, datum: Datum): CuestaError {
  const verb = count === 1 ? 'is' : 'are';
  const to = datum.kind === 'fixed' ? 'a fixed scene' : 'control points or a reference DEM';
  return new CuestaError('geometry', `${list} ${verb} not connected to ${to}.`, {
    subject: list,
    hint: 'Add ties or control there, give a reference DEM, fix one of these scenes, or leave them out.',
  });
}

/** Connected components by ties: union-find with path halving; ascending numbers in every part. */
function connect(count: number, equations: readonly Equation[]): number[][] {
  const parent = Array.from({ length: count }, (_, s) => s);
  const root = (s: number): number => {
    let at = s;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (const { a, b } of equations) {
    if (b === null) continue;
    const [low, high] = [root(a.scene), root(b.scene)].sort((x, y) => x - y) as [number, number];
    parent[high] = low;
  }
  const parts = new Map<number, number[]>();
  for (let s = 0; s < count; s++) {
    const of = root(s);
    parts.set(of, [...(parts.get(of) ?? []), s]);
  }
  return [...parts.values()];
}
