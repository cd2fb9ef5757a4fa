// Pointing at the picture, with mouse or arrow keys: reads the values under the point, in the axes' own units.

import { node } from "../../display/dom.js";

function fromFraction([low, high, scale], f) {
  if (Array.isArray(scale)) { // values at equal steps
    const at = Math.min(1, Math.max(0, f)) * (scale.length - 1), i = Math.min(Math.floor(at), scale.length - 2);
    return scale[i] + (at - i) * (scale[i + 1] - scale[i]);
  }
  return scale === "log" ? low * (high / low) ** f : low + f * (high - low);
}

// A number in three digits.
function short(v) {
  const size = Math.abs(v);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? v.toExponential(1) : String(+v.toPrecision(3));
}

function valuesAt(scene, picture, { x: fx, y: fy }) {
  const k = scene.axes.findIndex(({ box: [x, y, w, h] }) => fx >= x && fx <= x + w && fy >= y && fy <= y + h);
  if (k < 0) return undefined;
  const axes = scene.axes[k], [x, , w] = axes.box;
  const at = (fx - x) / w;
  const words = [];
  let nearest = at; // the curves have points, such as whole steps: values are read at the nearest
  picture.artists.forEach((artist, j) => {
    const rows = picture.rows[j];
    if (artist.axes !== k || artist.kind !== "line" || rows.y(picture.row).length < 3) return;
    const xs = rows.x(picture.row), ys = rows.y(picture.row);
    let best = 0;
    for (let i = 1; i < xs.length; i++) if (Math.abs(xs[i] - at) < Math.abs(xs[best] - at)) best = i;
    if (Number.isNaN(ys[best])) return;
    nearest = xs[best];
    words.push(`${artist.name} ${short(fromFraction(axes.y, ys[best]))}`);
  });
  return [`${axes.x[3] || "x"} ${short(fromFraction(axes.x, nearest))}`, ...words];
}

const STEPS = { ArrowLeft: [-0.005, 0], ArrowRight: [0.005, 0], ArrowUp: [0, 0.02], ArrowDown: [0, -0.02] };

// Add the tip to the stage, and let it follow the pointer and the picture.
export function addTip(lab) {
  const { canvas, element } = lab.stage;
  const tip = node("div", { class: "lab-tip", hidden: "" });
  const cursor = { x: 0.25, y: 0.5 }; // as fractions of the figure, y upwards
  element.append(tip);
  let pointing = false;
  const hide = () => {
    pointing = false;
    tip.hidden = true;
  };
  const point = () => {
    if (!pointing) return;
    const words = lab.picture && valuesAt(lab.scene, lab.picture, cursor);
    tip.hidden = !words;
    if (!words) return;
    tip.textContent = words.join("   ");
    tip.style.left = `${Math.min(cursor.x * 100, 70)}%`;
    tip.style.top = `${(1 - cursor.y) * 100}%`;
  };
  const pointed = (event) => {
    const box = canvas.getBoundingClientRect();
    cursor.x = (event.clientX - box.left) / box.width;
    cursor.y = 1 - (event.clientY - box.top) / box.height;
    pointing = true;
    point();
  };
  const keyed = (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    cursor.x = Math.min(1, Math.max(0, cursor.x + step[0]));
    cursor.y = Math.min(1, Math.max(0, cursor.y + step[1]));
    pointing = true;
    point();
    lab.spoken.textContent = tip.textContent;
  };
  canvas.addEventListener("pointermove", pointed);
  canvas.addEventListener("pointerdown", pointed);
  canvas.addEventListener("keydown", keyed);
  canvas.addEventListener("pointerleave", hide);
  return { point, pointed, hide };
}
