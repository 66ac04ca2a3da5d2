/** What stands between the fields of a line; null: any run of blanks. */
export type Delimiter = ',' | ';' | '\t' | null;

/** The delimiter of a file, from its first line. */
export function delimiterOf(line: string): Delimiter {
  for (const candidate of [',', ';', '\t'] as const) if (line.includes(candidate)) return candidate;
  return null;
}

/** The first `count` fields of a line at most. Quoted fields (RFC 4180) may contain the delimiter. */
export function splitLine(line: string, delimiter: Delimiter, count?: number): string[] {
  if (delimiter === null) return line.trim().split(/\s+/, count);
  return line.includes('"') ? splitQuoted(line, delimiter, count) : line.split(delimiter, count);
}

function splitQuoted(line: string, delimiter: string, count = Number.POSITIVE_INFINITY): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length && fields.length < count) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(line.slice(at));
    const end = line.indexOf(delimiter, quoted === null ? at : at + quoted[0].length);
    const stop = end < 0 ? line.length : end;
    fields.push(quoted === null ? line.slice(at, stop) : quoted[1].replaceAll('""', '"'));
    at = stop + 1;
  }
  return fields;
}
