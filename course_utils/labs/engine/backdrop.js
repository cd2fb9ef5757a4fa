// A figure's background as a bitmap. The browser would draw an SVG that lies beneath a canvas anew for each picture,
// path by path.

// `changed` is called when the bitmap is there: the figure can be drawn on it instead of over the SVG.
export function makeBackdrop(changed) {
  let svg, width = 0, height = 0, bitmap, wanted; // `wanted` is the image on its way
  const make = async () => {
    const image = wanted = new Image();
    bitmap = undefined;
    if (!svg || !width) return;
    const sized = svg.replace("<svg", `<svg width="${width}" height="${height}"`); // not enlarged from fewer pixels
    image.src = `data:image/svg+xml,${encodeURIComponent(sized)}`;
    try { await image.decode(); } catch { return; } // the SVG stays
    if (image !== wanted) return;
    bitmap = new OffscreenCanvas(width, height);
    bitmap.getContext("2d").drawImage(image, 0, 0, width, height);
    changed();
  };
  return {
    get bitmap() { return bitmap; },
    set(next) {
      svg = next;
      make();
    },
    resize(w, h) {
      [width, height] = [w, h];
      make();
    },
    close() { wanted = undefined; },
  };
}
