// A table from the kernel: bytes, read as one row for each position.

const TYPES = { float32: Float32Array, uint8: Uint8Array };

export function readTable(table) {
  const { buffer, byteOffset, byteLength } = table.data;
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength); // typed arrays begin at multiples of four
  return table.artists.map((artist) => readArrays(artist, bytes, table.readings.length));
}

// Whether all bytes of a table are there: on a busy machine they may come a moment after the rest.
export function isWhole({ artists, data, readings, shared }) {
  if (shared) return true; // it has no bytes of its own
  const ends = artists.flatMap(({ arrays }) => Object.values(arrays).map((part) => (part.which
    ? part.which + readings.length * Uint16Array.BYTES_PER_ELEMENT
    : part.at + part.rows * part.size * TYPES[part.type].BYTES_PER_ELEMENT)));
  return data.byteLength >= Math.max(0, ...ends);
}

// A row that comes at several positions is there once; `which` then says where each position has its own.
function readArrays(artist, buffer, positions) {
  const arrays = {};
  for (const [name, { type, at, step, size, rows, which }] of Object.entries(artist.arrays)) {
    const all = new TYPES[type](buffer, at, rows * size);
    const row = which ? new Uint16Array(buffer, which, positions) : undefined;
    const first = (i) => (row ? row[i] : i) * step;
    arrays[name] = (i) => (step ? all.subarray(first(i), first(i) + step) : all);
  }
  return arrays;
}
