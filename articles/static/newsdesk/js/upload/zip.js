// @ts-check
/** Writes zip archives without compression, names in UTF-8 (APPNOTE.TXT 4.3). */

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

/** @param {Uint8Array} bytes */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/**
 * @param {{path: string, bytes: Uint8Array}[]} files
 * @returns {Uint8Array[]} the parts of the archive
 */
export function zipParts(files) {
  /** @type {Uint8Array[]} */
  const entries = [];
  /** @type {Uint8Array[]} */
  const directory = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const name = new TextEncoder().encode(path);
    const crc = crc32(bytes);
    const header = join([record([4, 0x04034b50], ...common(name, bytes, crc)), name]);
    const central = [[4, 0x02014b50], [2, 20], ...common(name, bytes, crc), [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]];
    directory.push(join([record(...central), name]));
    entries.push(header, bytes);
    offset += header.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = files.length;
  const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]);
  return [...entries, ...directory, end];
}

/**
 * The fields that local and central headers share: version, UTF-8 flag, no compression, time,
 * date (1 January 1980), checksum, two sizes, lengths of name and extra field.
 * @param {Uint8Array} name
 * @param {Uint8Array} bytes
 * @param {number} crc
 */
function common(name, bytes, crc) {
  const { length } = bytes;
  return [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 33], [4, crc], [4, length], [4, length], [2, name.length], [2, 0]];
}

/**
 * Pack little-endian integers.
 * @param {...number[]} fields size in bytes and value of each
 */
function record(...fields) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 4) view.setUint32(at, value, true);
    else view.setUint16(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

/** @param {Uint8Array[]} parts */
function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
