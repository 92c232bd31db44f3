// The review page: hands on the note. Every change is a PATCH; afterwards the page is read again,
// so what is shown is always what the server holds.

import { showEvidence, play, stop } from "./evidence.js";
import { editorOpen, openEditor, reopen, unsaved } from "./editor.js";
import { Refused, freshPage, send } from "./request.js";
import { say } from "./toast.js";

const draft = `/v1/drafts/${document.body.dataset.draft}`;
const note = document.getElementById("note");
const version = () => Number(note.dataset.version);

async function refresh(focusId) {
  const fresh = await freshPage();
  const open = unsaved(note);
  const next = fresh.getElementById("note");
  note.innerHTML = next.innerHTML;
  Object.assign(note.dataset, next.dataset);
  document.body.dataset.state = fresh.body.dataset.state;
  document.getElementById("watermark").replaceWith(fresh.getElementById("watermark"));
  open.forEach((editor) => reopen(note, editor, context));
  if (focusId) document.getElementById(focusId)?.focus();
}

async function patch(edits, done, focusId) {
  await send("PATCH", draft, { edits }, { version: version() });
  await refresh(focusId);
  say(done);
}

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 412) {
      await refresh();
      say("This draft was changed in another window. It now shows the newest version; please do it again.", { bad: true });
    } else {
      say(error.message, { bad: true });
    }
  }
}

const context = { note, version, patch, refresh, say };

const actions = {
  edit: (item) => openEditor(item, { statement: item.dataset.statement, text: item.querySelector(".sentence").textContent }, context),
  add: (button) => openEditor(button, { section: button.dataset.section, text: "" }, context),
  confirm: (item) => attempt(() => patch([{ statement: item.dataset.statement, confirm: true }], "Confirmed.", `se-${item.dataset.statement}`)),
  delete: (item) => attempt(async () => {
    const text = item.querySelector(".sentence").textContent;
    const next = item.nextElementSibling ?? item.previousElementSibling;
    const section = item.dataset.section;
    const after = item.previousElementSibling?.dataset.statement;
    await patch([{ statement: item.dataset.statement, delete: true }], "Taken out.", next?.querySelector(".sentence")?.id ?? `add-${section}`);
    const back = { section, text, ...(after ? { after } : {}) };
    say("Taken out.", { label: "Put it back", action: () => attempt(() => patch([back], "Put back, in your words.")) });
  }),
  adopt: (item) => attempt(() => patch([{ omission: omissionOf(item), section: item.querySelector("select").value }], "Added to the note.", "omissions-title")),
  dismiss: (item) => attempt(() => patch([{ omission: omissionOf(item), dismiss: true }], "Left out.", "omissions-title")),
};

const omissionOf = (item) => ({ turn: item.dataset.turn, quote: item.dataset.quote });

note.addEventListener("click", (event) => {
  const doing = event.target.closest("[data-do]");
  if (doing) {
    actions[doing.dataset.do](doing.closest(".statement, .omission") ?? doing);
    return;
  }
  const jump = event.target.closest('[data-jump="unverified"]');
  if (jump) {
    event.preventDefault();
    note.querySelector('[data-support="unverified"] .sentence')?.focus();
    return;
  }
  const sentence = event.target.closest(".sentence");
  if (sentence && !showEvidence(sentence)) say("There is no evidence for this one.");
});

note.addEventListener("keydown", (event) => {
  if (editorOpen(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!event.target.classList.contains("sentence")) return;
  const item = event.target.closest(".statement, .omission");
  const keys = { e: "edit", c: "confirm", x: item?.matches(".omission") ? "dismiss" : "delete", a: "adopt" };
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step) {
    const all = [...note.querySelectorAll(".sentence")];
    all[all.indexOf(event.target) + step]?.focus();
  } else if (event.key === "Escape") {
    stop();
  } else if (item?.querySelector(`[data-do="${keys[event.key]}"]`)) {
    actions[keys[event.key]](item);
  } else {
    return;
  }
  event.preventDefault();
});

note.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const value = (id) => form.querySelector(`#${id}`)?.value;
  if (form.id === "sign") {
    attempt(async () => {
      const body = { attestation: form.querySelector("#attestation").checked, content_sha256: note.dataset.sha };
      await send("POST", `${draft}/sign`, body, { version: version() });
      await refresh("decide-title");
      say("Signed.");
    });
  } else if (form.id === "reject") {
    attempt(async () => {
      await send("POST", `${draft}/reject`, { reason: value("reason") });
      await refresh();
      say("Rejected.");
    });
  } else if (form.id === "addendum") {
    attempt(async () => {
      await send("POST", `${draft}/addenda`, { text: value("addendum-text") });
      await refresh();
      say("Added below the signed note.");
    });
  }
});

// What is copied out of a draft carries the watermark with it.
document.addEventListener("copy", (event) => {
  const text = String(document.getSelection());
  if (!text || !note.contains(document.getSelection().anchorNode)) return;
  const line = note.dataset.watermark;
  event.clipboardData.setData("text/plain", `${line}\n\n${text}\n\n${line}\n`);
  event.preventDefault();
});

document.querySelector(".side").addEventListener("click", (event) => {
  const seek = event.target.closest(".seek");
  if (seek) play(Number(seek.dataset.start));
  const stretch = event.target.closest(".stretch");
  if (stretch) {
    const turn = document.getElementById(`turn-${stretch.dataset.turn}`);
    turn?.scrollIntoView({ block: "center", behavior: "instant" });
    if (turn) play(Number(turn.dataset.start));
  }
});

addEventListener("beforeunload", (event) => {
  if (note.querySelector(".editor")) event.preventDefault();
});
