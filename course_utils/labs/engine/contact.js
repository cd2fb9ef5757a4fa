// Is the kernel there? Whatever is asked of it, it answers that it heard; and what it computes, it says.
// `told` has busy (it takes a moment), silent (no answer for seconds, or none to be had), answered.

const MOMENT = 250, SILENCE = 5000; // ms

function contact(model, hear, told) {
  let waiting = false, timers = [];
  const leave = () => {
    timers.forEach(clearTimeout);
    timers = [];
  };
  const report = () => {
    const status = model.get("status");
    if (waiting || status === "computing") {
      if (!timers.length) timers = [setTimeout(told.busy, MOMENT), setTimeout(told.silent, SILENCE)];
      return;
    }
    leave();
    told.answered(status);
  };
  const heard = () => {
    waiting = false;
    report();
  };
  const send = (message) => {
    waiting = true;
    report();
    try { model.send(message); } catch { told.silent(); }
  };
  hear(model, "change:status", report);
  hear(model, "msg:custom", heard);
  hear(model, "comm_live_update", told.silent); // the kernel was restarted
  return { send, report, leave, knock: () => waiting || send({ kind: "knock" }) };
}
