/** Small files of every format to damage: written here byte by byte, and by GDAL where it is installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deflateRawSync, deflateSync } from 'node:zlib';

const text = (value) => new TextEncoder().encode(value);

/** Files written by hand: labels, archives and pictures of a few pixels. */
export function handmadeFiles() {
  const samples = new Uint8Array(Float32Array.from({ length: 48 }, (_, i) => i / 4).buffer);
  const isis = `Object = IsisCube\n Object = Core\n StartByte = 1025\n Format = Tile\n TileSamples = 4\n TileLines = 3\n Group = Dimensions\n Samples = 8\n Lines = 6\n Bands = 1\n End_Group\n Group = Pixels\n Type = Real\n ByteOrder = Lsb\n Base = 0.0\n Multiplier = 1.0\n End_Group\n End_Object\n Group = Mapping\n ProjectionName = Sinusoidal\n CenterLongitude = 10.0\n TargetName = Mars\n EquatorialRadius = 3396190.0 <meters>\n PolarRadius = 3376200.0 <meters>\n LatitudeType = Planetocentric\n UpperLeftCornerX = 0.0\n UpperLeftCornerY = 100.0\n PixelResolution = 5.0\n End_Group\nEnd_Object\nEnd\n`;
  const pds3 = `PDS_VERSION_ID = PDS3\nRECORD_BYTES = 32\n^IMAGE = 33\nTARGET_NAME = MOON\nOBJECT = IMAGE\n LINES = 6\n LINE_SAMPLES = 8\n SAMPLE_TYPE = PC_REAL\n SAMPLE_BITS = 32\n INVALID_VALUE = (1, 2, "x")\nEND_OBJECT\nOBJECT = IMAGE_MAP_PROJECTION\n MAP_PROJECTION_TYPE = "POLAR STEREOGRAPHIC"\n A_AXIS_RADIUS = 1737.4 <KM>\n C_AXIS_RADIUS = 1737.4 <KM>\n CENTER_LATITUDE = -90\n CENTER_LONGITUDE = 0\n MAP_SCALE = 100 <M/PIXEL>\n LINE_PROJECTION_OFFSET = 3\n SAMPLE_PROJECTION_OFFSET = 4\nEND_OBJECT\nEND\n`;
  const axis = (name, elements, number) =>
    `<Axis_Array><axis_name>${name}</axis_name><elements>${elements}</elements><sequence_number>${number}</sequence_number></Axis_Array>`;
  const pds4 = `<?xml version="1.0"?><Product_Observational xmlns="http://pds.nasa.gov/pds4/pds/v1"><File_Area_Observational><File><file_name>a.img</file_name></File><Array_2D_Image><offset unit="byte">0</offset><axes>2</axes><axis_index_order>Last Index Fastest</axis_index_order><Element_Array><data_type>IEEE754LSBSingle</data_type><scaling_factor>1</scaling_factor></Element_Array>${axis('Line', 6, 1)}${axis('Sample', 8, 2)}<Special_Constants><missing_constant>3</missing_constant></Special_Constants></Array_2D_Image></File_Area_Observational></Product_Observational>`;
  const rectangle = (element) => `<${element} xOff="0" yOff="0" xSize="8" ySize="6"/>`;
  const vrt = `<VRTDataset rasterXSize="8" rasterYSize="6"><SRS>EPSG:32633</SRS><GeoTransform>5e5, 10, 0, 4e6, 0, -10</GeoTransform><VRTRasterBand dataType="Float32" band="1"><NoDataValue>7</NoDataValue><ComplexSource><SourceFilename relativeToVRT="1">a.npy</SourceFilename><SourceBand>1</SourceBand>${rectangle('SrcRect')}${rectangle('DstRect')}<NODATA>7</NODATA></ComplexSource></VRTRasterBand></VRTDataset>`;
  const npy = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'),
    Buffer.from(`${"{'descr': '<f4', 'fortran_order': False, 'shape': (6, 8), }".padEnd(117)}\n`),
    samples,
  ]);
  const pgm = Buffer.concat([text('P5\n# note\n8 6\n65535\n'), new Uint8Array(96)]);
  const files = {
    'cube.cub': Buffer.concat([text(isis.padEnd(1024, '\0')), samples]),
    'image.img': Buffer.concat([text(pds3.padEnd(1024)), samples]),
    'label.xml': [text(pds4), { 'a.img': samples }],
    'mosaic.vrt': [text(vrt), { 'a.npy': new Uint8Array(npy) }],
    'array.npy': npy,
    'mask.pgm': pgm,
    'mask.png': png(8, 6),
    'dem.zip': zip('a.npy', npy),
    'N10W110.hgt': new Uint8Array(2 * 1201 * 1201),
  };
  return Object.entries(files).map(([name, file]) => {
    const [bytes, beside] = Array.isArray(file) ? file : [file, {}];
    return { name, bytes: new Uint8Array(bytes), beside };
  });
}

function png(width, height) {
  const chunk = (type, content) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(content.length);
    head.write(type, 4);
    return Buffer.concat([head, content, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8);
  const lines = Buffer.alloc((width + 1) * height, 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function zip(name, content) {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.write('PK\x03\x04', 'latin1');
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.write('PK\x01\x02', 'latin1');
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(content.length, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, text(name), packed, entry, text(name), end]);
}

const SCRIPT = `
import sys, os
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions(); os.chdir(sys.argv[1])
y, x = np.mgrid[0:48, 0:64]; a = (100 + 50 * np.sin(x / 9.0) * np.cos(y / 7.0)).astype('f4')
s = osr.SpatialReference(); s.ImportFromEPSG(32633)
def memory(t, n=1):
    d = gdal.GetDriverByName('MEM').Create('', 64, 48, n, t); d.SetGeoTransform([5e5, 10, 0, 4e6, 0, -10]); d.SetProjection(s.ExportToWkt())
    for i in range(n): d.GetRasterBand(i + 1).WriteArray(a + i)
    return d
for c in ('NONE', 'LZW', 'DEFLATE', 'PACKBITS', 'ZSTD', 'LERC', 'LERC_DEFLATE', 'LERC_ZSTD'):
    gdal.GetDriverByName('GTiff').CreateCopy(f'{c}.tif', memory(gdal.GDT_Float32), options=[f'COMPRESS={c}', 'TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32'] + (['PREDICTOR=3'] if c in ('LZW', 'DEFLATE', 'ZSTD') else []))
gdal.GetDriverByName('GTiff').CreateCopy('jpeg.tif', memory(gdal.GDT_Byte, 3), options=['COMPRESS=JPEG', 'PHOTOMETRIC=YCBCR', 'TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32'])
gdal.GetDriverByName('GTiff').CreateCopy('big.tif', memory(gdal.GDT_Int16), options=['BIGTIFF=YES', 'ENDIANNESS=BIG'])
gdal.GetDriverByName('JP2OpenJPEG').CreateCopy('a.jp2', memory(gdal.GDT_Byte), options=['BLOCKXSIZE=32', 'BLOCKYSIZE=32'])
gdal.GetDriverByName('ISIS3').CreateCopy('a.cub', memory(gdal.GDT_Float32))
gdal.GetDriverByName('PNG').CreateCopy('a.png', memory(gdal.GDT_UInt16))
for name in os.listdir('.'):
    if name.endswith(('.aux.xml',)): os.remove(name)
`;

/** Files that GDAL writes into `folder`; none where it is missing. */
export function gdalFiles(folder) {
  if (spawnSync('/usr/bin/python3', ['-W', 'ignore', '-c', SCRIPT, folder]).status !== 0) return [];
  return readdirSync(folder).map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(join(folder, name))),
    beside: {},
  }));
}

/** The files of data/formats below a size, with what lies beside them; none where the folder is missing. */
export function realFiles(folder, maxBytes) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((kind) => {
    const paths = readdirSync(join(folder, kind)).map((name) => join(folder, kind, name));
    const files = paths.map((path) => [basename(path), new Uint8Array(readFileSync(path))]);
    return files
      .filter(([name, bytes]) => bytes.length <= maxBytes && !/mini\.img|pds4\.img/.test(name))
      .map(([name, bytes]) => ({
        name,
        bytes,
        beside: Object.fromEntries(files.filter(([other]) => other !== name && /\.img$/.test(other))),
      }));
  });
}
