// A training as it runs: the kernel sends what is learning now and what has ended; nothing is ever sent back, so
// all of it works while the cell keeps the kernel busy, and in a page without one.

const SVG = "http://www.w3.org/2000/svg";
const DASHES = ["", "6 3", "2 2", "9 3 2 3", "12 4", "1 4", "6 2 2 2 2 2", "4 6", "14 3 5 3", "3 1"];
const BOX = { left: 50, top: 22, bottom: 34, height: 220, width: 430 };
const LINE = 14;

function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "path", "line", "text", "circle"].includes(tag);
  const node = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// ---- axes: a scale gives the place of a value as a fraction, and its ticks -----------------------

// Up to half above where the runs start, or the baseline: a spike leaves the picture, it does not flatten it.
function linear(values, starts) {
  const most = Math.max(...(values.length ? values : [1]));
  const low = Math.min(0, ...values), high = Math.max(Math.min(most, 1.5 * Math.max(0, ...starts) || most), low + 1e-12);
  const rough = (high - low) / 4, size = 10 ** Math.floor(Math.log10(rough));
  const step = size * [1, 2, 2.5, 5, 10].find((k) => k * size >= rough);
  const ticks = [];
  for (let k = Math.ceil(low / step); k * step <= high * 1.0001; k++) ticks.push(k * step);
  return { ticks, at: (v) => (v <= high * 1.05 ? (v - low) / ((high - low) * 1.05) : NaN) };
}

// Ten decades either way of the median at most: a run that explodes leaves the picture, it does not flatten it.
function logarithmic(values) {
  const logs = values.filter((v) => v > 0).map(Math.log10).sort((one, other) => one - other);
  const middle = logs[logs.length >> 1] ?? 0;
  const low = Math.floor(Math.max(logs[0] ?? 0, middle - 10));
  const high = Math.max(Math.ceil(Math.min(logs.at(-1) ?? 0, middle + 10)), low + 1);
  const every = Math.ceil((high - low) / 5), ticks = [];
  for (let k = low; k <= high; k += every) ticks.push(10 ** k);
  const at = (v) => (Math.log10(v) - low) / (high - low);
  return { ticks, at: (v) => (v > 0 && at(v) >= 0 && at(v) <= 1 ? at(v) : NaN) };
}

function short(v) {
  const size = Math.abs(v);
  return size !== 0 && (size < 1e-2 || size >= 1e4) ? v.toExponential().replace("+", "") : String(+v.toPrecision(3));
}

function roundUp(count) {
  const size = 10 ** Math.floor(Math.log10(Math.max(count, 20)));
  return size * [1, 1.5, 2, 3, 5, 7.5, 10].find((k) => k * size >= count);
}

// ---- one panel -----------------------------------------------------------------------------------

function panel(label, runs, key, scale, end, names, baseline) {
  const named = names.length > 1; // at the right of their curves
  const right = named ? Math.min(40 + 6.5 * Math.max(...names.map((name) => name.length)), 225) : 12;
  const width = BOX.width - BOX.left - right, height = BOX.height - BOX.top - BOX.bottom;
  const x = (u) => BOX.left + (u / end) * width;
  const y = (v) => BOX.top + (1 - scale.at(v)) * height;
  const floor = BOX.top + height;
  const svg = make("svg", { viewBox: `0 0 ${BOX.width} ${BOX.height}`, role: "img", "aria-label": label });
  for (const tick of scale.ticks) {
    svg.append(make("line", { class: "grid", x1: x(0), x2: x(end), y1: y(tick), y2: y(tick) }),
      make("text", { class: "tick", x: x(0) - 5, y: y(tick) + 4, "text-anchor": "end" }, short(tick)));
  }
  svg.append(make("text", { x: x(0), y: 13 }, label),
    make("path", { class: "frame", d: `M${x(0)} ${BOX.top}V${floor}H${x(end)}` }));
  for (const u of [0, end]) {
    svg.append(make("text", { class: "tick", x: x(u), y: floor + 15, "text-anchor": u ? "end" : "start" }, String(u)));
  }
  svg.append(make("text", { class: "tick", x: (x(0) + x(end)) / 2, y: floor + 15, "text-anchor": "middle" }, gettext("update")));
  const words = []; // drawn over the curves
  if (baseline && scale.at(baseline[1]) >= 0) {
    const [name, value] = baseline;
    svg.append(make("line", { x1: x(0), x2: x(end), y1: y(value), y2: y(value), "stroke-dasharray": "1 3" }));
    words.push(make("text", { x: x(end) - 4, y: y(value) - 5, "text-anchor": "end" }, `${name}: ${short(value)}`));
  }
  const labels = [];
  for (const run of runs) {
    const dash = DASHES[names.indexOf(run.name) % DASHES.length];
    let path = "", last;
    run[key].forEach((v, k) => {
      const place = v === null ? NaN : y(v);
      if (Number.isNaN(place)) return;
      path += `${path ? "L" : "M"}${x(run.at[k]).toFixed(1)} ${place.toFixed(1)}`;
      last = place;
    });
    const group = make("g", { class: run.now ? "run now" : "run" }, make("path", { d: path, "stroke-dasharray": dash }));
    if (key === "losses") {
      run.held_out.forEach((v, k) => v !== null && scale.at(v) >= 0 && group.append(make("circle", { cx: x(run.held_out_at[k]), cy: y(v), r: 3 })));
    }
    svg.append(group);
    if (named && last !== undefined) labels.push({ group, last, name: run.name, dash });
  }
  labels.sort((one, other) => one.last - other.last);
  let free = BOX.top;
  labels.forEach((label, k) => {
    const lowest = floor - (labels.length - 1 - k) * LINE; // leave room for those below
    const at = Math.min(Math.max(label.last, free), lowest);
    free = at + LINE;
    const start = x(end) + 6;
    label.group.append(make("line", { x1: start, x2: start + 22, y1: at, y2: at, "stroke-dasharray": label.dash }),
      make("text", { x: start + 26, y: at + 4 }, label.name));
  });
  if (key === "losses" && runs.some((run) => run.held_out.length)) {
    svg.append(make("circle", { cx: x(end) - 62, cy: 9, r: 3 }),
      make("text", { x: x(end) - 55, y: 13 }, gettext("held out")));
  }
  svg.append(...words);
  return svg;
}

// ---- the view ------------------------------------------------------------------------------------

function render({ model, el }) {
  const title = make("p", { class: "training-title" });
  const fill = make("div");
  const bar = make("div", { class: "training-bar", role: "progressbar", "aria-valuemin": 0 }, fill);
  const words = make("p", { class: "training-words" });
  const panels = make("div", { class: "training-panels" });
  const list = make("ul");
  const hint = make("p", { class: "lab-status" });
  const spoken = make("p", { class: "lab-spoken", "aria-live": "polite" });
  const lab = make("section", { class: "lab training" }, title, bar, words, panels, list, hint, spoken);
  el.append(lab);
  let frame = 0, told = "";

  const paint = () => {
    frame = 0;
    const scene = model.get("scene"), running = model.get("running"), ended = model.get("ended");
    const several = scene.runs.length > 1, busy = running.name !== undefined;
    const runs = [...ended.filter((run) => run.name !== running.name).map((run) => ({ ...run, now: !several })),
      ...(busy ? [{ ...running, now: true }] : [])];
    const last = runs.at(-1);
    const run = several ? gettext("{name} ({number} of {count}): {words}") : "{words}";
    const said = !last ? gettext("not started")
      : filled(run, { ...last, number: scene.runs.indexOf(last.name) + 1, count: scene.runs.length });
    title.textContent = scene.title;
    lab.setAttribute("aria-label", scene.title);
    bar.setAttribute("aria-label", scene.title);
    bar.setAttribute("aria-valuemax", last?.budget ?? 1);
    bar.setAttribute("aria-valuenow", last?.updates ?? 0);
    bar.setAttribute("aria-valuetext", said);
    fill.style.width = last ? `${(100 * last.updates) / last.budget}%` : "0";
    words.textContent = said;
    const stop = several
      ? gettext("To stop: ■ in the toolbar, or Esc, then I twice. What was learned stays; the next run begins.")
      : gettext("To stop: ■ in the toolbar, or Esc, then I twice. What was learned stays.");
    const bring = gettext("Point at a curve or its name to bring it out.");
    hint.textContent = [busy && stop, several && bring].filter(Boolean).join(" ");
    const most = (key) => Math.max(1, ...runs.map((run) => run[key]));
    const end = Math.min(roundUp(most("updates")), most("budget"));
    const finite = (key) => runs.flatMap((run) => run[key].filter((v) => v !== null));
    const losses = [...finite("losses"), ...finite("held_out"), ...(scene.baseline ? [scene.baseline[1]] : [])];
    const starts = [...runs.map((run) => run.losses[0] ?? 0), ...(scene.baseline ? [scene.baseline[1]] : [])];
    const scale = scene.log ? logarithmic(losses) : linear(losses, starts);
    panels.replaceChildren(panel(gettext("loss"), runs, "losses", scale, end, scene.runs, scene.baseline),
      panel(gettext("norm of the gradient"), runs, "norms", logarithmic(finite("norms")), end, scene.runs));
    list.replaceChildren(...(several ? scene.runs : []).map((name) => {
      const run = runs.find((one) => one.name === name);
      return make("li", { class: run?.now ? "now" : "" }, make("b", {}, name), make("span", {}, run?.words ?? gettext("waits")));
    }));
    // A screen reader hears the start, each quarter, and the end.
    const mark = last ? `${last.name} ${busy ? Math.floor((4 * last.updates) / last.budget) : last.words}` : "";
    if (mark !== told) { told = mark; spoken.textContent = said; }
  };
  const ask = () => { frame ||= requestAnimationFrame(paint); };

  model.on("change:running", ask);
  model.on("change:ended", ask);
  paint();
  return () => {
    cancelAnimationFrame(frame);
    model.off("change:running", ask);
    model.off("change:ended", ask);
  };
}

export default { render };
