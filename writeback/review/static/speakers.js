// Who spoke, set right on the transcript: a whole voice, or one turn.

const side = document.querySelector(".side");
const voices = () => document.getElementById("voices");

export const transcriptVersion = () => Number(voices().dataset.version);

// The parts of the fresh page take the places of the old ones; turns stay where they are, so that
// neither the reader's place, nor the sound, nor a marked quote is lost.
export function showVoices(fresh) {
  const next = fresh.getElementById("voices");
  if (!voices() || !next) return;
  closePanel();
  voices().replaceWith(next);
  for (const turn of fresh.querySelectorAll(".turn")) {
    const old = document.getElementById(turn.id);
    if (!old) continue;
    const kept = ["lit", "now"].filter((name) => old.classList.contains(name));
    old.className = turn.className;
    old.classList.add(...kept);
    old.dataset.speaker = turn.dataset.speaker;
    const words = old.querySelector(".turn-text");
    const newWords = turn.querySelector(".turn-text").textContent;
    if (words.textContent !== newWords) words.textContent = newWords;
    const head = old.querySelector(".turn-head");
    const newHead = turn.querySelector(".turn-head");
    if (head.innerHTML === newHead.innerHTML) continue;
    const focused = document.activeElement && head.contains(document.activeElement) && document.activeElement.id;
    head.replaceWith(newHead);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
  for (const lit of document.querySelectorAll(".turn.lit")) {
    document.querySelector(`.stretch[data-turn="${CSS.escape(lit.dataset.turn)}"]`)?.classList.add("lit");
  }
}

function closePanel(refocus = false) {
  const panel = document.getElementById("who-panel");
  if (!panel) return;
  const button = panel.closest(".turn").querySelector(".speaker");
  panel.remove();
  // What opening moved goes back, unless the reader has moved on since.
  const { before, shown } = panel.dataset;
  const turns = document.getElementById("turns");
  if (turns.scrollTop === Number(shown)) turns.scrollTop = Number(before);
  button.setAttribute("aria-expanded", "false");
  button.removeAttribute("aria-controls");
  if (refocus) button.focus({ preventScroll: true });
}

function openPanel(button) {
  const again = button.getAttribute("aria-expanded") === "true";
  closePanel();
  if (again) return;
  const turn = button.closest(".turn");
  const panel = document.getElementById(`who-${turn.dataset.speaker}`).content.firstElementChild.cloneNode(true);
  turn.querySelector(".turn-head").after(panel);
  button.setAttribute("aria-expanded", "true");
  button.setAttribute("aria-controls", "who-panel");
  panel.querySelector("button:not([disabled])").focus({ preventScroll: true });
  const turns = document.getElementById("turns");
  panel.dataset.before = turns.scrollTop;
  panel.scrollIntoView({ block: "nearest", behavior: "instant" });
  panel.dataset.shown = turns.scrollTop;
}

// The turn's words in a field of the panel; what is sent is the whole turn as it should read.
function reword(panel, correct) {
  const turn = panel.closest(".turn");
  const form = document.createElement("form");
  form.className = "reword";
  form.innerHTML = '<textarea rows="3" maxlength="8000" required aria-label="What was said in this turn"></textarea><div class="row"><button class="button primary">Save</button><button type="button" class="button" data-close>Cancel</button></div>';
  const field = form.querySelector("textarea");
  const before = turn.querySelector(".turn-text").textContent;
  field.value = before;
  panel.replaceChildren(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const texts = (text) => ({ texts: { [turn.dataset.turn]: text } });
    correct({ body: texts(field.value), back: texts(before), focusId: `sp-${turn.dataset.turn}` });
  });
  field.focus();
}

// What takes the choice back, and what it asks for; `turn` is the one it was made on.
function asked(choice) {
  const turn = choice.closest(".turn");
  const focusId = turn ? `sp-${turn.dataset.turn}` : "turns";
  if (choice.dataset.speaker) {
    const turns = (speaker) => ({ turns: { [turn.dataset.turn]: speaker } });
    return { focusId, body: turns(choice.dataset.speaker), back: turns(turn.dataset.speaker) };
  }
  const now = JSON.parse(voices().dataset.now);
  const roles = JSON.parse(choice.dataset.roles);
  const before = Object.fromEntries(Object.keys(roles).map((speaker) => [speaker, now[speaker]]));
  const changes = Object.keys(roles).some((speaker) => roles[speaker] !== now[speaker]);
  const known = !Object.values(before).includes("unknown");
  return { focusId, body: { roles }, back: changes && known ? { roles: before } : null };
}

// `correct(asked)` sends a choice to the server.
export function offerCorrections(correct) {
  side.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".speaker")) openPanel(button);
    else if (button.matches("[data-close]")) closePanel(true);
    else if (button.matches("[data-reword]")) reword(button.closest(".who-panel"), correct);
    else if (button.matches(".choice")) correct(asked(button));
  });
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.getElementById("who-panel")) return;
    closePanel(true);
    event.preventDefault();
  });
}
