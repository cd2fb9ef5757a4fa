// Draws one row of a table, in the axes' own fractions: one function a kind of artist. Knows nothing of what is
// drawn; `pen` is a canvas context or an SVG writer.

function outline(pen, place, xs, ys, from = 0, to = xs.length, open = true) {
  let down = !open;
  for (let i = from; i !== to; i += from < to ? 1 : -1) {
    const x = place.x(xs[i]), y = place.y(ys[i]);
    if (Number.isNaN(x) || Number.isNaN(y)) down = false;
    else if (down) pen.lineTo(x, y);
    else { pen.moveTo(x, y); down = true; }
  }
}

function marker(pen, shape, x, y, r) {
  const up = shape === "^" ? 1 : -1;
  if (shape === "s") pen.rect(x - r, y - r, 2 * r, 2 * r);
  else if (shape === "^" || shape === "v") {
    pen.moveTo(x, y - up * r); pen.lineTo(x - r, y + up * r); pen.lineTo(x + r, y + up * r); pen.closePath();
  }
  else { pen.moveTo(x + r, y); pen.arc(x, y, r, 0, 2 * Math.PI); }
}

function ink(pen, color, kind) {
  if (!color) return false;
  pen[kind] = color[0];
  pen.globalAlpha = color[1];
  return true;
}

const DRAW = {
  line(pen, place, artist, rows, i) {
    const xs = rows.x(i), ys = rows.y(i);
    if (ink(pen, artist.stroke, "strokeStyle")) {
      pen.lineWidth = artist.width;
      pen.lineJoin = artist.join;
      pen.lineCap = artist.cap === "projecting" ? "square" : artist.cap;
      pen.setLineDash(artist.dash);
      pen.beginPath();
      outline(pen, place, xs, ys);
      pen.stroke();
      pen.setLineDash([]);
    }
    if ("osv^".includes(artist.marker || "-")) markers(pen, place, artist, xs, ys, () => artist.size / 2, () => artist.fill, artist.marker);
  },
  points(pen, place, artist, rows, i) {
    const sizes = rows.sizes?.(i), radius = (j) => Math.sqrt(sizes ? sizes[j] : artist.size) / 2;
    const levels = rows.levels?.(i), { colors } = levels ? palette(artist.map) : {};
    const fill = levels ? (j) => colors[levels[j]] : () => artist.fill;
    markers(pen, place, artist, rows.x(i), rows.y(i), radius, fill, "o");
  },
  band(pen, place, artist, rows, i) {
    const xs = rows.x(i), low = rows.low(i), high = rows.high(i);
    ink(pen, artist.fill, "fillStyle");
    let start = 0;
    for (let j = 0; j <= xs.length; j++) {
      if (j < xs.length && !Number.isNaN(low[j]) && !Number.isNaN(high[j])) continue;
      if (j - start > 1) {
        pen.beginPath();
        outline(pen, place, xs, low, start, j);
        outline(pen, place, xs, high, j - 1, start - 1, false);
        pen.closePath();
        pen.fill();
      }
      start = j + 1;
    }
  },
  boxes(pen, place, artist, rows, i) {
    const left = rows.left(i), right = rows.right(i), bottom = rows.bottom(i), top = rows.top(i);
    for (let j = 0; j < left.length; j++) {
      const x = place.x(left[j]), y = place.y(top[j]);
      const w = place.x(right[j]) - x, h = place.y(bottom[j]) - y;
      if ([x, y, w, h].some(Number.isNaN)) continue;
      pen.beginPath();
      pen.rect(x, y, w, h);
      if (ink(pen, artist.fill, "fillStyle")) pen.fill();
      if (artist.width && ink(pen, artist.stroke, "strokeStyle")) { pen.lineWidth = artist.width; pen.stroke(); }
    }
  },
  image(pen, place, artist, rows, i) {
    const levels = rows.levels(i), { pixels } = palette(artist.map);
    const picture = new ImageData(artist.columns, artist.rows), all = new Uint32Array(picture.data.buffer);
    for (let j = 0; j < levels.length; j++) all[j] = pixels[levels[j]];
    const sheet = new OffscreenCanvas(artist.columns, artist.rows);
    sheet.getContext("2d").putImageData(picture, 0, 0);
    const [left, right, low, high] = artist.box;
    const x = place.x(left), y = place.y(high);
    pen.globalAlpha = 1;
    pen.imageSmoothingEnabled = false;
    pen.drawImage(sheet, x, y, place.x(right) - x, place.y(low) - y);
  },
  text(pen, place, artist, rows, i) {
    ink(pen, artist.fill, "fillStyle");
    pen.font = `${artist.size}px "DejaVu Sans", Verdana, sans-serif`;
    pen.textAlign = artist.align;
    pen.textBaseline = { top: "top", center: "middle", bottom: "bottom" }[artist.baseline] ?? "alphabetic";
    pen.fillText(artist.texts[i], place.x(artist.at[0]), place.y(artist.at[1]));
  },
};

// The levels of a colour map, made once: as pixels, and as colours with their opacity.
const palettes = new WeakMap();
function palette(map) {
  if (!palettes.has(map)) {
    const bytes = Uint8Array.from(map), pixels = new Uint32Array(bytes.buffer);
    const colors = Array.from(pixels, (_, l) => [`rgb(${bytes.subarray(4 * l, 4 * l + 3).join()})`, bytes[4 * l + 3] / 255]);
    palettes.set(map, { pixels, colors });
  }
  return palettes.get(map);
}

function markers(pen, place, artist, xs, ys, radius, fill, shape) {
  const edge = (artist.edge && artist.edgeWidth) || 0, together = isOnePath(artist, edge, shape);
  const paint = (j) => {
    if (ink(pen, fill(j), "fillStyle")) pen.fill();
    if (edge && !together && ink(pen, artist.edge, "strokeStyle")) { pen.lineWidth = edge; pen.stroke(); }
  };
  pen.beginPath();
  for (let j = 0; j < xs.length; j++) {
    const x = place.x(xs[j]), y = place.y(ys[j]);
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    marker(pen, shape, x, y, radius(j) + (together ? edge / 2 : 0));
    if (together) continue;
    paint(j);
    pen.beginPath();
  }
  if (together) paint(0);
}

// Marks of one opaque colour hide nothing of each other: they are painted as one path, as large as with their edges.
function isOnePath({ map, fill, edge: color }, edge, shape) {
  return "os".includes(shape) && !map && fill?.[1] === 1 && (!edge || color.join() === fill.join());
}

// What a play head shows of an artist's points: a share of them, from one end or the other.
function seen(rows, { share, backwards }) {
  const cut = (all) => {
    const count = Math.ceil(share * all.length);
    return backwards ? all.subarray(all.length - count) : all.subarray(0, count);
  };
  return Object.fromEntries(Object.entries(rows).map(([name, of]) => [name, (i) => cut(of(i))]));
}

// A picture: the artists of a table, their rows, and which of them; `head`, if a play head is on its way. With a scale,
// axes end at whole pixels, as matplotlib's do: nothing need be blended there.
export function drawAll(pen, scene, { artists, rows, row, head }, scale = 0) {
  const whole = (v) => (scale ? Math.round(v * scale) / scale : v);
  for (const [k, artist] of artists.entries()) {
    if (artist.texts?.[row] === "") continue;
    const [x0, y0, w, h] = scene.axes[artist.axes].box;
    const left = x0 * scene.width, width = w * scene.width;
    const top = (1 - y0 - h) * scene.height, height = h * scene.height;
    const place = { x: (f) => left + f * width, y: (f) => top + (1 - f) * height };
    pen.save();
    if (artist.kind !== "text") {
      const x = whole(left), y = whole(top);
      pen.beginPath();
      pen.rect(x, y, whole(left + width) - x, whole(top + height) - y);
      pen.clip();
    }
    DRAW[artist.kind](pen, place, artist, head?.artists.includes(artist.key) ? seen(rows[k], head) : rows[k], row);
    pen.restore();
  }
}
