// A live figure in the page: sliders, reading, buttons, and the picture that follows them.
// `model` has get, set, save_changes, send, on, off, as anywidget gives it.

import { makeButtons, makeCode } from "./buttons.js";
import { contact } from "./contact.js";
import { makeHandles } from "./drag.js";
import { foldStill } from "./fold.js";
import { node, write } from "../../display/dom.js";
import { initialize } from "../../display/late.js";
import { incoming } from "./incoming.js";
import { makePlay } from "./play.js";
import { addTip } from "./point.js";
import { holds, makeSlider, place, show } from "./sliders.js";
import { makeStage } from "./stage.js";
import { gettext } from "../../texts/texts.js";

const GONE = gettext("No answer from the kernel: it is busy or has stopped.");
const MOVES = gettext("The slider still moves; the other settings are as they were.");
const ALONE = gettext("One slider moves at a time here: moving it takes the others back.");

// What the parts of a lab share. `hand` is the slider moved last; `alone` says that no kernel answers; `travelled`
// names the presets that came with a page without one; `apart` that a control or preset has asked for another picture.
function newLab(model) {
  const lab = { model, scene: undefined, sliders: [], hand: undefined, picture: undefined, apart: false, closed: false };
  lab.travelled = model.get("travelled");
  lab.alone = Boolean(lab.travelled);
  lab.rail = node("div", { class: "lab-sliders" });
  lab.reading = node("p", { class: "lab-reading" });
  lab.spoken = node("p", { class: "lab-spoken", "aria-live": "polite" });
  lab.status = node("p", { class: "lab-status", role: "status" });
  lab.stage = makeStage(lab);
  lab.code = makeCode(lab);
  lab.buttons = makeButtons(lab, lab.code);
  lab.play = makePlay(lab);
  lab.element = node("section", { class: "lab" }, lab.stage.element, lab.rail, lab.play.element, lab.reading, lab.spoken,
    lab.status, lab.buttons.element, lab.code.element);
  lab.tip = addTip(lab);
  return lab;
}

function kernelOf(lab, hear) {
  const several = () => lab.sliders.length > 1;
  const say = (text) => write(lab.status, [text, lab.alone && several() && ALONE].filter(Boolean).join(" "));
  // Whether the picture may be of other settings than controls and sliders show.
  const mark = (due) =>
    lab.stage.element.classList.toggle("lab-waits", due && (lab.apart || !lab.sliders.some((slider) => holds(lab, slider))));
  return contact(lab.model, hear, {
    busy: () => {
      if (!lab.alone) say(gettext("computing …"));
      mark(true);
    },
    silent: () => {
      lab.alone = true;
      say(several() ? GONE : `${GONE} ${MOVES}`);
      show(lab);
      mark(true);
    },
    answered: (text) => {
      lab.alone = Boolean(lab.travelled);
      lab.apart = text !== ""; // an error: the old picture stays
      say(text);
      mark(lab.apart);
    },
  });
}

function render({ model, el }) {
  const listening = []; // [who, event, act], to be undone
  const hear = (who, event, act) => { who.on(event, act); listening.push([who, event, act]); };
  const lab = newLab(model);
  el.append(lab.element);
  lab.kernel = kernelOf(lab, hear);

  const moved = (slider, at) => {
    lab.play.stop();
    lab.hand = slider;
    place(lab, slider, at);
    show(lab);
  };
  // The picture comes first: to tell the kernel takes a good part of a frame.
  lab.released = () => lab.stage.painted(() => {
    if (!lab.closed && !lab.sliders.every((slider) => holds(lab, slider))) lab.kernel.ping();
  });
  const handles = makeHandles(lab, moved, lab.released);
  let unfold = () => {};
  const changed = () => {
    lab.apart = true;
    lab.kernel.ping();
  };
  const begin = () => {
    lab.sliders = lab.scene.sliders.map((name) => makeSlider(name, lab.rail, moved, lab.released));
    lab.hand = lab.sliders[0];
    lab.element.style.setProperty("--lab-rows", lab.sliders.length + (lab.scene.plays.length ? 1 : 0));
    requestAnimationFrame(() => { unfold = foldStill(lab.element, lab.scene.name); });
    for (const { name } of lab.sliders) for (const what of ["position", "table"]) hear(model, `change:${what}_${name}`, soon);
    for (const id of lab.scene.controls) {
      model.widget_manager?.get_model(id).then((control) => lab.closed || hear(control, "change:value", changed));
    }
  };
  const set = () => {
    lab.picture = undefined;
    lab.element.setAttribute("aria-label", lab.scene.name);
    lab.play.stop();
    lab.play.set(lab.scene);
    lab.stage.set(lab.scene);
    lab.buttons.set(lab.scene);
    handles();
  };
  const { soon, update } = incoming(lab, begin, set);
  hear(model, "change:scene", soon);
  update();
  lab.kernel.report();

  return () => {
    lab.closed = true;
    lab.play.rest();
    lab.stage.close();
    unfold();
    clearTimeout(lab.rest);
    lab.kernel.stop();
    listening.forEach(([who, event, act]) => who.off(event, act));
    lab.element.remove();
  };
}

export default { initialize, render };
