// A lab that lives folds away the still picture before it, which shows the same; where no lab lives, that stays.

import { button } from "../../display/dom.js";
import { gettext } from "../../texts/texts.js";

const CELL = ".jp-Cell";

// The output of the nearest cell before a lab's that shows this lab's still picture.
function stillBefore(element, name) {
  const cells = [...document.querySelectorAll(CELL)], own = element.closest(CELL);
  const before = cells.slice(0, Math.max(0, cells.indexOf(own))).filter((cell) => cell.querySelector(".jp-OutputArea-output"));
  const mark = before.at(-1)?.querySelector("[data-still]");
  return mark?.dataset.still === name ? mark.closest(".jp-OutputArea") : undefined;
}

// Fold it, with a button that brings it back; return what undoes all of it.
export function foldStill(element, name) {
  const area = stillBefore(element, name);
  if (!area || area.previousElementSibling?.matches(".lab-unfold")) return () => {};
  const words = { true: gettext("show the still picture"), false: gettext("fold the still picture away") };
  const turn = () => {
    const folded = area.classList.toggle("lab-folded");
    show.textContent = words[folded];
    show.setAttribute("aria-expanded", String(!folded));
  };
  const show = button("", turn, { class: "lab-unfold" });
  area.before(show);
  turn();
  return () => {
    show.remove();
    area.classList.remove("lab-folded");
  };
}
