// The buttons under a lab: settings to try, the picture larger, as SVG, and as lines of code.

import { drawAll } from "./draw.js";
import { button, node } from "../../display/dom.js";
import { SvgPen } from "./svg.js";
import { gettext } from "../../texts/texts.js";

export function makeButtons(lab, code) {
  const presets = node("div", { role: "group", "aria-label": gettext("Settings to try") });
  const tools = node("div", { role: "group", "aria-label": gettext("The picture") });
  const preset = (name) => {
    const made = button(name, () => {
      lab.play.stop();
      lab.apart = true;
      lab.kernel.send({ kind: "preset", name });
    });
    made.disabled = Boolean(lab.travelled && !lab.travelled.includes(name));
    return made;
  };
  const whole = () => lab.element.closest(".lab-view") ?? lab.element; // with its controls
  const enlarge = () => (document.fullscreenElement ? document.exitFullscreen() : whole().requestFullscreen());
  let made = "";
  return {
    element: node("div", { class: "lab-buttons" }, presets, tools),
    set(scene) {
      if (made === (made = scene.presets.join())) return; // new buttons would lose the focus, and the page scroll
      presets.replaceChildren(...scene.presets.map(preset));
      tools.replaceChildren(button(gettext("larger"), enlarge), button(gettext("save as SVG"), () => save(lab)),
        ...(scene.code ? [button(gettext("as code"), code.toggle)] : []));
    },
  };
}

// The lines that show the present picture; written only while they are visible.
export function makeCode(lab) {
  const element = node("pre", { hidden: "" });
  const renew = () => {
    if (element.hidden) return;
    const fill = { ...lab.model.get("settings") };
    for (const { name, table, shown } of lab.sliders) fill[name] = parseFloat(table.values[shown]);
    element.textContent = lab.scene.code.replace(/\{(\w+)\}/g, (whole, key) => fill[key] ?? whole);
  };
  const toggle = () => {
    element.hidden = !element.hidden;
    renew();
  };
  return { element, renew, toggle };
}

function save({ scene, picture }) {
  const writer = new SvgPen();
  drawAll(writer, scene, picture);
  const text = scene.background.replace("</svg>", `${writer.out.join("")}</svg>`);
  const link = node("a", { download: "figure.svg", href: URL.createObjectURL(new Blob([text], { type: "image/svg+xml" })) });
  link.click();
  URL.revokeObjectURL(link.href);
}
