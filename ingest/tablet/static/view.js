// One view at a time, and what is said aloud of it.

export const at = (id) => document.getElementById(id);

export function show(name) {
  for (const view of document.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== name;
  document.body.dataset.shown = name;
  const head = document.querySelector(`[data-view="${name}"] h1`);
  head?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

export const shown = () => document.body.dataset.shown;

// For those who do not see the page: changes that matter, once each.
export function say(text) {
  at("said").textContent = "";
  requestAnimationFrame(() => { at("said").textContent = text; });
}

export function warn(text) {
  const box = at("alert");
  box.hidden = !text;
  if (box.textContent !== text) box.textContent = text;
}

// Asks in a dialog; resolves to the value of the button that was pressed, "" for none.
export function question(id) {
  const dialog = at(id);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue), { once: true });
  });
}

export function level(bar, { peak, rms }) {
  const decibels = rms > 0 ? 20 * Math.log10(rms) : -90;
  const share = Math.max(0, Math.min(100, Math.round(((decibels + 60) / 54) * 100)));
  bar.setAttribute("aria-valuenow", String(share));
  bar.firstElementChild.style.setProperty("--level", `${share}%`);
  bar.dataset.level = peak > 0.985 ? "loud" : share < 12 ? "quiet" : "good";
}
