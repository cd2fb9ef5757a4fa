// A prediction: the question before an experiment, and after it the answer beside what the experiment gave.

function inWords(said, ran) { // how far a number was off
  if (ran === null) return "The run left all bounds.";
  if (said === ran) return "Exactly.";
  if (said * ran <= 0) return ran === 0 || said === 0 ? "One of the two is zero." : "The sign is another.";
  const ratio = said / ran, times = ratio < 1 ? 1 / ratio : ratio;
  const way = ratio < 1 ? "small" : "large";
  const short = (number) => (number < 10 ? +number.toFixed(1) : number < 1e4 ? Math.round(number) : number.toExponential(0));
  if (times < 1.02) return "That is as good as exact.";
  if (times < 2) return `That is ${Math.round(100 * Math.abs(ratio - 1))} % too ${way}.`;
  return `That is ${short(times)} times too ${way}.`;
}

function verdict({ kind }, said, ran) {
  if (kind === "number") return inWords(said, ran);
  const same = kind === "choice" ? said === ran : said.every((item, i) => item === ran[i]);
  return same ? "Your prediction held." : "The run says otherwise. What did you overlook?";
}

function renderQuestion({ model, el }) {
  const one = form(model.get("question"), "Your prediction. ", "Commit", (answer) => {
    model.set("answer", answer);
    model.save_changes();
    tell();
  });
  const tell = () => {
    const answer = model.get("answer");
    if (answer !== null) one.say("noted", "Noted: ", ...marked(one.words(answer)), ". Now the experiment.");
  };
  if (model.get("answer") !== null) one.write(model.get("answer"));
  tell();
  el.append(node("section", { class: "ask", "aria-label": "Prediction" }, one.element));
}

async function renderOutcome({ model, el, host }) {
  const said = node("p", { role: "status" });
  el.append(node("section", { class: "ask ask-outcome", "aria-label": "Prediction and outcome" }, said));
  const asked = await host.getModel(model.get("asked"));
  const question = asked.get("question");
  const tell = () => {
    const answer = asked.get("answer");
    if (answer === null) {
      said.textContent = "You have not committed to a prediction yet. Do so above: then it stands here beside the run.";
      return;
    }
    said.replaceChildren("You said: ", node("strong", {}, ...marked(KINDS[question.kind](question).words(answer))),
      ". The run: ", node("strong", {}, ...marked(model.get("words"))), `. ${verdict(question, answer, model.get("ran"))}`);
  };
  asked.on("change:answer", tell);
  tell();
  return () => asked.off("change:answer", tell);
}

const render = (place) => (place.model.get("asked") ? renderOutcome : renderQuestion)(place);

export default { render };
