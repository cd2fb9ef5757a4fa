// The host of widgets in a page without a kernel: a model as the widget knows it, its state from the page itself.
// `hosted` holds the `render` of each kind of widget.

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

function revive(state) {
  if (!state.table) return state;
  return { ...state, table: new DataView(Uint8Array.from(atob(state.table), (c) => c.charCodeAt(0)).buffer) };
}

function model(travelling) {
  const states = Object.fromEntries(Object.entries(travelling).map(([name, state]) => [name, revive(state)]));
  for (const { scene } of Object.values(states)) if (scene) Object.assign(scene, { presets: Object.keys(states), jump: true });
  const held = { ...states.reset, status: "" }, listeners = {};
  const changed = (name) => (listeners[`change:${name}`] ?? []).forEach((act) => act());
  return {
    get: (name) => held[name],
    set: (name, value) => { held[name] = value; changed(name); },
    save_changes() {},
    on: (event, act) => (listeners[event] ??= []).push(act),
    off() {},
    send({ name }) {
      Object.assign(held, states[name]);
      changed("table");
    },
  };
}

const models = {};
const host = { getModel: async (reference) => models[reference.replace("anywidget:", "")] };
for (const place of document.querySelectorAll(".widget-place")) {
  const travelling = await unpack(place.querySelector("script").textContent);
  place.replaceChildren();
  models[place.dataset.model] = model(travelling);
  hosted[place.dataset.kind]({ model: models[place.dataset.model], el: place, host });
}
