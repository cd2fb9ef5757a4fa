// Reads the values under a point of the picture, in the axes' own units.

function fromFraction([low, high, scale], f) {
  return scale === "log" ? low * (high / low) ** f : low + f * (high - low);
}

function short(v) {
  const size = Math.abs(v);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? v.toExponential(1) : String(+v.toPrecision(3));
}

function valuesAt(scene, picture, { x: fx, y: fy }) {
  const k = scene.axes.findIndex(({ box: [x, y, w, h] }) => fx >= x && fx <= x + w && fy >= y && fy <= y + h);
  if (k < 0) return undefined;
  const axes = scene.axes[k], [x, , w] = axes.box;
  const at = (fx - x) / w;
  const words = [`${axes.x[3] || "x"} ${short(fromFraction(axes.x, at))}`];
  picture.artists.forEach((artist, j) => {
    const rows = picture.rows[j];
    if (artist.axes !== k || artist.kind !== "line" || rows.y(picture.row).length < 3) return;
    const xs = rows.x(picture.row), ys = rows.y(picture.row);
    let best = 0;
    for (let i = 1; i < xs.length; i++) if (Math.abs(xs[i] - at) < Math.abs(xs[best] - at)) best = i;
    if (!Number.isNaN(ys[best])) words.push(`${artist.name} ${short(fromFraction(axes.y, ys[best]))}`);
  });
  return words;
}
