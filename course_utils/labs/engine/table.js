// A table from the kernel: bytes, read as one row for each position.

const TYPES = { float32: Float32Array, uint8: Uint8Array };

export function readTable(table) {
  const { buffer, byteOffset, byteLength } = table.data;
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength); // typed arrays begin at multiples of four
  return table.artists.map((artist) => readArrays(artist, bytes));
}

// Whether all bytes of a table are there: on a busy machine they may come a moment after the rest.
export function isWhole({ artists, data, shared }) {
  if (shared) return true; // it has no bytes of its own
  const ends = artists.flatMap(({ arrays }) => Object.values(arrays).filter((part) => !part.step)
    .map((part) => part.at + part.size * TYPES[part.type].BYTES_PER_ELEMENT));
  return data.byteLength >= Math.max(0, ...ends);
}

function readArrays(artist, buffer) {
  const arrays = {};
  for (const [name, part] of Object.entries(artist.arrays)) {
    const Type = TYPES[part.type];
    const rows = part.step ? undefined : part.size;
    const all = new Type(buffer, part.at, rows ?? Math.floor((buffer.byteLength - part.at) / Type.BYTES_PER_ELEMENT));
    arrays[name] = (i) => (part.step ? all.subarray(i * part.step, (i + 1) * part.step) : all);
  }
  return arrays;
}
