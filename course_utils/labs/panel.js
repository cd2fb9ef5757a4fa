// One panel of a training: axes, the curves of all runs, and their names next to them.

import { node } from "../display/dom.js";
import { shortNumber } from "./scales.js";
import { gettext } from "../texts/texts.js";

const BOX = { left: 50, top: 22, bottom: 34, height: 220, width: 430 };
const LINE = 14;
const FLOOR = BOX.height - BOX.bottom;

// Draw the curves `key` of some runs; `end` is the last update on the axis, `looks` has colours and dashes by run.
export function panel(label, runs, key, scale, end, { runs: names, looks }, baseline) {
  const named = names.length > 1; // at the right of their curves
  const right = named ? Math.min(40 + 6.5 * Math.max(...names.map((name) => name.length)), 225) : 12;
  const width = BOX.width - BOX.left - right, height = FLOOR - BOX.top;
  const place = { x: (u) => BOX.left + (u / end) * width, y: (v) => BOX.top + (1 - scale.at(v)) * height, end };
  const svg = node("svg", { viewBox: `0 0 ${BOX.width} ${BOX.height}`, role: "img", "aria-label": label });
  svg.append(...axes(label, scale, place));
  const words = []; // drawn over the curves
  if (baseline && scale.at(baseline[1]) >= 0) {
    const [name, value] = baseline, y = place.y(value);
    svg.append(node("line", { x1: place.x(0), x2: place.x(end), y1: y, y2: y, "stroke-dasharray": "1 3" }));
    words.push(node("text", { x: place.x(end) - 4, y: y - 5, "text-anchor": "end" }, `${name}: ${shortNumber(value)}`));
  }
  const labels = [];
  for (const run of runs) {
    const [colour, dash] = looks[run.name] ?? ["", ""];
    const { group, last } = curve(run, key, scale, place, dash);
    if (colour) group.style.setProperty("--run", colour);
    svg.append(group);
    if (named && last !== undefined) labels.push({ group, last, name: run.name, dash });
  }
  nameCurves(labels, place.x(end) + 6);
  if (key === "losses" && runs.some((run) => run.held_out.length)) {
    svg.append(node("circle", { cx: place.x(end) - 62, cy: 9, r: 3 }),
      node("text", { x: place.x(end) - 55, y: 13 }, gettext("held out")));
  }
  svg.append(...words);
  return svg;
}

function axes(label, scale, { x, y, end }) {
  const grid = scale.ticks.flatMap((tick) => [
    node("line", { class: "grid", x1: x(0), x2: x(end), y1: y(tick), y2: y(tick) }),
    node("text", { class: "tick", x: x(0) - 5, y: y(tick) + 4, "text-anchor": "end" }, shortNumber(tick)),
  ]);
  const ends = [0, end].map((u) =>
    node("text", { class: "tick", x: x(u), y: FLOOR + 15, "text-anchor": u ? "end" : "start" }, String(u)));
  return [...grid, node("text", { x: x(0), y: 13 }, label),
    node("path", { class: "frame", d: `M${x(0)} ${BOX.top}V${FLOOR}H${x(end)}` }), ...ends,
    node("text", { class: "tick", x: (x(0) + x(end)) / 2, y: FLOOR + 15, "text-anchor": "middle" }, gettext("update"))];
}

// What marks the end of a run that ended before its budget: a dot if the task was solved, else a cross.
const END = { solved: "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z", other: "M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5" };

// Return a run's curve, with its end and its held-out losses, and the height at which it ends.
function curve(run, key, scale, { x, y }, dash) {
  const at = key === "reached" ? run.reached_at : run.at;
  let path = "", last, lastX;
  run[key].forEach((v, k) => {
    const height = v === null ? NaN : y(v);
    if (Number.isNaN(height)) return;
    path += `${path ? "L" : "M"}${x(at[k]).toFixed(1)} ${height.toFixed(1)}`;
    [lastX, last] = [x(at[k]), height];
  });
  const group = node("g", { class: run.now ? "run now" : "run" }, node("path", { d: path, "stroke-dasharray": dash }));
  if (key !== "reached" && last !== undefined && run.stopped && run.stopped !== "budget") {
    const mark = run.stopped === "solved" ? "solved" : "other";
    group.append(node("path", { class: `end ${mark}`, d: END[mark], transform: `translate(${lastX} ${last})` }));
  }
  if (key === "losses") {
    run.held_out.forEach((v, k) => v !== null && scale.at(v) >= 0 && group.append(node("circle", { cx: x(run.held_out_at[k]), cy: y(v), r: 3 })));
  }
  return { group, last };
}

// Write the names where their curves end, from `start` to the right, one under another.
function nameCurves(labels, start) {
  labels.sort((one, other) => one.last - other.last);
  let free = BOX.top;
  labels.forEach(({ group, last, name, dash }, k) => {
    const lowest = FLOOR - (labels.length - 1 - k) * LINE; // leave room for those below
    const at = Math.min(Math.max(last, free), lowest);
    free = at + LINE;
    group.append(node("line", { x1: start, x2: start + 22, y1: at, y2: at, "stroke-dasharray": dash }),
      node("text", { x: start + 26, y: at + 4 }, name));
  });
}
