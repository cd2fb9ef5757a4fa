// Play heads: a lab that moves by itself. A slider travels, or the points of some artists appear one after the other.

import { button, node, write } from "../../display/dom.js";
import { place, show } from "./sliders.js";
import { gettext } from "../../texts/texts.js";

const WHOLE = 6; // seconds at most from end to end, at speed 1
const FEW = 12; // points a second at most, at speed 1
const SPEEDS = [0.25, 0.5, 1, 2, 4];

export function makePlay(lab) {
  const element = node("div", { class: "lab-play", role: "group", "aria-label": gettext("Let it play") });
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const state = { heads: [], on: undefined, running: false, frame: 0, last: 0 };
  const speed = node("select", { "aria-label": gettext("speed") },
    ...SPEEDS.map((one) => node("option", { value: one, ...(one === 1 ? { selected: "" } : {}) }, `× ${one}`)));

  const tell = () => state.heads.forEach((head) => {
    const runs = state.running && state.on === head;
    write(head.button, `${runs ? "❚❚" : "▶"} ${head.label}`);
    head.button.setAttribute("aria-pressed", String(runs));
  });
  const rest = () => {
    state.running = false;
    cancelAnimationFrame(state.frame);
    tell();
  };
  const advance = (head, by) => {
    state.on = head;
    if (!head.move(by)) rest();
    show(lab);
  };
  const tick = (now) => {
    const { on } = state;
    // A frame may have begun before the press that asked for it; after a long one, go on as after a short one.
    const passed = Math.max(0, Math.min(0.1, (now - state.last) / 1000));
    state.last = now;
    on.due += passed * speed.value * Math.min(FEW * on.pace, on.count() / WHOLE);
    const whole = Math.floor(on.due);
    on.due -= whole;
    if (whole) advance(on, whole);
    if (state.running) state.frame = requestAnimationFrame(tick);
  };
  const run = (head) => {
    if (state.on !== head) state.on?.end?.();
    Object.assign(state, { on: head, running: true, last: performance.now() });
    head.due = 0;
    tell();
    state.frame = requestAnimationFrame(tick);
  };
  const toggle = (head) => {
    const ran = state.running && state.on === head;
    rest();
    if (!ran && !still.matches) {
      run(head);
      return;
    }
    if (!ran) advance(head, Math.ceil(head.count() / 10));
    head.rested?.();
  };
  const step = () => {
    rest();
    const head = state.on ?? state.heads[0];
    advance(head, 1);
    head.rested?.();
  };
  const make = (play) => {
    const head = play.slider ? travelling(lab, play) : revealing(lab, play);
    head.button = button("", () => toggle(head));
    return head;
  };

  return {
    element, rest,
    head: () => state.on?.shows?.(),
    // What was on its way when the learner's hand came: the whole picture is back.
    stop() {
      if (state.running) rest();
      state.on?.end?.();
      state.on = undefined;
    },
    set({ plays }) {
      if (state.heads.map(({ label }) => label).join() === plays.map(({ label }) => label).join()) return;
      state.heads = plays.map(make);
      const tools = [button(gettext("one step"), step), speed];
      element.replaceChildren(...state.heads.map((head) => head.button), ...(plays.length ? tools : []));
      tell();
    },
  };
}

// A slider that goes to its end and comes back, until it is stopped; or goes there once.
function travelling(lab, { label, slider: name, once }) {
  const slider = () => lab.sliders.find((one) => one.name === name);
  let way = 1;
  return {
    label,
    pace: 4,
    count: () => slider().table.values.length,
    move(by) {
      const one = slider(), last = one.table.values.length - 1;
      if (one.shown >= last) way = once ? -last : -1; // once: from the end to the beginning at a leap
      else if (one.shown <= 0 || once) way = 1;
      lab.hand = one;
      place(lab, one, Math.max(0, Math.min(last, one.shown + way * by)));
      if (once && one.shown === last) lab.released();
      return !(once && one.shown === last);
    },
    rested: () => lab.released(),
  };
}

// Points that appear one after the other; when all are there, the picture is whole again.
function revealing(lab, { label, artists, backwards }) {
  let shown; // so many points of the longest artist; none: the picture is whole
  const count = () => Math.max(1, ...lab.picture.artists.map(({ key }, k) => {
    const [one] = Object.values(lab.picture.rows[k]);
    return artists.includes(key) ? one(lab.picture.row).length : 0;
  }));
  return {
    label, count,
    pace: 1,
    move(by) {
      shown = (shown ?? 0) + by;
      if (shown >= count()) shown = undefined;
      return shown !== undefined;
    },
    shows: () => (shown === undefined ? undefined : { artists, backwards, share: shown / count() }),
    end() { shown = undefined; },
  };
}
