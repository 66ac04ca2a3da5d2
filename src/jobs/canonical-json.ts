/**
 * JSON text that depends on the value only: keys sorted by UTF-16 code unit, no white space, `-0` as `0`, properties
 * that are `undefined` left out (the parts of RFC 8785 that matter here; ECMAScript already prints numbers its way).
 * Throws `TypeError`, naming the place, for what JSON would silently change: NaN, infinity, `undefined` in arrays,
 * dates, typed arrays.
 */
export function canonicalJson(value: unknown, place = '$'): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${place} is ${value}, which JSON cannot hold`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item: unknown, i) => canonicalJson(item, `${place}[${i}]`)).join(',')}]`;
  }
  if (typeof value !== 'object' || !isPlain(value)) {
    throw new TypeError(`${place} is not plain data, which JSON cannot hold`);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member, `${place}.${key}`)}`);
  return `{${members.join(',')}}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
