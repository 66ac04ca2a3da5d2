/** Markup that is already escaped; everything else is text and is escaped on its way in. */
export interface Markup {
  readonly markup: string;
}

type Attributes = Readonly<Record<string, string | number>>;

/** Text as it may stand in element content and in quoted attributes. File names are hostile input. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/**
 * An element. Attribute values and string children are escaped; numbers are rounded to 1/100, which is finer than
 * any screen. Names are ours, never input.
 */
export function element(
  name: string,
  attributes: Attributes,
  ...children: readonly (Markup | string)[]
): Markup {
  const written = Object.entries(attributes).map(
    ([key, value]) =>
      ` ${key}="${typeof value === 'number' ? Math.round(value * 100) / 100 : escapeText(value)}"`,
  );
  return { markup: `<${name}${written.join('')}>${join(children).markup}</${name}>` };
}

export function join(parts: readonly (Markup | string)[]): Markup {
  return { markup: parts.map((p) => (typeof p === 'string' ? escapeText(p) : p.markup)).join('') };
}

/** JSON for a `<script type="application/json">` element: no `<` can end the element or open a comment. */
export function jsonForScript(value: unknown): Markup {
  const replacer = (_: string, v: unknown): unknown =>
    ArrayBuffer.isView(v) && !(v instanceof DataView) ? Array.from(v as Float64Array) : v;
  const json = JSON.stringify(value, replacer, 1) ?? 'null';
  return {
    markup: json
      .replace(/</g, '\\u003c')
      .replace(/\u2028/g, '\\u2028')
      .replace(/\u2029/g, '\\u2029'),
  };
}
