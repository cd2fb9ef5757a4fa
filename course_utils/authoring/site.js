// The host of widgets in a page without a kernel: a model as the widget knows it, its state from the page itself.
// `hosted` holds the ES module of each kind of widget.

import { node } from "../display/dom.js";
import { gettext } from "../texts/texts.js";

async function gunzip(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

// The reverse of labs/engine/travel.py: numbers from their differences, the bytes of each from four places.
function join(bytes) {
  const count = bytes.length / 4, words = new Uint32Array(count);
  for (let i = 0, last = 0; i < count; i++) {
    const step = bytes[i] | (bytes[count + i] << 8) | (bytes[2 * count + i] << 16) | (bytes[3 * count + i] << 24);
    words[i] = last = (last + step) >>> 0;
  }
  return words.buffer;
}

async function unpackLab(text) {
  const [packed, split] = await Promise.all(text.split(" ").map(gunzip));
  const states = await packed.json(), buffer = join(new Uint8Array(await split.arrayBuffer()));
  for (const state of Object.values(states)) {
    for (const name of state.scene.sliders) {
      const table = state[`table_${name}`];
      table.data = new DataView(buffer, ...table.data);
    }
  }
  return states;
}

// `heard` answers what the widget sends to a kernel that is not there.
function model(held, heard = () => {}) {
  const listeners = {};
  const one = {
    tell: (event) => (listeners[event] ?? []).forEach((act) => act()),
    get: (name) => held[name],
    set(name, value) {
      if (held[name] === value) return;
      held[name] = value;
      one.tell(`change:${name}`);
    },
    save_changes() {},
    on: (event, act) => (listeners[event] ??= []).push(act),
    off() {},
    send: (message) => heard(one, message),
  };
  return one;
}

// The controls as they would look in a notebook, read-only.
function control({ label, text, share }) {
  if (share === undefined) return node("label", {}, label, node("select", {}, node("option", {}, text)));
  const slider = node("input", { type: "range", min: 0, max: 1, step: "any", value: share });
  return node("label", {}, label, slider, node("output", {}, text));
}

function lab(states, place) {
  const figure = node("div"), controls = node("fieldset", { class: "lab-controls", disabled: "" });
  const [reset] = Object.values(states);
  const some = reset.controls.length > 0, grey = reset.scene.presets.length > Object.keys(states).length;
  const note = !grey ? gettext("These settings need a running notebook.")
    : some ? gettext("These settings and the grey buttons need a running notebook.")
      : gettext("The grey buttons need a running notebook.");
  const changed = (now) => controls.replaceChildren(node("legend", {}, note), ...now.map(control));
  place.replaceChildren(figure, ...(some || grey ? [controls] : []));
  changed(reset.controls);
  const held = { ...reset, status: "", travelled: Object.keys(states) };
  const heard = (one, { kind, name }) => {
    if (kind === "preset") {
      Object.assign(held, states[name]);
      changed(states[name].controls);
      one.tell("change:scene");
    }
    one.tell("msg:custom");
  };
  return [model(held, heard), figure];
}

const models = {};
const host = { getModel: async (reference) => models[reference.replace("anywidget:", "")] };
for (const place of document.querySelectorAll(".widget-place")) {
  const text = place.querySelector("script").textContent;
  let one, el = place;
  if ("lab" in place.dataset) [one, el] = lab(await unpackLab(text), place);
  else {
    one = model(await (await gunzip(text)).json());
    place.replaceChildren();
  }
  models[place.dataset.model] = one;
  hosted[place.dataset.kind].render({ model: one, el, host });
}
