// Places of the picture that can be dragged, with mouse, pen or finger: a slider or two follow. Keys have the sliders.

import { node } from "../../display/dom.js";

function nearest(fractions, f) {
  let best = 0;
  fractions.forEach((one, i) => { if (Math.abs(one - f) < Math.abs(fractions[best] - f)) best = i; });
  return best;
}

// Return what lays a handle over each place; `moved(slider, at)` and `released()` are called as by the sliders.
export function makeHandles(lab, moved, released) {
  const layer = node("div", { class: "lab-handles" });
  lab.stage.element.append(layer);

  const follow = (event, handle, k) => {
    const box = handle.getBoundingClientRect();
    const at = { x: (event.clientX - box.left) / box.width, y: 1 - (event.clientY - box.top) / box.height };
    for (const slider of lab.sliders) {
      for (const [axes, way, fractions] of slider.table.along) {
        if (axes === k) moved(slider, nearest(fractions, at[way]));
      }
    }
  };
  const handleOf = (k) => {
    const [x, y, w, h] = lab.scene.axes[k].box, share = (f) => `${100 * f}%`;
    const handle = node("div");
    const ways = lab.sliders.flatMap(({ table }) => table.along.filter(([axes]) => axes === k).map(([, way]) => way));
    if (!ways.includes("y")) handle.style.touchAction = "pan-y"; // a finger may scroll the page there
    Object.assign(handle.style, { left: share(x), top: share(1 - y - h), width: share(w), height: share(h) });
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      lab.tip.hide();
      follow(event, handle, k);
    });
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) follow(event, handle, k);
      else lab.tip.pointed(event);
    });
    handle.addEventListener("pointerup", released);
    handle.addEventListener("pointercancel", released);
    handle.addEventListener("pointerleave", lab.tip.hide);
    return handle;
  };
  return () => {
    const places = new Set(lab.sliders.flatMap(({ table }) => table.along.map(([k]) => k)));
    layer.replaceChildren(...[...places].map(handleOf));
  };
}
