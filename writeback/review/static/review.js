// The review page: hands on the note. Every change is a PATCH; afterwards the page is read again,
// so what is shown is always what the server holds.

import { showEvidence, play, stop } from "./evidence.js";
import { editorOpen, openEditor, reopen, unsaved } from "./editor.js";
import { askAnew, askFeedback } from "./panel.js";
import { keepPlace } from "./place.js";
import { Refused, freshPage, progress, send } from "./request.js";
import { offerCorrections, showVoices, transcriptVersion } from "./speakers.js";
import { say } from "./toast.js";
import { join, redo, remember, settle, undo } from "./undo.js";

const draft = `/v1/drafts/${document.body.dataset.draft}`;
const corrections = `/v1/sessions/${document.body.dataset.session}/transcript/corrections`;
const note = document.getElementById("note");
const version = () => Number(note.dataset.version);

async function refresh(focusId) {
  const fresh = await freshPage();
  const next = fresh.getElementById("note");
  if (Number(next.dataset.version) < version()) return; // overtaken by a later reading
  keepPlace(note, () => {
    const open = unsaved(note);
    note.innerHTML = next.innerHTML;
    Object.assign(note.dataset, next.dataset);
    document.body.dataset.state = fresh.body.dataset.state;
    document.getElementById("watermark").replaceWith(fresh.getElementById("watermark"));
    showVoices(fresh);
    open.forEach((editor) => reopen(note, editor, context));
  });
  if (focusId) document.getElementById(focusId)?.focus();
  followNote();
}

// While the sentences are written anew the page asks how far that is, and then shows them.
let following = false;

async function followNote() {
  if (following || note.dataset.inWork !== "yes") return;
  following = true;
  for (let wait = 500; note.dataset.inWork === "yes"; wait = Math.min(wait * 1.3, 5000)) {
    await new Promise((resolve) => { setTimeout(resolve, wait); });
    const now = await progress(draft);
    if (!now || now.in_work) continue;
    try {
      await refresh();
      say("The note has been written anew.");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  following = false;
}

function correct({ body, back, focusId }) {
  return attempt(async () => {
    const told = await send("POST", corrections, body, { version: transcriptVersion() });
    await refresh(focusId);
    const undo = back && { label: "Undo", action: () => correct({ body: back, back: null, focusId }) };
    say(told.in_work ? "Corrected. The note is being written anew." : "Kept as it is, for sure.", undo ?? {});
  });
}

const wording = (edits) => edits.map((edit) => edit.statement && document.getElementById(`se-${edit.statement}`)?.textContent).join("\n");

// One change at a time: what is saved by itself must not meet what a hand does in that moment.
let last = Promise.resolve();

function patch(edits, done, focusId, took) {
  last = last.catch(() => {}).then(() => patched(edits, done, focusId, took));
  return last;
}

async function patched(edits, done, focusId, took) {
  const inWork = note.dataset.inWork === "yes";
  const before = wording(edits);
  let told;
  try {
    told = await send("PATCH", draft, { edits }, { version: version() });
  } catch (error) {
    if (error.status !== 412 || !inWork) throw error;
    await refresh(); // the new sentences came in between; what is meant may still be there
    if (wording(edits) !== before) throw error;
    told = await send("PATCH", draft, { edits }, { version: version() });
  }
  remember(told.version - 1, told.version);
  took?.(told);
  await refresh(focusId);
  if (done) say(done, { label: "Undo", action: takeBack });
}

async function restore(number) {
  const told = await send("POST", `${draft}/restore`, { version: number }, { version: version() });
  await refresh();
  return told.version;
}

const REFUSALS = { nothing: "There is nothing to take back.", overtaken: "The draft was changed since; compare its versions instead." };

function takeBack() {
  return attempt(async () => {
    const how = await undo(version(), restore);
    say(REFUSALS[how] ?? "Taken back.", how === "done" ? { label: "Do it again", action: doAgain } : {});
  });
}

function doAgain() {
  return attempt(async () => {
    const how = await redo(version(), restore);
    say(REFUSALS[how] ?? "Done again.");
  });
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
      const again = document.body.dataset.signIn;
      const link = error.status === 401 && again && { label: "Sign in", action: () => open(`${again}?next=${location.pathname}&fresh=true`, "_blank", "noopener") };
      say(error.message, { bad: true, ...(link || {}) });
    }
  }
}

const context = {
  note,
  version,
  patch,
  refresh,
  say,
  opened: () => join(version()),
  closed: settle,
  unsay: (statement, text) => attempt(() => patch([text ? { statement, text } : { statement, delete: true }], "Taken back.")),
  takeBack: (before) => attempt(async () => { await restore(before); say("Taken back."); }),
};

const actions = {
  edit: (item) => openEditor(item, { statement: item.dataset.statement, section: item.dataset.section, text: item.querySelector(".sentence").textContent }, context),
  add: (button) => openEditor(button, { section: button.dataset.section, text: "" }, context),
  confirm: (item) => attempt(() => patch([{ statement: item.dataset.statement, confirm: true }], "Confirmed.", `se-${item.dataset.statement}`)),
  delete: (item) => attempt(async () => {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    const focus = next?.querySelector(".sentence")?.id ?? `add-${item.dataset.section}`;
    await patch([{ statement: item.dataset.statement, delete: true }], "Taken out.", focus);
  }),
  feedback: (item) => askFeedback(item, (told, close) => attempt(async () => {
    await send("POST", `${draft}/feedback`, { ...told, statement: item.dataset.statement ?? null });
    close();
    say("Thank you. It is kept with the draft.");
  })),
  anew: (button) => askAnew(button, (instruction, close) => attempt(async () => {
    const { section } = button.dataset;
    say("Writing the section anew…");
    const before = version();
    const told = await send("POST", `${draft}/regenerate`, { section, instruction }, { version: before });
    remember(before, told.version);
    close();
    await refresh(`anew-${section}`);
    const kept = instruction && told.note.drafter.fallbacks?.[section] ? " No language model wrote it: your wish could not be followed." : "";
    say(`Written anew.${kept}`, { label: "Undo", action: takeBack });
  })),
  adopt: (item) => attempt(() => patch([{ omission: omissionOf(item), section: item.querySelector("select").value }], "Added to the note.", "omissions-title")),
  regenerate: () => attempt(async () => {
    say("Writing the note anew…");
    await send("POST", `${draft}/regenerate`, {}, { version: version() });
    await refresh();
    say("The note has been written anew.");
  }),
  dismiss: (item) => attempt(() => patch([{ omission: omissionOf(item), dismiss: true }], "Left out.", "omissions-title")),
};

const omissionOf = (item) => ({ turn: item.dataset.turn, quote: item.dataset.quote });

note.addEventListener("click", (event) => {
  const doing = event.target.closest("[data-do]");
  if (doing) {
    actions[doing.dataset.do](doing.closest(".statement, .omission") ?? doing);
    return;
  }
  const jump = event.target.closest("[data-jump]");
  if (jump) {
    event.preventDefault();
    const wanted = { unverified: '[data-support="unverified"]', check: '[data-check="yes"]' }[jump.dataset.jump];
    note.querySelector(`${wanted} .sentence`)?.focus();
    return;
  }
  const sentence = event.target.closest(".sentence");
  if (sentence && !showEvidence(sentence)) say("There is no evidence for this one.");
});

note.addEventListener("keydown", (event) => {
  if (editorOpen(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!event.target.classList.contains("sentence")) return;
  const item = event.target.closest(".statement, .omission");
  const keys = { e: "edit", c: "confirm", f: "feedback", x: item?.matches(".omission") ? "dismiss" : "delete", a: "adopt" };
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step) {
    const all = [...note.querySelectorAll(".sentence")].filter((one) => one.checkVisibility());
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
  } else if (form.id === "cosign") {
    attempt(async () => {
      const body = { attestation: form.querySelector("#cosign-attestation").checked, content_sha256: note.dataset.sha };
      await send("POST", `${draft}/cosign`, body);
      await refresh("decide-title");
      say("Co-signed.");
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

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("textarea, input, select");
  if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  if (event.shiftKey) doAgain();
  else takeBack();
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

offerCorrections(correct);
followNote();

addEventListener("beforeunload", (event) => {
  if (note.querySelector(".editor")) event.preventDefault();
});
