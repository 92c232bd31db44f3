// Editing one sentence in place. It is saved while it is written; nothing typed is thrown away by a
// refusal, a conflict or a sign-in that has ended.

import { Refused, freshPage } from "./request.js";

const PAUSE_MS = 2500;

export const editorOpen = (target) => Boolean(target.closest?.(".editor"));

// The editors that are open on other sentences: what to edit, what was typed, and where the caret is.
export function unsaved(note) {
  return [...note.querySelectorAll(".editor:not([data-closing])")].map((form) => {
    const text = form.querySelector("textarea");
    const caret = document.activeElement === text ? [text.selectionStart, text.selectionEnd] : null;
    return { held: editors.get(form), text: text.value, caret };
  });
}

export function reopen(note, { held, text, caret }, context) {
  const { target } = held;
  const place = target.statement && note.querySelector(`[data-statement="${CSS.escape(target.statement)}"]`);
  if (place) {
    openEditor(place, held.target, context, { held, text, caret });
    return;
  }
  // A sentence that is no more was written anew: what was typed becomes a new one.
  const section = note.querySelector(`.add[data-section="${CSS.escape(target.section)}"]`);
  if (section) {
    delete target.statement;
    openEditor(section, target, context, { held, text, caret });
  }
}

const editors = new WeakMap();

// `target`: the sentence (or the section of a new one) and its text. `again` is an editor that was
// open before the note was drawn anew.
export function openEditor(place, target, context, again = null) {
  if (place.parentElement.querySelector(":scope > .editor") || place.querySelector?.(".editor")) return;
  const held = again?.held ?? { target, saved: target.text, original: target.text, before: context.version() };
  const form = built(target, again?.text ?? target.text);
  editors.set(form, held);
  const text = form.querySelector("textarea");
  const shown = place.matches(".statement") ? [...place.children] : [place];
  shown.forEach((child) => { child.hidden = true; });
  if (place.matches(".statement")) place.append(form);
  else place.after(form);
  if (!again) context.opened();
  if (again && held.saved === again.text) tell(form, "Saved.");

  const close = () => {
    clearTimeout(held.timer);
    form.remove();
    shown.forEach((child) => { child.hidden = false; });
    (place.querySelector?.(".sentence") ?? place).focus();
  };
  const drop = async () => {
    clearTimeout(held.timer);
    form.dataset.closing = "yes";
    await held.saving?.catch(() => {});
    if (!held.touched) close();
    else if (context.version() === held.after) await context.takeBack(held.before);
    else await context.unsay(target.statement, held.original); // what else was done since stays
    context.closed();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form, held, text.value, context, { close, leave: true });
  });
  form.querySelector('[data-do="cancel"]').addEventListener("click", (event) => {
    event.stopPropagation();
    drop();
  });
  text.addEventListener("input", () => {
    tell(form, "");
    clearTimeout(held.timer);
    held.timer = setTimeout(() => autosave(held, context), PAUSE_MS);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drop();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  if (again && !again.caret) return;
  text.focus({ preventScroll: Boolean(again) });
  text.setSelectionRange(...(again?.caret ?? [text.value.length, text.value.length]));
}

function autosave(held, context) {
  const form = [...document.querySelectorAll(".editor")].find((one) => editors.get(one) === held);
  const typed = form?.querySelector("textarea").value ?? "";
  if (!typed.trim() || typed === held.saved || form.querySelector(".conflict")) return;
  save(form, held, typed, context, { leave: false });
}

// Whatever is typed goes to the server before the page may be gone.
addEventListener("visibilitychange", () => {
  if (!document.hidden) return;
  for (const form of document.querySelectorAll(".editor")) editors.get(form)?.flush?.();
});

function tell(form, text) {
  form.querySelector(".saved").textContent = text;
}

function built(target, value) {
  const form = document.createElement("form");
  form.className = "editor";
  form.innerHTML = `
    <textarea required maxlength="8000" rows="2"></textarea>
    <div class="row"><button class="button primary" type="submit">Save</button>
    <button class="button" type="button" data-do="cancel">Cancel</button>
    <span class="hint"><kbd>Ctrl</kbd> <kbd>Enter</kbd> saves, <kbd>Esc</kbd> takes it back</span>
    <span class="hint saved" role="status"></span></div>`;
  const text = form.querySelector("textarea");
  text.value = value;
  text.setAttribute("aria-label", target.statement ? "The sentence" : "New sentence");
  return form;
}

async function save(form, held, text, context, { close, leave }) {
  const { target } = held;
  clearTimeout(held.timer);
  if (held.saving) {
    await held.saving.catch(() => {});
  }
  const edit = target.statement ? { statement: target.statement, text } : { section: target.section, text };
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  if (leave) form.dataset.closing = "yes";
  try {
    if (leave && text === held.saved && held.touched) {
      context.closed();
      close();
      await context.refresh(`se-${target.statement}`);
      context.say("Saved.");
      return;
    }
    const focus = target.statement ? `se-${target.statement}` : `add-${target.section}`;
    held.saving = context.patch([edit], leave ? "Saved." : null, leave ? focus : null, (draft) => {
      held.saved = text;
      held.touched = true;
      held.after = draft.version;
      if (!target.statement) target.statement = newest(draft, target.section, text);
    });
    await held.saving;
    if (leave) context.closed();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 412) await showConflict(form, target, context, close);
    else context.say(error.message, { bad: true });
    if (!leave) held.timer = setTimeout(() => autosave(held, context), 4 * PAUSE_MS);
  } finally {
    held.saving = null;
    button.disabled = false;
    delete form.dataset.closing;
  }
}

// The sentence that was just added: the section's last one that reads so.
function newest(draft, section, text) {
  const words = text.split(/\s+/).filter(Boolean).join(" ");
  return draft.note.sections[section].findLast((one) => one.text === words)?.id;
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
    form.remove();
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
