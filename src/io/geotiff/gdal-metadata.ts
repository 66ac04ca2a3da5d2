/** One `<Item>` of the GDAL_METADATA tag (42112). */
export interface MetadataItem {
  readonly name: string;
  readonly value: string;
  /** Zero-based band; null for an item about the whole file. */
  readonly band: number | null;
  readonly role: string | null;
  readonly domain: string | null;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Parses the small XML dialect that GDAL writes (GDAL documentation, GeoTIFF driver, "Metadata"). */
export function parseGdalMetadata(xml: string): MetadataItem[] {
  const items: MetadataItem[] = [];
  for (const [, attributes, value] of xml.matchAll(/<Item\b([^>]*)>([^<]*)<\/Item>/g)) {
    const get = (name: string): string | null => {
      const match = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes!);
      return match === null ? null : unescapeXml(match[1]);
    };
    const sample = get('sample');
    items.push({
      name: get('name') ?? '',
      // GDAL escapes values once more than XML needs, and undoes it on reading.
      value: unescapeXml(unescapeXml(value!)),
      band: sample === null ? null : Number(sample),
      role: get('role'),
      domain: get('domain'),
    });
  }
  return items;
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name as string] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/** Factor and summand that turn samples of `band` into heights; 1 and 0 where the file says nothing usable. */
export function bandScale(items: readonly MetadataItem[], band: number): { scale: number; offset: number } {
  const value = (role: string, fallback: number): number => {
    const item = items.find((i) => i.role === role && i.band === band);
    const number = item === undefined ? fallback : Number(item.value);
    return Number.isFinite(number) ? number : fallback;
  };
  return { scale: value('scale', 1), offset: value('offset', 0) };
}

/**
 * Items as a flat record: names as they stand, `DOMAIN:` before those of a domain, `band0.` before those of a band,
 * and the role for items without a name.
 */
export function metadataRecord(items: readonly MetadataItem[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (const { name, value, band, role, domain } of items) {
    const prefix = `${band === null ? '' : `band${band}.`}${domain ? `${domain}:` : ''}`;
    record[`${prefix}${name || role}`] = value;
  }
  return record;
}
