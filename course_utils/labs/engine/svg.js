// Saves what draw.js draws: the few calls it makes of a canvas context, written as SVG.

export class SvgPen {
  constructor() { this.out = []; this.clips = 0; this.open = [0]; }
  save() { this.open.push(0); this.lineJoin = "miter"; this.lineCap = "butt"; }
  restore() { this.out.push("</g>".repeat(this.open.pop())); }
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
      ` stroke-opacity="${this.globalAlpha}" stroke-dasharray="${this.dash || "none"}"` +
      ` stroke-linejoin="${this.lineJoin}" stroke-linecap="${this.lineCap}"/>`);
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
