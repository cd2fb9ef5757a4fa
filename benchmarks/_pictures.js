// What labs.py runs in the page: it hashes the picture that is watched after every painted frame, and notes when it is
// another one.

window.pictures = (() => {
  const log = {}, channel = new MessageChannel(), decoded = new WeakMap(), now = () => performance.now();
  const scratch = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  let root, last, painted = 0, input = 0;

  function hash(pen, width, height) {
    const words = new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer);
    let sum = 0x811c9dc5;
    for (let i = 0; i < words.length; i++) { sum = Math.imul(sum ^ words[i], 0x01000193); sum ^= sum >>> 15; }
    return sum;
  }
  function ofImage(image) {
    if (decoded.get(image)?.src === image.src) return decoded.get(image).hash; // none until it is decoded
    const one = { src: image.src };
    decoded.set(image, one);
    image.decode().then(() => {
      [scratch.canvas.width, scratch.canvas.height] = [image.naturalWidth, image.naturalHeight];
      scratch.drawImage(image, 0, 0);
      one.hash = hash(scratch, scratch.canvas.width, scratch.canvas.height);
    }, () => {});
    return undefined;
  }
  const picture = () => [...root.querySelectorAll("canvas, img")].map((one) =>
    (one.localName === "img" ? ofImage(one) : hash(one.getContext("2d"), one.width, one.height)));

  // The message is handled when the frame's own callbacks and its painting are done.
  channel.port1.onmessage = () => {
    if (!root || input > painted) return; // what came after the painting is not on the screen yet
    const at = now(), hashes = picture();
    if (!hashes.length || hashes.includes(undefined) || hashes.join() === last) return;
    last = hashes.join();
    log.changes.push(at);
  };
  const frame = () => {
    if (!root) return;
    painted = now();
    channel.port2.postMessage(0);
    requestAnimationFrame(frame);
  };
  for (const [kind, list] of [["keydown", "keys"], ["pointermove", "moves"]]) {
    window.addEventListener(kind, (event) => {
      input = now();
      const all = event.getCoalescedEvents?.() ?? [];
      log[list]?.push(...(all.length ? all : [event]).map(({ timeStamp }) => timeStamp));
    }, { capture: true, passive: true });
  }
  const fresh = () => Object.assign(log, { keys: [], moves: [], changes: [] });
  const watch = (element) => {
    root = element;
    last = undefined;
    fresh();
    if (element) requestAnimationFrame(frame);
  };
  // Wait until the picture has changed since a moment, and has then been the same for a while.
  const rest = (since, limit, quiet) => new Promise((done) => {
    const begun = now(), timer = setInterval(() => {
      const seen = log.changes.filter((at) => at >= since);
      if (seen.length ? now() - seen.at(-1) < quiet : now() - begun < limit) return;
      clearInterval(timer);
      done(seen.length ? [seen[0] - since, seen.at(-1) - since] : null);
    }, 8);
  });
  const pressed = (limit, quiet) => rest(log.keys.at(-1) ?? now(), limit, quiet);
  const dragged = async (limit, quiet) => {
    const first = log.moves[0], end = log.moves.at(-1), count = log.changes.filter((at) => at >= first && at <= end).length;
    const [, lag] = (await rest(end, limit, quiet)) ?? [null, null];
    return { rate: (1000 * count) / (end - first), lag };
  };
  return { watch, fresh, rest: (quiet) => rest(0, 2000, quiet), pressed, dragged };
})();
