// The host of labs in a page without a kernel: a model as the widget knows it, its state from the page itself.

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

function revive(state) {
  return { ...state, table: new DataView(Uint8Array.from(atob(state.table), (c) => c.charCodeAt(0)).buffer) };
}

function host(travelling) {
  const states = Object.fromEntries(Object.entries(travelling).map(([name, state]) => [name, revive(state)]));
  for (const state of Object.values(states)) Object.assign(state.scene, { presets: Object.keys(states), jump: true });
  const held = { ...states.reset, status: "" }, listeners = {};
  return {
    get: (name) => held[name],
    set: (name, value) => { held[name] = value; },
    save_changes() {},
    on: (event, act) => (listeners[event] ??= []).push(act),
    off() {},
    send({ name }) {
      Object.assign(held, states[name]);
      (listeners["change:table"] ?? []).forEach((act) => act());
    },
  };
}

for (const place of document.querySelectorAll(".lab-place")) {
  const travelling = await unpack(place.querySelector("script").textContent);
  place.replaceChildren();
  render({ model: host(travelling), el: place });
}
