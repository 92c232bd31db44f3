// Find on the worklist, narrow it down, move on it with the keyboard; it follows what happens.

const FOLLOW_MS = 15000;
const links = () => [...document.querySelectorAll("#cards > li:not([hidden]) a.card")];
const filter = document.getElementById("filter");
const chips = [...document.querySelectorAll(".chip")];

const isToday = (card) => new Date(card.querySelector("time").dateTime).toDateString() === new Date().toDateString();
const SHOWS = {
  all: () => true,
  today: (card) => isToday(card),
  risk: (card) => card.dataset.risk !== "none_mentioned",
  unverified: (card) => card.dataset.unverified !== "0",
  waiting: (card) => card.dataset.stage !== "fresh",
};

function narrow() {
  const wanted = filter?.value.trim().toLowerCase() ?? "";
  const show = SHOWS[chips.find((chip) => chip.ariaPressed === "true")?.dataset.show ?? "all"];
  let shown = 0;
  for (const item of document.querySelectorAll("#cards > li")) {
    const card = item.querySelector("a.card");
    item.hidden = !item.textContent.toLowerCase().includes(wanted) || (card ? !show(card) : show !== SHOWS.all);
    shown += item.hidden ? 0 : 1;
  }
  document.getElementById("filter-none").hidden = shown > 0;
}

filter?.addEventListener("input", narrow);
for (const chip of chips) {
  chip.addEventListener("click", () => {
    chips.forEach((one) => { one.ariaPressed = String(one === chip); });
    narrow();
  });
}

async function follow() {
  if (document.hidden) return;
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const focused = document.activeElement?.getAttribute("href");
  for (const part of [".lead", "#cards"]) {
    const old = document.querySelector(part);
    const next = fresh.querySelector(part);
    if (old && next && old.innerHTML !== next.innerHTML) old.replaceWith(next);
  }
  if (focused) document.querySelector(`a.card[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  narrow();
}

setInterval(follow, FOLLOW_MS);

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
