import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { available, python } from '../../test/support/requirements.js';
import { type Report, renderReport } from './html-report.js';
import { keyLegend } from './legend.js';
import { element, escapeText, jsonForScript } from './markup.js';

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '<!--<script>',
  ']]>&amp;&lt;',
  '\u2028\u2029`alert(1)`',
];

function hostileReport(text: string): Report {
  const svg = element('svg', { 'aria-label': text }, keyLegend([{ colour: 'fff', label: text }]).draw(600));
  return {
    title: text,
    subtitle: text,
    summary: [{ label: text, value: text, unit: text }],
    warnings: [text],
    sections: [
      {
        heading: text,
        text: [text],
        figures: [{ title: text, caption: text, svg, wide: true }],
        tables: [
          { caption: text, columns: [{ heading: text, unit: text, align: 'number' }], rows: [[text, text]] },
        ],
      },
    ],
    footer: text,
    data: { [text]: text },
  };
}

/** Start tags with their attributes, texts, and the content of script elements, as an HTML parser sees them. */
interface Parsed {
  readonly tags: readonly [name: string, attributes: readonly [string, string | null][]][];
  readonly texts: readonly string[];
  readonly scripts: readonly string[];
}

const PARSER = `
import sys, json
from html.parser import HTMLParser
class P(HTMLParser):
    def __init__(s):
        super().__init__(); s.tags=[]; s.texts=[]; s.scripts=[]; s.inside=None
    def handle_starttag(s, tag, attrs): s.tags.append([tag, attrs]); s.inside=tag
    def handle_endtag(s, tag): s.inside=None
    def handle_data(s, d): (s.scripts if s.inside=='script' else s.texts).append(d)
p=P(); p.feed(sys.stdin.buffer.read().decode()); p.close()
print(json.dumps(dict(tags=p.tags, texts=p.texts, scripts=p.scripts)))`;

function parse(html: string): Parsed {
  const { stdout, stderr } = spawnSync(python, ['-c', PARSER], { input: html, encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Parsed;
}

describe.skipIf(!available('gdal'))('a report with hostile names, read by an HTML parser', () => {
  const harmless = parse(renderReport(hostileReport('harmless')));

  it.each(HOSTILE)('%s adds no element and no attribute', (text) => {
    const parsed = parse(renderReport(hostileReport(text)));
    expect(parsed.tags.map(([name, attributes]) => [name, attributes.map(([key]) => key)])).toEqual(
      harmless.tags.map(([name, attributes]) => [name, attributes.map(([key]) => key)]),
    );
    expect(parsed.scripts).toHaveLength(1);
    expect(JSON.parse(parsed.scripts[0])).toEqual({ [text]: text });
    expect(parsed.texts.filter((t) => t.includes(text.slice(0, 12))).length).toBeGreaterThan(5);
  });

  it('is self-contained: nothing is fetched and no script can run', () => {
    const policies = harmless.tags
      .map(([, attributes]) => Object.fromEntries(attributes))
      .filter((a) => a['http-equiv'] === 'Content-Security-Policy');
    expect(policies.map((a) => a.content)).toEqual([
      expect.stringMatching(/^default-src 'none'; img-src data:;/),
    ]);
    for (const [name, attributes] of harmless.tags) {
      expect(['link', 'iframe', 'object', 'embed', 'base']).not.toContain(name);
      for (const [key, value] of attributes) {
        expect(key).not.toMatch(/^on/);
        if (key === 'src' || key === 'href') expect(value).toMatch(/^data:image\/png;base64,/);
      }
      if (name === 'script')
        expect(Object.fromEntries(attributes)).toHaveProperty('type', 'application/json');
    }
  });
});

describe('escaping', () => {
  it('leaves nothing that starts markup, and loses nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const escaped = escapeText(text);
        expect(escaped).not.toMatch(/[<>"']/);
        const decoded = escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
        expect(decoded).toBe(text);
      }),
    );
  });

  it('JSON in a script element survives and holds no tag', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { markup } = jsonForScript(value);
        expect(markup).not.toContain('<');
        expect(JSON.parse(markup)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('writes typed arrays as arrays and NaN as null', () => {
    expect(JSON.parse(jsonForScript({ a: Float64Array.of(1, 2.5), b: Number.NaN }).markup)).toEqual({
      a: [1, 2.5],
      b: null,
    });
  });
});
