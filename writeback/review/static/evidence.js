// A sentence's proof: shown in the transcript, heard from that second.

const player = document.getElementById("player");
const PAD_S = 0.15;
let stopAt = null;

export function showEvidence(button) {
  const proofs = JSON.parse(button.dataset.evidence || "[]");
  clear();
  document.querySelectorAll('.sentence[aria-pressed="true"]').forEach((b) => b.removeAttribute("aria-pressed"));
  button.setAttribute("aria-pressed", "true");
  proofs.forEach(light);
  if (!proofs.length) return false;
  const said = proofs.find((proof) => proof.turn !== null);
  if (!said) return true; // known before the session: nothing to hear
  document.getElementById(`turn-${said.turn}`)?.scrollIntoView({ block: "center", behavior: "instant" });
  play(said.start, said.end);
  return true;
}

export function play(start, end = null) {
  if (!player) return;
  stopAt = end === null ? null : end + PAD_S;
  player.currentTime = Math.max(0, start - PAD_S);
  player.play().catch(() => {});
}

export function stop() {
  player?.pause();
}

function clear() {
  for (const mark of document.querySelectorAll(".turn-text mark")) {
    const text = mark.parentElement;
    mark.replaceWith(document.createTextNode(mark.textContent));
    text.normalize();
  }
  document.querySelectorAll(".lit").forEach((lit) => lit.classList.remove("lit"));
}

function light({ turn, quote }) {
  const item = document.getElementById(`turn-${turn}`);
  if (!item) return;
  item.classList.add("lit");
  document.querySelectorAll(`.stretch[data-turn="${CSS.escape(turn)}"]`).forEach((s) => s.classList.add("lit"));
  const text = item.querySelector(".turn-text");
  for (const node of [...text.childNodes]) {
    const at = node.nodeType === Node.TEXT_NODE ? node.data.indexOf(quote) : -1;
    if (at < 0 || !quote) continue;
    const found = node.splitText(at);
    found.splitText(quote.length);
    const mark = document.createElement("mark");
    found.replaceWith(mark);
    mark.append(found);
    return;
  }
}

function follow() {
  const now = player.currentTime;
  if (stopAt !== null && now >= stopAt) {
    stopAt = null;
    player.pause();
  }
  const duration = player.duration || 1;
  const x = Math.round((1000 * now) / duration);
  document.getElementById("playhead")?.setAttribute("x1", x);
  document.getElementById("playhead")?.setAttribute("x2", x);
  for (const turn of document.querySelectorAll(".turn")) {
    const inside = now >= Number(turn.dataset.start) && now < Number(turn.dataset.end);
    turn.classList.toggle("now", inside && !player.paused);
  }
}

player?.addEventListener("timeupdate", follow);
player?.addEventListener("pause", follow);
