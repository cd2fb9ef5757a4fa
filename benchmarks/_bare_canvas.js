// The yardstick of labs.py: a slider and a canvas, as large as the lab's, on which the marks of the lab's own table are
// drawn in the fewest calls. No background, no reading, nothing else.

import { readTable } from "../course_utils/labs/engine/table.js";

const DRAW = {
  line(pen, x, y, { stroke, width, marker, size, fill }, { x: xs, y: ys }) {
    if (stroke) {
      pen.beginPath();
      for (let j = 0; j < xs.length; j++) pen.lineTo(x(xs[j]), y(ys[j]));
      [pen.strokeStyle, pen.lineWidth] = [stroke[0], width];
      pen.stroke();
    }
    if ("osv^".includes(marker || "-") && fill) dots(pen, x, y, xs, ys, size / 2, fill[0]);
  },
  points(pen, x, y, { size, fill }, { x: xs, y: ys }) { dots(pen, x, y, xs, ys, Math.sqrt(size) / 2, fill?.[0] ?? "black"); },
  band(pen, x, y, { fill }, { x: xs, low, high }) {
    pen.beginPath();
    for (let j = 0; j < xs.length; j++) pen.lineTo(x(xs[j]), y(low[j]));
    for (let j = xs.length - 1; j >= 0; j--) pen.lineTo(x(xs[j]), y(high[j]));
    pen.fillStyle = fill[0];
    pen.fill();
  },
  boxes(pen, x, y, { fill, stroke, width }, { left, right, bottom, top }) {
    pen.beginPath();
    for (let j = 0; j < left.length; j++) pen.rect(x(left[j]), y(top[j]), x(right[j]) - x(left[j]), y(bottom[j]) - y(top[j]));
    if (fill) { pen.fillStyle = fill[0]; pen.fill(); }
    if (stroke && width) { [pen.strokeStyle, pen.lineWidth] = [stroke[0], width]; pen.stroke(); }
  },
  image(pen, x, y, { map, columns, rows, box: [left, right, low, high] }, { levels }) {
    const w = (x(right) - x(left)) / columns, h = (y(low) - y(high)) / rows;
    for (let j = 0; j < levels.length; j++) {
      pen.fillStyle = `rgb(${map.slice(4 * levels[j], 4 * levels[j] + 3).join()})`;
      pen.fillRect(x(left) + (j % columns) * w, y(high) + Math.floor(j / columns) * h, w, h);
    }
  },
  text(pen, x, y, { size, fill, at, texts }, _, i) {
    pen.font = `${size}px sans-serif`;
    pen.fillStyle = fill[0];
    pen.fillText(texts[i], x(at[0]), y(at[1]));
  },
};

// Nothing is clipped: what lies beyond the axes is drawn at their edge.
const inside = (f) => Math.max(0, Math.min(1, f));

function dots(pen, x, y, xs, ys, r, fill) {
  pen.beginPath();
  for (let j = 0; j < xs.length; j++) { pen.moveTo(x(xs[j]) + r, y(ys[j])); pen.arc(x(xs[j]), y(ys[j]), r, 0, 7); }
  pen.fillStyle = fill;
  pen.fill();
}

function render({ model, el }) {
  const table = model.get("table"), { artists, along, start } = table, { width, height, axes } = model.get("scene");
  const rows = readTable(table);
  const canvas = document.createElement("canvas"), input = document.createElement("input"), pen = canvas.getContext("2d");
  Object.assign(input, { type: "range", min: 0, max: along.length - 1, value: start });
  input.dataset.lmSuppressShortcuts = "true";
  canvas.style.cssText = `display: block; width: 100%; max-width: ${width * 1.65}px; aspect-ratio: ${width} / ${height}`;
  input.style.cssText = "display: block; width: 100%; max-width: 620px; height: 28px";
  let frame = 0;
  const paint = () => {
    frame = 0;
    pen.clearRect(0, 0, width, height);
    const i = along[+input.value];
    artists.forEach((artist, k) => {
      const [left, low, w, h] = axes[artist.axes].box;
      const x = (f) => (left + inside(f) * w) * width, y = (f) => (1 - low - inside(f) * h) * height;
      const row = Object.fromEntries(Object.entries(rows[k]).map(([name, at]) => [name, at(i)]));
      DRAW[artist.kind](pen, x, y, artist, row, i);
    });
  };
  input.addEventListener("input", () => { frame ||= requestAnimationFrame(paint); });
  new ResizeObserver(() => {
    canvas.width = canvas.clientWidth * devicePixelRatio;
    canvas.height = canvas.clientHeight * devicePixelRatio;
    pen.scale(canvas.width / width, canvas.width / width);
    paint();
  }).observe(canvas);
  el.append(canvas, input);
}

export default { render };
