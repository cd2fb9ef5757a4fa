// The sliders of a lab: each has its own table, true while the others stay where it was computed. Two may share one.

import { node, write } from "../../display/dom.js";
import { readTable } from "./table.js";

const REST = 250; // ms of rest before a screen reader is told, and a kernel for which nothing waits

// A slider in the page; `moved` and `released` are called when the hand does so.
export function makeSlider(name, rail, moved, released) {
  const id = `lab-${Math.random().toString(36).slice(2)}`; // only ties the label to its slider
  const input = node("input", { type: "range", min: "0", step: "1", id, "data-lm-suppress-shortcuts": "true" });
  const label = node("label", { for: id }), value = node("output", { for: id });
  const slider = { name, shown: 0, input, label, value };
  input.addEventListener("input", () => moved(slider, +input.value));
  input.addEventListener("change", released);
  rail.append(label, input, value);
  return slider;
}

// Give a slider a new table.
export function fit(slider, table) {
  Object.assign(slider, { table, rows: table.shared ? undefined : readTable(table) });
  slider.input.max = table.values.length - 1;
  slider.value.style.minWidth = `${Math.max(...table.values.map((value) => value.length))}ch`;
  slider.label.textContent = table.label;
}

const named = (lab, name) => lab.sliders.find((slider) => slider.name === name);

// Whether a slider's table is true for the present positions of those that have another.
export const holds = (lab, { table }) =>
  Object.entries(table.at).every(([name, at]) => named(lab, name).shown === at);

// The slider that has the table of this one, and the row in it.
function rowOf(lab, { name, table }) {
  const first = table.shared ?? name;
  const row = lab.sliders.filter((one) => (one.table.shared ?? one.name) === first)
    .reduce((sum, one) => sum + one.shown * one.table.stride, 0);
  return [named(lab, first), row];
}

// Move a slider: linked widgets follow in the page, the kernel is told when the hand rests.
export function place(lab, slider, at) {
  slider.shown = Math.max(0, Math.min(at, slider.table.values.length - 1));
  lab.model.set(`position_${slider.name}`, slider.shown);
}

// Show the picture for the sliders' positions; without a kernel, the others go back to where this table is true.
export function show(lab) {
  const { hand, sliders, model } = lab;
  if (lab.alone && !holds(lab, hand)) {
    for (const [name, at] of Object.entries(hand.table.at)) place(lab, named(lab, name), at);
    model.save_changes();
  }
  const slider = [hand, ...sliders].find((one) => holds(lab, one)); // none: the old picture stays until there is a table
  if (slider) {
    const [{ table: { artists, readings }, rows }, row] = rowOf(lab, slider);
    lab.picture = { artists, rows, row, reading: readings[row], head: lab.play.head() };
  }
  speak(lab);
  lab.tip.point();
  lab.stage.ask();
}

function speak(lab) {
  const reading = lab.picture?.reading ?? "";
  for (const { table, shown, input, value } of lab.sliders) {
    input.value = shown;
    write(value, table.values[shown]);
    input.setAttribute("aria-valuetext", `${table.label} ${table.values[shown]}. ${reading}`);
  }
  write(lab.reading, reading);
  lab.code.renew();
  clearTimeout(lab.rest);
  lab.rest = setTimeout(() => {
    lab.model.save_changes();
    lab.spoken.textContent = reading;
    lab.stage.canvas.setAttribute("aria-label", `${lab.scene.name}. ${reading}`);
  }, REST);
}
