import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import { CuestaError } from '../core/errors.js';
import { BODIES } from './bodies.js';
import { crsLabel, sameCrs, sameHorizontal } from './crs.js';
import { epsgCodes } from './epsg.js';
import { parseCrs } from './parse-crs.js';

interface Exported {
  readonly code: string;
  readonly name: string;
  readonly forms: Readonly<Record<string, string>>;
}

/** The same CRSs in every form that GDAL can write, in one process. */
function exportAll(codes: readonly string[]): readonly Exported[] {
  const script = `
import json, sys
from osgeo import osr
osr.UseExceptions()
out = []
for code in json.load(sys.stdin):
    s = osr.SpatialReference()
    try:
        s.SetFromUserInput(code)
    except RuntimeError:
        continue
    forms = {}
    for f in ('WKT1_GDAL', 'WKT1_ESRI', 'WKT2_2015', 'WKT2_2019'):
        try:
            forms[f] = s.ExportToWkt(['FORMAT=' + f])
        except RuntimeError:
            pass
    try:
        forms['PROJ'] = s.ExportToProj4()
    except RuntimeError:
        pass
    forms['PROJJSON'] = s.ExportToPROJJSON()
    out.append(dict(code=code, name=s.GetName(), forms=forms))
json.dump(out, sys.stdout)
`;
  return JSON.parse(run(python, ['-c', script], JSON.stringify(codes))) as Exported[];
}

const iauCodes = [199, 301, 399, 499, 606].flatMap((naif) =>
  [0, 10, 15, 20, 25, 30, 35, 40, 45, 60, 65, 70, 75, 80, 85].map((n) => 100 * naif + n),
);

describe.skipIf(!available('gdal'))('against the registries of PROJ', () => {
  it('knows every EPSG code of its table as PROJ does, in every form', () => {
    // Of the zones of a family, one in six.
    const codes = epsgCodes().filter(
      (c, i, all) => c % 6 === 0 || all[i - 1] !== c - 1 || all[i + 1] !== c + 1,
    );
    const exported = exportAll(codes.map((c) => `EPSG:${c}`));
    expect(exported.length).toBe(codes.length);
    for (const { code, name, forms } of exported) {
      const crs = parseCrs(code);
      expect(crs.name).toBe(name);
      for (const [form, text] of Object.entries(forms)) {
        const parsed = parseCrs(text);
        // A PROJ string cannot name an old datum: coordinates agree, the datum does not.
        if (form === 'PROJ') expect(parsed.proj.replace(/datum.*/, '')).toBe(crs.proj.replace(/datum.*/, ''));
        else
          expect(sameHorizontal(parsed, crs), `${code} ${form}: ${parsed.proj} is not ${crs.proj}`).toBe(
            true,
          );
        expect(parsed.body).toEqual(crs.body);
        if (form !== 'PROJ') expect(parsed.datum, `${code} ${form}`).toBe(crs.datum);
        if (form.startsWith('WKT2') || form === 'PROJJSON') expect(parsed.authority).toEqual(crs.authority);
      }
    }
  });

  it('follows the IAU_2015 rule as PROJ does', () => {
    const exported = exportAll(iauCodes.map((c) => `IAU_2015:${c}`));
    expect(exported.length).toBe(iauCodes.length);
    for (const { code, name, forms } of exported) {
      const crs = parseCrs(code);
      expect(crs.name).toBe(name);
      for (const [form, text] of Object.entries(forms)) {
        const parsed = parseCrs(text);
        expect(sameHorizontal(parsed, crs), `${code} ${form}: ${parsed.proj} is not ${crs.proj}`).toBe(true);
        expect(parsed.body).toEqual(crs.body);
      }
    }
  });

  it('has the radii of every body in its table from the registry', () => {
    const naifs = BODIES.map((b) => b.naif);
    const exported = exportAll(naifs.map((n) => `IAU_2015:${100 * n}`));
    expect(exported.length).toBe(naifs.length);
    for (const { code, name, forms } of exported) {
      expect(sameHorizontal(parseCrs(forms.WKT2_2019!), parseCrs(code)), code).toBe(true);
      expect(name).toBe(parseCrs(code).name);
    }
    const flat = BODIES.filter((b) => b.semiMajor !== b.semiMinor && b.naif !== 2000433);
    for (const { code, forms } of exportAll(flat.map((b) => `IAU_2015:${100 * b.naif + 2}`))) {
      expect(sameHorizontal(parseCrs(forms.WKT2_2019!), parseCrs(code)), code).toBe(true);
    }
  });

  it('writes PROJ strings that PROJ reads as the same CRS', () => {
    for (const code of [
      'EPSG:32718',
      'EPSG:3857',
      'EPSG:3413',
      'EPSG:5070',
      'IAU_2015:30135',
      'IAU_2015:49975',
      'IAU_2015:30160',
    ]) {
      const crs = parseCrs(code);
      const again = exportAll([crs.proj])[0];
      expect(sameHorizontal(parseCrs(again.forms.WKT2_2019!), crs), crs.proj).toBe(true);
    }
  });
});

describe('canonical PROJ strings', () => {
  it.each([
    ['EPSG:4326', '+proj=longlat +datum=WGS84 +no_defs +type=crs'],
    [
      'EPSG:32633',
      '+proj=tmerc +lat_0=0 +lon_0=15 +k_0=0.9996 +x_0=500000 +y_0=0 +datum=WGS84 +units=m +no_defs +type=crs',
    ],
    [
      '+proj=utm +zone=33 +datum=WGS84',
      '+proj=tmerc +lat_0=0 +lon_0=15 +k_0=0.9996 +x_0=500000 +y_0=0 +datum=WGS84 +units=m +no_defs +type=crs',
    ],
    [
      'IAU_2015:49910',
      '+proj=eqc +lat_ts=0 +lat_0=0 +lon_0=0 +x_0=0 +y_0=0 +R=3396190 +units=m +no_defs +type=crs',
    ],
    [
      '+proj=stere +lat_0=-90 +lat_ts=-90 +R=1737400',
      '+proj=stere +lat_0=-90 +lon_0=0 +k_0=1 +x_0=0 +y_0=0 +R=1737400 +units=m +no_defs +type=crs',
    ],
    [
      '+proj=stere +lat_0=-90 +lat_ts=71 +R=1737400',
      '+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=0 +x_0=0 +y_0=0 +R=1737400 +units=m +no_defs +type=crs',
    ],
    [
      'EPSG:3857',
      '+proj=merc +lat_ts=0 +lon_0=0 +k_0=1 +x_0=0 +y_0=0 +a=6378137 +b=6378137 +units=m +nadgrids=@null +wktext +no_defs +type=crs',
    ],
  ])('%s', (text, proj) => {
    expect(parseCrs(text).proj).toBe(proj);
    expect(parseCrs(proj).proj).toBe(proj);
  });

  it('keep US survey feet and the false origin in metres', () => {
    const crs = parseCrs('+proj=tmerc +lon_0=-90 +x_0=200000.0001 +datum=NAD83 +units=us-ft');
    expect(crs.unit).toBe(1200 / 3937);
    expect(crs.proj).toContain('+x_0=200000.0001');
    expect(crs.proj).toContain('+units=us-ft');
  });
});

describe('parseCrs', () => {
  it('reads vertical datums', () => {
    expect(parseCrs('EPSG:32633+5773').vertical).toEqual({ kind: 'egm96' });
    expect(parseCrs('EPSG:4326+3855').vertical).toEqual({ kind: 'egm2008' });
    expect(parseCrs('EPSG:4979').vertical).toEqual({ kind: 'ellipsoid' });
    expect(parseCrs('EPSG:4326').vertical).toEqual({ kind: 'unknown' });
    expect(parseCrs('EPSG:26911+NAVD88').vertical).toEqual({ kind: 'geoid', name: 'NAVD88' });
    expect(parseCrs('+proj=longlat +datum=WGS84 +geoidgrids=us_nga_egm96_15.tif +vunits=m').vertical).toEqual(
      { kind: 'egm96' },
    );
    expect(parseCrs('IAU_2015:49900+areoid').vertical).toEqual({ kind: 'areoid' });
  });

  it('recognises bodies', () => {
    const body = (text: string) => parseCrs(text).body.name;
    expect(body('+proj=longlat +R=3396000')).toBe('Mars');
    expect(body('+proj=stere +lat_0=90 +R=3376200')).toBe('Mars');
    expect(body('+proj=longlat +R=1737400')).toBe('Moon');
    expect(body('+proj=longlat +R=6371007.181')).toBe('Earth');
    expect(body('+proj=longlat +ellps=clrk66')).toBe('Earth');
    expect(body('+proj=longlat +R=246')).toBe('custom');
  });

  it('takes planetocentric geographic CRSs of an ellipsoid', () => {
    expect(parseCrs('IAU_2015:49902').proj).toBe(
      '+proj=longlat +geoc +a=3396190 +b=3376200 +no_defs +type=crs',
    );
  });

  it('treats TOWGS84 on other bodies as nothing, and +nadgrids=@null as no shift', () => {
    const plain = parseCrs('+proj=longlat +R=1737400');
    expect(sameHorizontal(parseCrs('+proj=longlat +R=1737400 +towgs84=1,2,3'), plain)).toBe(true);
    expect(sameHorizontal(parseCrs('+proj=longlat +R=1737400 +nadgrids=@null'), plain)).toBe(true);
  });

  it('does not keep an EPSG code that the definition contradicts', () => {
    const wkt = `PROJCS["x",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["central_meridian",9],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],UNIT["metre",1],AUTHORITY["EPSG","32633"]]`;
    expect(parseCrs(wkt).authority).toBeNull();
    expect(parseCrs(wkt.replace('"central_meridian",9', '"central_meridian",15')).authority).toEqual({
      name: 'EPSG',
      code: 32633,
    });
  });

  it.each([
    ['EPSG:31287', 'unsupported'],
    ['ESRI:104905', 'unsupported'],
    ['IAU_2015:49911', 'unsupported'],
    ['IAU_2015:49912', 'unsupported'],
    ['IAU_2015:49999', 'unsupported'],
    ['IAU_2015:12300', 'unsupported'],
    ['nonsense', 'geometry'],
    ['', 'geometry'],
    ['{"type":"GeographicCRS"', 'geometry'],
    ['{"type":"GeographicCRS"}', 'geometry'],
    ['GEOGCS["x"', 'geometry'],
    ['GEOGCS["x]', 'geometry'],
    ['GEOGCS["x"]', 'unsupported'],
    ['GEOCCS["x"]', 'unsupported'],
    ['+proj=longlat +R=-5', 'geometry'],
    ['+proj=longlat +R=abc', 'geometry'],
    ['+proj=nosuch +R=5', 'unsupported'],
    ['+proj=utm +zone=61', 'geometry'],
    ['+proj=utm', 'geometry'],
    ['+proj=longlat +datum=WGS84 +pm=paris', 'unsupported'],
    ['+proj=longlat +datum=WGS84 +axis=neu', 'unsupported'],
    ['+proj=longlat +ellps=GRS80 +nadgrids=ntf.gsb', 'unsupported'],
    ['+proj=longlat +datum=WGS84 +foo=1', 'unsupported'],
    ['+proj=longlat +datum=WGS84 +vunits=us-ft', 'unsupported'],
    ['+proj=aea +lat_1=30 +lat_2=-30 +R=1000', 'geometry'],
    ['+proj=stere +lat_0=95 +R=1000', 'geometry'],
    ['+proj=merc +lat_ts=90 +R=1000', 'geometry'],
    ['+proj=tmerc +k=0 +R=1000', 'geometry'],
    ['+proj=ortho +datum=WGS84', 'unsupported'],
    ['EPSG:4326+EPSG:9999', 'datum'],
    [`GEOGCS${'[GEOGCS'.repeat(100)}`, 'geometry'],
  ])('refuses %.60s', (text, code) => {
    try {
      parseCrs(text);
    } catch (e) {
      expect(e).toBeInstanceOf(CuestaError);
      expect((e as CuestaError).code, (e as CuestaError).message).toBe(code);
      expect((e as CuestaError).hint).toBeTruthy();
      return;
    }
    expect.unreachable();
  });

  it('compares CRSs', () => {
    expect(sameHorizontal(parseCrs('EPSG:25833'), parseCrs('EPSG:32633'))).toBe(true);
    expect(sameHorizontal(parseCrs('EPSG:25833'), parseCrs('EPSG:32634'))).toBe(false);
    expect(sameHorizontal(parseCrs('EPSG:4267'), parseCrs('EPSG:4326'))).toBe(false);
    expect(sameHorizontal(parseCrs('IAU_2015:49900'), parseCrs('+proj=longlat +R=3396000'))).toBe(false);
    expect(sameHorizontal(parseCrs('IAU_2015:49900'), parseCrs('IAU_2015:30100'))).toBe(false);
    expect(sameCrs(parseCrs('EPSG:4326+5773'), parseCrs('EPSG:4326'))).toBe(false);
    expect(crsLabel(parseCrs('EPSG:32633+5773'))).toBe(
      'WGS 84 / UTM zone 33N (EPSG:32633), heights: EGM96 geoid',
    );
  });
});
