// A pad to sign on with a finger or a pen; a typed name does as well.

import { at, question } from "./view.js";

const pad = at("pad");
const pen = pad.getContext("2d");
let strokes = [];

function place(event) {
  const box = pad.getBoundingClientRect();
  const within = (value) => Math.round(10000 * Math.max(0, Math.min(1, value))) / 10000;
  return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
}

function draw() {
  const scale = devicePixelRatio || 1;
  const { width, height } = pad.getBoundingClientRect();
  pad.width = width * scale;
  pad.height = height * scale;
  pen.scale(scale, scale);
  pen.lineWidth = 2.5;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = getComputedStyle(pad).color;
  for (const stroke of strokes) {
    pen.beginPath();
    for (const [x, y] of stroke) pen.lineTo(x * width, y * height);
    if (stroke.length === 1) pen.lineTo(stroke[0][0] * width + 0.1, stroke[0][1] * height);
    pen.stroke();
  }
}

function ready() {
  const drawn = strokes.flat().length > 4;
  at("signed").disabled = !drawn && at("sign-name").value.trim().length < 2;
}

pad.addEventListener("pointerdown", (event) => {
  pad.setPointerCapture(event.pointerId);
  strokes.push([place(event)]);
  draw();
});
pad.addEventListener("pointermove", (event) => {
  if (!pad.hasPointerCapture(event.pointerId)) return;
  for (const point of event.getCoalescedEvents?.() ?? [event]) strokes.at(-1).push(place(point));
  draw();
});
pad.addEventListener("pointerup", ready);
at("sign-name").addEventListener("input", ready);
at("sign-clear").addEventListener("click", () => { strokes = []; draw(); ready(); });
addEventListener("resize", () => { if (at("sign-dialog").open) draw(); });

// Resolves to {name, strokes}, or null where nobody signed.
export async function signature(who) {
  strokes = [];
  at("sign-who").textContent = who;
  at("sign-name").value = "";
  ready();
  const answered = question("sign-dialog");
  draw();
  const answer = await answered;
  const given = { name: at("sign-name").value.trim(), strokes };
  strokes = [];
  at("sign-name").value = "";
  return answer === "signed" ? given : null;
}
