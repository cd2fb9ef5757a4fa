// A training as it runs: the kernel sends what is learning now and what has ended; nothing is ever sent back, so
// all of it works while the cell keeps the kernel busy, and in a page without one.

import { node } from "../display/dom.js";
import { initialize } from "../display/late.js";
import { panel } from "./panel.js";
import { linear, logarithmic, roundUp } from "./scales.js";
import { filled, gettext } from "../texts/texts.js";

function makeParts() {
  const parts = {
    title: node("p", { class: "training-title" }),
    fill: node("div"),
    words: node("p", { class: "training-words" }),
    panels: node("div", { class: "training-panels" }),
    list: node("ul"),
    hint: node("p", { class: "lab-status" }),
    spoken: node("p", { class: "lab-spoken", "aria-live": "polite" }),
  };
  parts.bar = node("div", { class: "training-bar", role: "progressbar", "aria-valuemin": 0 }, parts.fill);
  parts.element = node("section", { class: "lab training" }, parts.title, parts.bar, parts.words, parts.panels, parts.list,
    parts.hint, parts.spoken);
  return parts;
}

// Show how far the last run is: in words, as a bar, and how to stop it.
function tell({ title, fill, words, hint, bar, element }, scene, last, busy) {
  const several = scene.runs.length > 1;
  const run = several ? gettext("{name} ({number} of {count}): {words}") : "{words}";
  const said = !last ? gettext("not started")
    : filled(run, { ...last, number: scene.runs.indexOf(last.name) + 1, count: scene.runs.length });
  title.textContent = scene.title;
  element.setAttribute("aria-label", scene.title);
  bar.setAttribute("aria-label", scene.title);
  const whole = last?.stopped === "solved" ? last.updates : last?.budget ?? 1; // solved early is done
  bar.setAttribute("aria-valuemax", whole);
  bar.setAttribute("aria-valuenow", last?.updates ?? 0);
  bar.setAttribute("aria-valuetext", said);
  fill.style.width = last ? `${(100 * last.updates) / whole}%` : "0";
  words.textContent = said;
  const stop = several
    ? gettext("To stop: ■ in the toolbar, or Esc, then I twice. What was learned stays; the next run begins.")
    : gettext("To stop: ■ in the toolbar, or Esc, then I twice. What was learned stays.");
  const bring = gettext("Point at a curve or its name to bring it out.");
  hint.textContent = [busy && stop, several && bring].filter(Boolean).join(" ");
  return said;
}

function drawPanels(panels, scene, runs) {
  const most = (key) => Math.max(1, ...runs.map((run) => run[key]));
  const end = Math.min(roundUp(most("updates")), most("budget"));
  const finite = (key) => runs.flatMap((run) => run[key].filter((v) => v !== null));
  const guess = scene.baseline ? [scene.baseline[1]] : [];
  const losses = [...finite("losses"), ...finite("held_out"), ...guess];
  const starts = [...runs.map((run) => run.losses[0] ?? 0), ...guess];
  const scale = scene.log ? logarithmic(losses) : linear(losses, starts);
  const all = [panel(gettext("loss"), runs, "losses", scale, end, scene, scene.baseline),
    panel(gettext("norm of the whole gradient"), runs, "norms", logarithmic(finite("norms")), end, scene)];
  if (runs.some((run) => run.reached.length)) {
    const reach = gettext("share of it that reaches the first step");
    all.push(panel(reach, runs, "reached", logarithmic(finite("reached"), 30), end, scene));
  }
  panels.replaceChildren(...all);
}

function row(name, run, look) {
  const colour = look ? { style: `color: ${look[0]}` } : {};
  return node("li", { class: run?.now ? "now" : "" }, node("b", colour, name), node("span", {}, run?.words ?? gettext("waits")));
}

function render({ model, el }) {
  const parts = makeParts();
  el.append(parts.element);
  let frame = 0, spoken = "";

  const paint = () => {
    frame = 0;
    const scene = model.get("scene"), running = model.get("running"), ended = model.get("ended");
    const several = scene.runs.length > 1, busy = running.name !== undefined;
    const runs = [...ended.filter((run) => run.name !== running.name).map((run) => ({ ...run, now: !several })),
      ...(busy ? [{ ...running, now: true }] : [])];
    const last = runs.at(-1);
    const said = tell(parts, scene, last, busy);
    drawPanels(parts.panels, scene, runs);
    parts.list.replaceChildren(...(several ? scene.runs : []).map((name) =>
      row(name, runs.find((run) => run.name === name), scene.looks[name])));
    // A screen reader hears the start, each quarter, and the end.
    const mark = last ? `${last.name} ${busy ? Math.floor((4 * last.updates) / last.budget) : last.words}` : "";
    if (mark !== spoken) { spoken = mark; parts.spoken.textContent = said; }
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

export default { initialize, render };
