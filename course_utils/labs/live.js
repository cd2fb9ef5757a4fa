// A live figure: looks up one row of the table and draws it over the background, in the axes' own fractions.
// Knows nothing of what is drawn. `model` has get, set, save_changes, send, on, off, as anywidget gives it.

const TYPES = { float32: Float32Array, uint8: Uint8Array };
const REST = 250; // ms of rest before a screen reader is told

// ---- the table -----------------------------------------------------------------------------------

function readArrays(artist, buffer) {
  const arrays = {};
  for (const [name, part] of Object.entries(artist.arrays)) {
    const Type = TYPES[part.type];
    const rows = part.step ? undefined : part.size;
    const all = new Type(buffer, part.at, rows ?? Math.floor((buffer.byteLength - part.at) / Type.BYTES_PER_ELEMENT));
    arrays[name] = (i) => (part.step ? all.subarray(i * part.step, (i + 1) * part.step) : all);
  }
  return arrays;
}

// ---- drawing: one function a kind of artist; `pen` is a canvas context or an SVG writer ----------

function outline(pen, place, xs, ys, from = 0, to = xs.length, open = true) {
  let down = !open;
  for (let i = from; i !== to; i += from < to ? 1 : -1) {
    const x = place.x(xs[i]), y = place.y(ys[i]);
    if (Number.isNaN(x) || Number.isNaN(y)) down = false;
    else if (down) pen.lineTo(x, y);
    else { pen.moveTo(x, y); down = true; }
  }
}

function marker(pen, shape, x, y, r) {
  pen.beginPath();
  const up = shape === "^" ? 1 : -1;
  if (shape === "s") pen.rect(x - r, y - r, 2 * r, 2 * r);
  else if (shape === "^" || shape === "v") {
    pen.moveTo(x, y - up * r); pen.lineTo(x - r, y + up * r); pen.lineTo(x + r, y + up * r); pen.closePath();
  }
  else pen.arc(x, y, r, 0, 2 * Math.PI);
}

function ink(pen, color, ctx, kind) {
  if (!color) return false;
  pen[kind] = ctx.themed(color[0]);
  pen.globalAlpha = color[1];
  return true;
}

const DRAW = {
  line(pen, place, artist, rows, i, ctx) {
    const xs = rows.x(i), ys = rows.y(i);
    if (ink(pen, artist.stroke, ctx, "strokeStyle")) {
      pen.lineWidth = artist.width;
      pen.setLineDash(artist.dash);
      pen.beginPath();
      outline(pen, place, xs, ys);
      pen.stroke();
      pen.setLineDash([]);
    }
    if ("osv^".includes(artist.marker || "-")) markers(pen, place, artist, xs, ys, () => artist.size / 2, () => artist.fill, ctx, artist.marker);
  },
  points(pen, place, artist, rows, i, ctx) {
    const radius = rows.sizes ? (j) => Math.sqrt(rows.sizes(i)[j]) / 2 : () => Math.sqrt(artist.size) / 2;
    const fill = rows.levels ? (j) => level(artist.map, rows.levels(i)[j]) : () => artist.fill;
    markers(pen, place, artist, rows.x(i), rows.y(i), radius, fill, ctx, "o");
  },
  band(pen, place, artist, rows, i, ctx) {
    const xs = rows.x(i), low = rows.low(i), high = rows.high(i);
    ink(pen, artist.fill, ctx, "fillStyle");
    let start = 0;
    for (let j = 0; j <= xs.length; j++) {
      if (j < xs.length && !Number.isNaN(low[j]) && !Number.isNaN(high[j])) continue;
      if (j - start > 1) {
        pen.beginPath();
        outline(pen, place, xs, low, start, j);
        outline(pen, place, xs, high, j - 1, start - 1, false);
        pen.closePath();
        pen.fill();
      }
      start = j + 1;
    }
  },
  boxes(pen, place, artist, rows, i, ctx) {
    const left = rows.left(i), right = rows.right(i), bottom = rows.bottom(i), top = rows.top(i);
    for (let j = 0; j < left.length; j++) {
      const x = place.x(left[j]), y = place.y(top[j]);
      const w = place.x(right[j]) - x, h = place.y(bottom[j]) - y;
      if ([x, y, w, h].some(Number.isNaN)) continue;
      pen.beginPath();
      pen.rect(x, y, w, h);
      if (ink(pen, artist.fill, ctx, "fillStyle")) pen.fill();
      if (artist.width && ink(pen, artist.stroke, ctx, "strokeStyle")) { pen.lineWidth = artist.width; pen.stroke(); }
    }
  },
  image(pen, place, artist, rows, i) {
    const levels = rows.levels(i), map = artist.map;
    const picture = new ImageData(artist.columns, artist.rows);
    for (let j = 0; j < levels.length; j++) picture.data.set(map.slice(4 * levels[j], 4 * levels[j] + 4), 4 * j);
    const sheet = new OffscreenCanvas(artist.columns, artist.rows);
    sheet.getContext("2d").putImageData(picture, 0, 0);
    const [left, right, low, high] = artist.box;
    const x = place.x(left), y = place.y(high);
    pen.globalAlpha = 1;
    pen.imageSmoothingEnabled = false;
    pen.drawImage(sheet, x, y, place.x(right) - x, place.y(low) - y);
  },
  text(pen, place, artist, rows, i, ctx) {
    ink(pen, artist.fill, ctx, "fillStyle");
    pen.font = `${artist.size}px "DejaVu Sans", Verdana, sans-serif`;
    pen.textAlign = artist.align;
    pen.textBaseline = { top: "top", center: "middle", bottom: "bottom" }[artist.baseline] ?? "alphabetic";
    pen.fillText(artist.texts[i], place.x(artist.at[0]), place.y(artist.at[1]));
  },
};

function level(map, l) {
  const hex = (v) => v.toString(16).padStart(2, "0");
  return ["#" + hex(map[4 * l]) + hex(map[4 * l + 1]) + hex(map[4 * l + 2]), map[4 * l + 3] / 255];
}

function markers(pen, place, artist, xs, ys, radius, fill, ctx, shape) {
  for (let j = 0; j < xs.length; j++) {
    const x = place.x(xs[j]), y = place.y(ys[j]);
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    marker(pen, shape, x, y, radius(j));
    if (ink(pen, fill(j), ctx, "fillStyle")) pen.fill();
    if (artist.edgeWidth && ink(pen, artist.edge, ctx, "strokeStyle")) { pen.lineWidth = artist.edgeWidth; pen.stroke(); }
  }
}

function drawAll(pen, scene, rows, i, ctx) {
  for (const [k, artist] of scene.artists.entries()) {
    const [x0, y0, w, h] = scene.axes[artist.axes].box;
    const left = x0 * scene.width, width = w * scene.width;
    const top = (1 - y0 - h) * scene.height, height = h * scene.height;
    const place = { x: (f) => left + f * width, y: (f) => top + (1 - f) * height };
    pen.save();
    if (artist.kind !== "text") { pen.beginPath(); pen.rect(left, top, width, height); pen.clip(); }
    DRAW[artist.kind](pen, place, artist, rows[k], i, ctx);
    pen.restore();
  }
}

// ---- saving: the few context calls used above, written as SVG ------------------------------------

class SvgPen {
  constructor() { this.out = []; this.state = {}; this.stack = []; this.clips = 0; this.open = [0]; }
  save() { this.stack.push({ ...this.state }); this.open.push(0); }
  restore() { Object.assign(this.state, this.stack.pop()); this.out.push("</g>".repeat(this.open.pop())); }
  beginPath() { this.d = ""; }
  moveTo(x, y) { this.d += `M${x.toFixed(2)} ${y.toFixed(2)}`; }
  lineTo(x, y) { this.d += `L${x.toFixed(2)} ${y.toFixed(2)}`; }
  closePath() { this.d += "Z"; }
  rect(x, y, w, h) { this.d += `M${x} ${y}h${w}v${h}h${-w}Z`; }
  arc(x, y, r) { this.d += `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`; }
  clip() {
    const id = `lab-clip-${this.clips++}`;
    this.out.push(`<clipPath id="${id}"><path d="${this.d}"/></clipPath><g clip-path="url(#${id})">`);
    this.open[this.open.length - 1]++;
  }
  setLineDash(dash) { this.dash = dash.join(" "); }
  stroke() {
    this.out.push(`<path d="${this.d}" fill="none" stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}"` +
      ` stroke-opacity="${this.globalAlpha}" stroke-dasharray="${this.dash || "none"}"/>`);
  }
  fill() { this.out.push(`<path d="${this.d}" fill="${this.fillStyle}" fill-opacity="${this.globalAlpha}"/>`); }
  fillText(text, x, y) {
    const anchor = { center: "middle", right: "end" }[this.textAlign] ?? "start";
    const safe = text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
    this.out.push(`<text x="${x}" y="${y}" style="font:${this.font.replace(/"/g, "'")}" text-anchor="${anchor}"` +
      ` dominant-baseline="${{ top: "hanging", middle: "central" }[this.textBaseline] ?? "auto"}"` +
      ` fill="${this.fillStyle}">${safe}</text>`);
  }
  drawImage(sheet, x, y, w, h) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [sheet.width, sheet.height];
    canvas.getContext("2d").drawImage(sheet, 0, 0);
    this.out.push(`<image x="${x}" y="${y}" width="${w}" height="${h}" preserveAspectRatio="none"` +
      ` style="image-rendering:pixelated" href="${canvas.toDataURL()}"/>`);
  }
}

// ---- the page ------------------------------------------------------------------------------------

function node(tag, attributes = {}, ...children) {
  const one = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
}

function fromFraction([low, high, scale], f) {
  return scale === "log" ? low * (high / low) ** f : low + f * (high - low);
}

function short(v) {
  const size = Math.abs(v);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? v.toExponential(1) : String(+v.toPrecision(3));
}

function render({ model, el }) {
  const id = `lab-${Math.random().toString(36).slice(2)}`; // only ties the label to its slider
  const background = node("div", { class: "lab-background", "aria-hidden": "true" });
  const canvas = node("canvas", { role: "img", tabindex: "0", "data-lm-suppress-shortcuts": "true" });
  const tip = node("div", { class: "lab-tip", hidden: "" });
  const stage = node("div", { class: "lab-stage" }, background, canvas, tip);
  const slider = node("input", { type: "range", min: "0", step: "1", id, "data-lm-suppress-shortcuts": "true" });
  const label = node("label", { for: id });
  const value = node("output", { for: id });
  const reading = node("p", { class: "lab-reading" });
  const spoken = node("p", { class: "lab-spoken", "aria-live": "polite" });
  const status = node("p", { class: "lab-status", role: "status" });
  const code = node("pre", { hidden: "" });
  const buttons = node("div", { class: "lab-buttons", role: "group" });
  const lab = node("section", { class: "lab" }, stage, node("div", { class: "lab-row" }, label, slider, value),
    reading, spoken, status, buttons, code);
  el.append(lab);

  const pen = canvas.getContext("2d");
  let scene, rows, shown = 0, frame = 0, rest = 0;
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
    drawAll(pen, scene, rows, shown, { themed });
  };
  const ask = () => { frame ||= requestAnimationFrame(paint); };

  const tell = () => {
    slider.value = shown;
    value.textContent = scene.values[shown];
    reading.textContent = scene.readings[shown];
    slider.setAttribute("aria-valuetext", `${scene.label} ${scene.values[shown]}. ${scene.readings[shown]}`);
    if (!code.hidden) writeCode();
    clearTimeout(rest);
    rest = setTimeout(() => {
      spoken.textContent = scene.readings[shown];
      canvas.setAttribute("aria-label", `${scene.name}. ${scene.readings[shown]}`);
    }, REST);
  };

  const move = (to) => {
    shown = Math.max(0, Math.min(to, scene.values.length - 1));
    tell();
    ask();
  };

  const renew = () => {
    const next = model.get("scene"), table = model.get("table");
    if (!next?.values || !table) return;
    const before = scene && parseFloat(scene.values[shown]);
    scene = next;
    const bytes = table.buffer.slice(table.byteOffset, table.byteOffset + table.byteLength);
    rows = scene.artists.map((artist) => readArrays(artist, bytes));
    background.innerHTML = scene.background;
    stage.style.aspectRatio = `${scene.width} / ${scene.height}`;
    stage.style.maxWidth = `${scene.width * 1.45}px`;
    label.textContent = scene.label;
    lab.setAttribute("aria-label", scene.name);
    slider.max = scene.values.length - 1;
    buttons.replaceChildren(...scene.presets.map((name) => button(name, () => model.send({ kind: "preset", name }))),
      button("larger", enlarge), button("save as SVG", save), ...(scene.code ? [button("as code", showCode)] : []));
    if (before === undefined || scene.jump) return move(model.get("position"));
    // The learner's hand may be on the slider: stay at the value, wherever the new table has it.
    const away = scene.values.map((v) => Math.abs(parseFloat(v) - before));
    move(away.indexOf(Math.min(...away)));
    model.set("position", shown);
  };

  const button = (name, act) => {
    const one = node("button", { type: "button" }, name);
    one.addEventListener("click", act);
    return one;
  };
  const enlarge = () => (document.fullscreenElement ? document.exitFullscreen() : lab.requestFullscreen());
  const writeCode = () => {
    const fill = { ...model.get("settings"), value: scene.values[shown] };
    code.textContent = scene.code.replace(/\{(\w+)\}/g, (whole, key) => fill[key] ?? whole);
  };
  const showCode = () => { code.hidden = !code.hidden; writeCode(); };
  const save = () => {
    const writer = new SvgPen();
    drawAll(writer, scene, rows, shown, { themed });
    let text = scene.background.replace("</svg>", `${writer.out.join("")}</svg>`);
    text = text.replace(/var\(--lab-(\w+)\)/g, (_, name) => style.getPropertyValue(`--lab-${name}`));
    const link = node("a", { download: "figure.svg", href: URL.createObjectURL(new Blob([text], { type: "image/svg+xml" })) });
    link.click();
    URL.revokeObjectURL(link.href);
  };

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
    const { x: fx, y: fy } = cursor;
    const k = scene.axes.findIndex(({ box: [x, y, w, h] }) => fx >= x && fx <= x + w && fy >= y && fy <= y + h);
    tip.hidden = k < 0;
    if (k < 0) return;
    const axes = scene.axes[k], [x, , w] = axes.box;
    const at = (fx - x) / w;
    const words = [`${axes.x[3] || "x"} ${short(fromFraction(axes.x, at))}`];
    scene.artists.forEach((artist, j) => {
      if (artist.axes !== k || artist.kind !== "line" || rows[j].y(shown).length < 3) return;
      const xs = rows[j].x(shown), ys = rows[j].y(shown);
      let best = 0;
      for (let i = 1; i < xs.length; i++) if (Math.abs(xs[i] - at) < Math.abs(xs[best] - at)) best = i;
      if (!Number.isNaN(ys[best])) words.push(`${artist.name} ${short(fromFraction(axes.y, ys[best]))}`);
    });
    tip.textContent = words.join("   ");
    tip.style.left = `${Math.min(fx * 100, 70)}%`;
    tip.style.top = `${(1 - fy) * 100}%`;
  };

  const resize = () => {
    const box = stage.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    if (!scene || !box.width) return;
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round((box.width * scene.height * ratio) / scene.width);
    ask();
  };

  const input = () => {
    move(+slider.value);
    model.set("position", shown); // linked widgets follow in the page; the kernel hears at rest
  };
  const settle = () => model.save_changes();
  const follow = () => { if (model.get("position") !== shown) move(model.get("position")); };
  const report = () => { status.textContent = model.get("status") === "computing" ? "computing …" : model.get("status"); };

  slider.addEventListener("input", input);
  slider.addEventListener("change", settle);
  canvas.addEventListener("pointermove", pointed);
  canvas.addEventListener("pointerdown", pointed);
  canvas.addEventListener("keydown", keyed);
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  model.on("change:table", renew);
  model.on("change:position", follow);
  model.on("change:status", report);
  const sizes = new ResizeObserver(resize);
  sizes.observe(stage);
  const theme = new MutationObserver(() => scene && ask());
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  renew();
  report();

  return () => {
    sizes.disconnect();
    theme.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(rest);
    model.off("change:table", renew);
    model.off("change:position", follow);
    model.off("change:status", report);
  };
}

export default { render };
