// Editing one sentence in place. Nothing typed is thrown away by a refusal or a conflict.

import { Refused, freshPage } from "./request.js";

export const editorOpen = (target) => Boolean(target.closest?.(".editor"));

// The editors that are open on other sentences: what to edit, and what was typed.
export function unsaved(note) {
  return [...note.querySelectorAll(".editor:not([data-saving])")].map((form) => ({
    target: targets.get(form),
    text: form.querySelector("textarea").value,
  }));
}

export function reopen(note, { target, text }, context) {
  const place = target.statement && note.querySelector(`[data-statement="${CSS.escape(target.statement)}"]`);
  if (place) {
    openEditor(place, { ...target, text }, context);
    return;
  }
  // A sentence that is no more was written anew: what was typed becomes a new one.
  const section = note.querySelector(`.add[data-section="${CSS.escape(target.section)}"]`);
  if (section) openEditor(section, { section: target.section, text }, context);
}

const targets = new WeakMap();

export function openEditor(place, target, context) {
  if (place.parentElement.querySelector(":scope > .editor") || place.querySelector?.(".editor")) return;
  const form = built(target);
  targets.set(form, target);
  const text = form.querySelector("textarea");
  const shown = place.matches(".statement") ? [...place.children] : [place];
  shown.forEach((child) => { child.hidden = true; });
  if (place.matches(".statement")) place.append(form);
  else place.after(form);
  const close = () => {
    form.remove();
    shown.forEach((child) => { child.hidden = false; });
    (place.querySelector?.(".sentence") ?? place).focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form, target, text.value, context, close);
  });
  form.querySelector('[data-do="cancel"]').addEventListener("click", (event) => {
    event.stopPropagation();
    close();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
}

function built(target) {
  const form = document.createElement("form");
  form.className = "editor";
  form.innerHTML = `
    <textarea required maxlength="8000" rows="2"></textarea>
    <div class="row"><button class="button primary" type="submit">Save</button>
    <button class="button" type="button" data-do="cancel">Cancel</button>
    <span class="hint"><kbd>Ctrl</kbd> <kbd>Enter</kbd> saves, <kbd>Esc</kbd> cancels</span></div>`;
  const text = form.querySelector("textarea");
  text.value = target.text;
  text.setAttribute("aria-label", target.statement ? "The sentence" : "New sentence");
  return form;
}

async function save(form, target, text, context, close) {
  const edit = target.statement ? { statement: target.statement, text } : { section: target.section, text };
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  form.dataset.saving = "yes";
  try {
    await context.patch([edit], "Saved.", target.statement ? `se-${target.statement}` : `add-${target.section}`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 412) await showConflict(form, target, context, close);
    else context.say(error.message, { bad: true });
  } finally {
    button.disabled = false;
    delete form.dataset.saving;
  }
}

async function showConflict(form, target, context, close) {
  const fresh = await freshPage();
  const next = fresh.getElementById("note");
  const theirs = target.statement ? fresh.getElementById(`se-${target.statement}`)?.textContent : null;
  form.querySelector(".conflict")?.remove();
  const box = document.createElement("div");
  box.className = "conflict";
  box.setAttribute("role", "alert");
  const line = document.createElement("b");
  line.textContent = "This draft was changed in another window. Your words are kept below.";
  box.append(line);
  if (target.statement) {
    const quote = document.createElement("blockquote");
    quote.textContent = theirs ? `It now reads: ${theirs}` : "This sentence has been taken out.";
    box.append(quote);
  }
  const row = document.createElement("div");
  row.className = "row";
  const keep = document.createElement("button");
  keep.type = "button";
  keep.className = "button";
  keep.textContent = "Drop mine, show the newest";
  keep.addEventListener("click", async (event) => {
    event.stopPropagation();
    close();
    await context.refresh();
  });
  row.append(keep);
  box.append(row);
  form.prepend(box);
  // Having seen theirs, saving again means: mine over theirs.
  context.note.dataset.version = next.dataset.version;
  if (target.statement && !theirs) {
    target.section = form.closest(".statement").dataset.section;
    delete target.statement;
  }
  form.querySelector("[type=submit]").textContent = "Save mine over it";
}
