/** A value of a label. */
export interface PvlValue {
  /** Without quotes; the items with commas for a list. */
  readonly text: string;
  /** Items of a list; null for a single value. */
  readonly items: readonly PvlValue[] | null;
  /** In lower case, without the angle brackets. */
  readonly unit: string | null;
}

/** An OBJECT or GROUP, or the label as a whole; names and keywords are in upper case. */
export interface PvlGroup {
  readonly name: string;
  readonly values: ReadonlyMap<string, PvlValue>;
  readonly groups: readonly PvlGroup[];
}

/** The first group at a path such as `ISISCUBE/CORE`; null when there is none. */
export function groupAt(root: PvlGroup, path: string): PvlGroup | null {
  let found: PvlGroup | undefined = root;
  for (const name of path.split('/')) found = found?.groups.find((g) => g.name === name);
  return found ?? null;
}

/** The first group of a name, anywhere; outer ones first. */
export function findGroup(root: PvlGroup, name: string): PvlGroup | null {
  const level = [root];
  for (const group of level) {
    if (group.name === name) return group;
    level.push(...group.groups);
  }
  return null;
}

export function textOf(group: PvlGroup | null, keyword: string): string | null {
  return group?.values.get(keyword)?.text ?? null;
}

/** A number, also in another base (`16#FF7FFFFB#`, as the bits of a float where it has 32 of them); null for anything else. */
export function numberOf(group: PvlGroup | null, keyword: string): number | null {
  const text = textOf(group, keyword);
  return text === null ? null : parsePvlNumber(text);
}

/** As {@link numberOf}, for a text. */
export function parsePvlNumber(text: string): number | null {
  const [, base, digits] = /^(\d+)#([0-9a-f]+)#$/i.exec(text) ?? [];
  if (base === '16' && digits !== undefined && digits.length === 8) {
    return new Float32Array(Uint32Array.of(Number.parseInt(digits, 16)).buffer)[0];
  }
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : null;
}

/** Metres of a length in a label. */
const METRES: Readonly<Record<string, number>> = {
  km: 1000,
  kilometer: 1000,
  kilometers: 1000,
  kilometre: 1000,
  m: 1,
  meter: 1,
  meters: 1,
  metre: 1,
  metres: 1,
  cm: 0.01,
};

/** Metres per unit; null for a unit that is no length. Per-pixel units count as what stands before the slash. */
export function metresPer(unit: string): number | null {
  return METRES[unit.toLowerCase().split('/')[0].trim()] ?? null;
}
