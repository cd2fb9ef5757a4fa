// A live figure in the page: sliders, reading, buttons, and the picture that follows them.
// `model` has get, set, save_changes, send, on, off, as anywidget gives it.

const REST = 250; // ms of rest before a screen reader is told
const GONE = gettext("No answer from the kernel: it is busy or has stopped.");
const MOVES = gettext("The slider still moves.");
const ALONE = gettext("One slider moves at a time here: moving it takes the others back.");

function sameValue(before, after, at) {
  if (before.join() === after.join()) return at;
  const away = after.map((v) => Math.abs(parseFloat(v) - parseFloat(before[at])));
  return away.indexOf(Math.min(...away));
}

function render({ model, el }) {
  const travelled = model.get("travelled"); // only in a page without a kernel: the presets that came with it
  const background = node("div", { class: "lab-background", "aria-hidden": "true" });
  const canvas = node("canvas", { role: "img", tabindex: "0", "data-lm-suppress-shortcuts": "true" });
  const tip = node("div", { class: "lab-tip", hidden: "" });
  const stage = node("div", { class: "lab-stage" }, background, canvas, tip);
  const rail = node("div", { class: "lab-sliders" });
  const reading = node("p", { class: "lab-reading" });
  const spoken = node("p", { class: "lab-spoken", "aria-live": "polite" });
  const status = node("p", { class: "lab-status", role: "status" });
  const code = node("pre", { hidden: "" });
  const presets = node("div", { role: "group", "aria-label": gettext("Settings to try") });
  const tools = node("div", { role: "group", "aria-label": gettext("The picture") });
  const buttons = node("div", { class: "lab-buttons" }, presets, tools);
  const lab = node("section", { class: "lab" }, stage, rail, reading, spoken, status, buttons, code);
  el.append(lab);

  const pen = canvas.getContext("2d");
  const listening = []; // [who, event, act], to be undone
  const hear = (who, event, act) => { who.on(event, act); listening.push([who, event, act]); };
  let scene, sliders = [], hand, picture, frame = 0, rest = 0;
  const style = getComputedStyle(lab);
  const themed = (hex) => {
    const name = { "#222222": "ink", "#000000": "ink", "#333333": "ink", "#555555": "soft", "#767676": "soft",
      "#dddddd": "faint", "#ffffff": "ground" }[hex];
    return name ? style.getPropertyValue(`--lab-${name}`) : hex;
  };

  const paint = () => {
    frame = 0;
    const scale = canvas.width / scene.width;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, scene.width, scene.height);
    if (picture) drawAll(pen, scene, picture, { themed });
  };
  const ask = () => { frame ||= requestAnimationFrame(paint); };

  // ---- sliders: each has a table of its own, true while the others stand where it was computed --------

  const makeSlider = ({ name, position, table }) => {
    const id = `lab-${Math.random().toString(36).slice(2)}`; // only ties the label to its slider
    const input = node("input", { type: "range", min: "0", step: "1", id, "data-lm-suppress-shortcuts": "true" });
    const slider = { name, traits: { position, table }, shown: 0, input,
      label: node("label", { for: id }), value: node("output", { for: id }) };
    input.addEventListener("input", () => move(slider, +input.value));
    input.addEventListener("change", release);
    hear(model, `change:${position}`, soon);
    hear(model, `change:${table}`, soon);
    rail.append(slider.label, input, slider.value);
    return slider;
  };
  const place = (slider, at) => {
    slider.shown = Math.max(0, Math.min(at, slider.table.values.length - 1));
    model.set(slider.traits.position, slider.shown); // linked widgets follow in the page; the kernel hears at rest
  };
  const holds = (slider) => sliders.every((other) => other === slider || slider.table.at[other.name] === other.shown);
  const move = (slider, at) => {
    hand = slider;
    place(slider, at);
    show();
  };
  const release = () => {
    model.save_changes();
    if (!sliders.every(holds)) kernel.knock();
  };
  const show = () => {
    if (alone && !holds(hand)) {
      for (const other of sliders) if (other !== hand) place(other, hand.table.at[other.name]);
      model.save_changes();
    }
    const slider = [hand, ...sliders].find(holds); // none: the old picture stays until the table is there
    if (slider) picture = { artists: slider.table.artists, rows: slider.rows, row: slider.shown, said: slider.table.readings[slider.shown] };
    tell();
    ask();
  };
  const tell = () => {
    const said = picture?.said ?? "";
    for (const slider of sliders) {
      const value = slider.table.values[slider.shown];
      slider.input.value = slider.shown;
      write(slider.value, value);
      slider.input.setAttribute("aria-valuetext", `${slider.table.label} ${value}. ${said}`);
    }
    write(reading, said);
    if (!code.hidden) writeCode();
    clearTimeout(rest);
    rest = setTimeout(() => {
      spoken.textContent = said;
      canvas.setAttribute("aria-label", `${scene.name}. ${said}`);
    }, REST);
  };

  // ---- what comes in: scene, tables, positions, all that came together at once ------------------------

  let due = false, closed = false;
  const soon = () => {
    if (!due) queueMicrotask(update);
    due = true;
  };
  const update = () => {
    due = false;
    const next = model.get("scene"), fresh = next !== scene;
    if (!next?.sliders || closed) return;
    if (!next.sliders.every(({ table }) => isWhole(model.get(table)))) return;
    scene = next;
    if (!sliders.length) begin();
    let news = fresh, stayed = false;
    for (const slider of sliders) {
      const before = slider.table, table = model.get(slider.traits.table);
      if (before !== table) fit(slider, table);
      let at = model.get(slider.traits.position);
      if (fresh && before && !scene.jump.includes(slider.name)) {
        // The learner's hand may be on the slider: stay at the value, wherever the new table has it.
        at = sameValue(before.values, table.values, slider.shown);
        stayed ||= at !== model.get(slider.traits.position);
      }
      if (at !== slider.shown) hand = slider;
      news ||= before !== table || at !== slider.shown;
      place(slider, at);
    }
    if (fresh) set();
    if (news) show();
    if (stayed) model.save_changes();
  };
  const begin = () => {
    sliders = scene.sliders.map(makeSlider);
    hand = sliders[0];
    for (const id of scene.controls) {
      model.widget_manager?.get_model(id).then((control) => closed || hear(control, "change:value", kernel.knock));
    }
  };
  const fit = (slider, table) => {
    Object.assign(slider, { table, rows: readTable(table) });
    slider.input.max = table.values.length - 1;
    slider.value.style.minWidth = `${Math.max(...table.values.map((value) => value.length))}ch`;
    slider.label.textContent = table.label;
  };
  const set = () => {
    picture = undefined;
    background.innerHTML = scene.background;
    stage.style.aspectRatio = `${scene.width} / ${scene.height}`;
    stage.style.maxWidth = `${scene.width * 1.45}px`;
    lab.setAttribute("aria-label", scene.name);
    presets.replaceChildren(...scene.presets.map(preset));
    tools.replaceChildren(button(gettext("larger"), enlarge), button(gettext("save as SVG"), save),
      ...(scene.code ? [button(gettext("as code"), showCode)] : []));
  };

  // ---- with the kernel and without ---------------------------------------------------------------------

  let alone = Boolean(travelled);
  const say = (text) => write(status, [text, alone && sliders.length > 1 && ALONE].filter(Boolean).join(" "));
  const kernel = contact(model, hear, {
    busy: () => alone || say(gettext("computing …")),
    silent: () => {
      alone = true;
      say(sliders.length > 1 ? GONE : `${GONE} ${MOVES}`);
      show();
    },
    answered: (text) => {
      alone = Boolean(travelled);
      say(text);
    },
  });

  // ---- buttons ----------------------------------------------------------------------------------------

  const button = (name, act) => {
    const one = node("button", { type: "button" }, name);
    one.addEventListener("click", act);
    return one;
  };
  const preset = (name) => {
    const one = button(name, () => kernel.send({ kind: "preset", name }));
    one.disabled = Boolean(travelled && !travelled.includes(name));
    return one;
  };
  const enlarge = () => (document.fullscreenElement ? document.exitFullscreen() : lab.requestFullscreen());
  const writeCode = () => {
    const fill = { ...model.get("settings") };
    for (const { name, table, shown } of sliders) fill[name] = table.values[shown];
    code.textContent = scene.code.replace(/\{(\w+)\}/g, (whole, key) => fill[key] ?? whole);
  };
  const showCode = () => { code.hidden = !code.hidden; writeCode(); };
  const save = () => {
    const writer = new SvgPen();
    drawAll(writer, scene, picture, { themed });
    let text = scene.background.replace("</svg>", `${writer.out.join("")}</svg>`);
    text = text.replace(/var\(--lab-(\w+)\)/g, (_, name) => style.getPropertyValue(`--lab-${name}`));
    const link = node("a", { download: "figure.svg", href: URL.createObjectURL(new Blob([text], { type: "image/svg+xml" })) });
    link.click();
    URL.revokeObjectURL(link.href);
  };

  // ---- pointing ---------------------------------------------------------------------------------------

  const cursor = { x: 0.25, y: 0.5 }; // as fractions of the figure, y upwards
  const pointed = (event) => {
    const box = canvas.getBoundingClientRect();
    cursor.x = (event.clientX - box.left) / box.width;
    cursor.y = 1 - (event.clientY - box.top) / box.height;
    point();
  };
  const keyed = (event) => {
    const step = { ArrowLeft: [-0.005, 0], ArrowRight: [0.005, 0], ArrowUp: [0, 0.02], ArrowDown: [0, -0.02] }[event.key];
    if (!step) return;
    event.preventDefault();
    cursor.x = Math.min(1, Math.max(0, cursor.x + step[0]));
    cursor.y = Math.min(1, Math.max(0, cursor.y + step[1]));
    point();
    spoken.textContent = tip.textContent;
  };
  const point = () => {
    const words = picture && valuesAt(scene, picture, cursor);
    tip.hidden = !words;
    if (!words) return;
    tip.textContent = words.join("   ");
    tip.style.left = `${Math.min(cursor.x * 100, 70)}%`;
    tip.style.top = `${(1 - cursor.y) * 100}%`;
  };

  const resize = () => {
    const box = stage.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    if (!scene || !box.width) return;
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round((box.width * scene.height * ratio) / scene.width);
    ask();
  };

  canvas.addEventListener("pointermove", pointed);
  canvas.addEventListener("pointerdown", pointed);
  canvas.addEventListener("keydown", keyed);
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  hear(model, "change:scene", soon);
  const sizes = new ResizeObserver(resize);
  sizes.observe(stage);
  const theme = new MutationObserver(() => scene && ask());
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  update();
  kernel.report();

  return () => {
    closed = true;
    sizes.disconnect();
    theme.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(rest);
    kernel.leave();
    listening.forEach(([who, event, act]) => who.off(event, act));
    lab.remove();
  };
}

export default { render };
