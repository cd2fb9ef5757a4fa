// Is the kernel there? It acknowledges every request, and says when it computes.
// `on` has busy (it takes a moment), silent (no answer for seconds, or none to be had), answered.

const MOMENT = 250; // ms
const SILENCE = 5000;

export function contact(model, hear, on) {
  let waiting = false, timers = [];
  const stop = () => {
    timers.forEach(clearTimeout);
    timers = [];
  };
  const report = () => {
    const status = model.get("status");
    if (waiting || status === "computing") {
      if (!timers.length) timers = [setTimeout(on.busy, MOMENT), setTimeout(on.silent, SILENCE)];
      return;
    }
    stop();
    on.answered(status);
  };
  const heard = () => {
    waiting = false;
    report();
  };
  const send = (message) => {
    waiting = true;
    report();
    try {
      model.save_changes(); // it has to know where the sliders are: it sends only what it believes to be otherwise
      model.send(message);
    } catch { on.silent(); }
  };
  hear(model, "change:status", report);
  hear(model, "msg:custom", heard);
  hear(model, "comm_live_update", on.silent); // the kernel was restarted
  return { send, report, stop, ping: () => waiting || send({ kind: "ping" }) };
}
