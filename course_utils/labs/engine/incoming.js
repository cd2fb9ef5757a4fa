// What comes in from the kernel: scene, tables, positions; what came together is taken together.

import { isWhole } from "./table.js";
import { fit, place, show } from "./sliders.js";

// Where a value is in a new table: the position of the nearest one.
function sameValue(before, after, at) {
  if (before.join() === after.join()) return at;
  const away = after.map((v) => Math.abs(parseFloat(v) - parseFloat(before[at])));
  return away.indexOf(Math.min(...away));
}

// Return a function that notes that something came; `begin` is called with the first scene, `set` with each new one.
export function incoming(lab, begin, set) {
  let due = false;
  const update = () => {
    due = false;
    const next = lab.model.get("scene"), fresh = next !== lab.scene;
    if (!next?.sliders || lab.closed) return;
    if (!next.sliders.every((name) => isWhole(lab.model.get(`table_${name}`)))) return;
    lab.scene = next;
    if (!lab.sliders.length) begin();
    const came = lab.sliders.map((slider) => take(lab, slider, fresh));
    if (fresh) set();
    if (fresh || came.some(({ news }) => news)) show(lab);
    if (came.some(({ stayed }) => stayed)) lab.model.save_changes();
  };
  const soon = () => {
    if (!due) queueMicrotask(update);
    due = true;
  };
  return { soon, update };
}

// Take what came for one slider; say whether it is news, and whether the slider stayed where the learner has it.
function take(lab, slider, fresh) {
  const before = slider.table, table = lab.model.get(`table_${slider.name}`);
  const asked = lab.model.get(`position_${slider.name}`);
  if (before !== table) fit(slider, table);
  // The learner's hand may be on the slider: stay at the value, wherever the new table has it.
  const stay = fresh && before && !lab.scene.jump.includes(slider.name);
  const at = stay ? sameValue(before.values, table.values, slider.shown) : asked;
  const moved = at !== slider.shown;
  if (moved) {
    lab.hand = slider;
    lab.model.set(`position_${slider.name}`, slider.shown); // or what the hand did before would be told after this
  }
  place(lab, slider, at);
  return { news: before !== table || moved, stayed: stay && at !== asked };
}
