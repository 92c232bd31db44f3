// What was understood, a few lines of it, kept nowhere.

import { at } from "./view.js";

const LINES = 12;

at("captions-on").addEventListener("change", ({ target }) => { at("captions").hidden = !target.checked; });

export function captions(message) {
  const box = at("captions");
  if (message === null) {
    box.replaceChildren();
    return;
  }
  if (message.type === "status" && message.state === "degraded") at("captions-note").textContent = "Captions are not available just now. The recording goes on.";
  if (message.type !== "partial" && message.type !== "final") return;
  let line = [...box.children].find((one) => one.dataset.utterance === message.utterance_id);
  if (!line) {
    line = document.createElement("p");
    line.dataset.utterance = message.utterance_id;
    box.append(line);
  }
  line.textContent = message.text;
  line.dataset.final = String(message.type === "final");
  while (box.children.length > LINES) box.firstElementChild.remove();
  box.scrollTop = box.scrollHeight;
}
