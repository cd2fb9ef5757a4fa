// The host of labs in a page without a kernel: a model as the widget knows it, its state from the page itself.

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

function revive(state) {
  for (const { table } of state.scene.sliders) {
    state[table].data = new DataView(Uint8Array.from(atob(state[table].data), (c) => c.charCodeAt(0)).buffer);
  }
  return state;
}

function host(states, changed) {
  Object.values(states).forEach(revive);
  const held = { ...states.reset, status: "", travelled: Object.keys(states) }, listeners = {};
  const tell = (event) => (listeners[event] ?? []).forEach((act) => act());
  return {
    get: (name) => held[name],
    set: (name, value) => { held[name] = value; },
    save_changes() {},
    on: (event, act) => (listeners[event] ??= []).push(act),
    off() {},
    send({ kind, name }) {
      if (kind === "preset") {
        Object.assign(held, states[name]);
        changed(states[name].controls);
        tell("change:scene");
      }
      tell("msg:custom");
    },
  };
}

// The controls as they would look in a notebook, to be read only.
function control({ label, text, share }) {
  if (share === undefined) return node("label", {}, label, node("select", {}, node("option", {}, text)));
  const slider = node("input", { type: "range", min: 0, max: 1, step: "any", value: share });
  return node("label", {}, label, slider, node("output", {}, text));
}

for (const place of document.querySelectorAll(".lab-place")) {
  const states = await unpack(place.querySelector("script").textContent);
  const figure = node("div"), controls = node("fieldset", { class: "lab-controls", disabled: "" });
  const all = states.reset.scene.presets.length === Object.keys(states).length;
  const note = all ? "These settings need a running notebook." : "These settings and the grey buttons need a running notebook.";
  const changed = (now) => controls.replaceChildren(node("legend", {}, note), ...now.map(control));
  place.replaceChildren(figure, ...(all && !states.reset.controls.length ? [] : [controls]));
  changed(states.reset.controls);
  render({ model: host(states, changed), el: figure });
}
