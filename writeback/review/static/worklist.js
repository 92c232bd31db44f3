// Find on the worklist, and move on it with the keyboard.

const links = () => [...document.querySelectorAll("#cards > li:not([hidden]) a.card")];
const filter = document.getElementById("filter");

filter?.addEventListener("input", () => {
  const wanted = filter.value.trim().toLowerCase();
  let shown = 0;
  for (const item of document.querySelectorAll("#cards > li")) {
    item.hidden = !item.textContent.toLowerCase().includes(wanted);
    shown += item.hidden ? 0 : 1;
  }
  document.getElementById("filter-none").hidden = shown > 0;
});

document.addEventListener("keydown", (event) => {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const onList = document.activeElement?.classList.contains("card");
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!onList && document.activeElement !== document.body && document.activeElement?.id !== "main") return;
  const all = links();
  const at = all.indexOf(document.activeElement);
  all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step]?.focus();
  event.preventDefault();
});
