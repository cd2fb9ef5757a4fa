// A page that is busy for two seconds while a widget loads stays deaf to the kernel: anywidget gives up waiting
// (`ready` in its runtime.ts) and from then on drops every message, though the widget is there. Once it is, it hears
// them itself.

export async function initialize({ model }) {
  const whole = await model.widget_manager?.get_model(model.get("own"));
  if (!whole?.comm) return; // a page without a kernel
  const { _handle_comm_msg: handle } = Object.getPrototypeOf(Object.getPrototypeOf(whole));
  whole.comm.on_msg((message) => handle.call(whole, message));
}
