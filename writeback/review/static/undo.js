// What was done on this page, taken back and done again: each act is two versions of the draft.

const done = [];
const undone = [];

export function remember(before, after) {
  if (done.at(-1)?.after === before && done.at(-1).open) done.at(-1).after = after;
  else done.push({ before, after });
  undone.length = 0;
}

// Saves of one editor are one act until it is closed.
export function join(before) {
  done.push({ before, after: before, open: true });
}

export function settle() {
  const last = done.at(-1);
  if (!last?.open) return;
  if (last.after === last.before) done.pop();
  else delete last.open;
}

// `restore(number)` makes that version the newest and gives the newest version's number back.
export const undo = (current, restore) => step(done, undone, current, restore, "before");
export const redo = (current, restore) => step(undone, done, current, restore, "after");

async function step(from, to, current, restore, wanted) {
  settle();
  const act = from.at(-1);
  if (!act) return "nothing";
  const here = wanted === "before" ? "after" : "before";
  if (act[here] !== current) return "overtaken";
  const now = await restore(act[wanted]);
  from.pop();
  const next = from.at(-1);
  if (next && next[here] === act[wanted]) next[here] = now;
  to.push({ ...act, [wanted]: now });
  return "done";
}
