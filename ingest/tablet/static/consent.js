// Who is in the room, what they are asked, and what each of them answered.

import { signature } from "./signature.js";
import { at, say } from "./view.js";
import { timeOfDay } from "./words.js";

let wording;
let parties = [];

export function offer(setup) {
  ({ wording } = setup);
  const formats = setup.formats.map(({ name, title }) => new Option(title, name));
  at("format").replaceChildren(...formats);
  at("format").value = localStorage.getItem("format") ?? formats[0]?.value ?? "";
  at("place").value = localStorage.getItem("place") ?? "";
  at("opening").textContent = wording.opening;
  offerPurposes();
  at("rights").replaceChildren(...wording.rights.map((text) => line(text)));
}

export function clear() {
  at("begin-form").reset();
  at("others").replaceChildren();
  parties = [];
  if (wording) offerPurposes();
  at("format").value = localStorage.getItem("format") ?? at("format").value;
  at("place").value = localStorage.getItem("place") ?? "";
}

function offerPurposes() {
  at("purposes").replaceChildren(...wording.purposes.map(purposeRow));
}

function line(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

function purposeRow({ scope, text, needed, offered }) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", name: "scope", value: scope, checked: offered, disabled: needed });
  box.addEventListener("change", askAnew);
  label.append(box, document.createTextNode(text));
  item.append(label);
  return item;
}

// Whoever agreed, agreed to something else: they are asked again.
function askAnew() {
  if (!parties.some((party) => party.method)) return;
  for (const party of parties) unanswer(party);
  drawParties();
  say("What is agreed to has changed. Please ask everybody again.");
}

at("add-other").addEventListener("click", () => {
  const row = at("other-row").content.cloneNode(true).firstElementChild;
  const number = at("others").children.length + 1;
  row.querySelector("label").htmlFor = row.querySelector("input").id = `other-${Date.now()}`;
  row.querySelector("label span").textContent = String(number);
  row.querySelector("button").addEventListener("click", () => {
    row.remove();
    at("add-other").focus();
  });
  at("others").append(row);
  row.querySelector("input").focus();
});

export function gather(subject) {
  localStorage.setItem("format", at("format").value);
  localStorage.setItem("place", at("place").value.trim());
  const others = [...at("others").querySelectorAll("input")].map((input, index) => input.value.trim() || `Person ${index + 1}`);
  const wanted = [
    { role: "clinician", title: "Clinician", who: subject },
    { role: "client", title: "Client", who: at("client").value.trim() },
    ...others.map((who) => ({ role: "other", title: "Also in the room", who })),
  ];
  const known = (one) => parties.find((party) => party.role === one.role && party.who === one.who);
  parties = wanted.map((one) => known(one) ?? { ...one, method: null, at: null, name: "", strokes: [] });
  drawParties();
}

function unanswer(party) {
  Object.assign(party, { method: null, at: null, name: "", strokes: [] });
}

function answer(party, method, given = {}) {
  Object.assign(party, { method, at: new Date(), ...given });
  drawParties();
  say(`${party.title} ${party.who}: agreed.`);
  const next = at("parties").querySelector("button[data-ask]") ?? at("to-check");
  next.focus();
}

function drawParties() {
  at("parties").replaceChildren(...parties.map((party) => {
    const card = at("party-card").content.cloneNode(true).firstElementChild;
    card.querySelector(".party-title").textContent = party.title;
    card.querySelector(".party-who").textContent = party.who;
    const asked = card.querySelector(".party-ask");
    const done = card.querySelector(".party-done");
    asked.hidden = Boolean(party.method);
    done.hidden = !party.method;
    const named = `${party.title} ${party.who}`;
    const [aloud, sign] = asked.querySelectorAll("button");
    aloud.setAttribute("aria-label", `${named}: agreed aloud`);
    sign.setAttribute("aria-label", `${named}: sign on the screen`);
    aloud.addEventListener("click", () => answer(party, "verbal"));
    sign.addEventListener("click", async () => {
      const given = await signature(named);
      if (given) answer(party, "electronic", given);
    });
    if (party.method) {
      const how = party.method === "verbal" ? "Agreed aloud" : "Signed";
      done.querySelector("span").textContent = `${how} at ${timeOfDay(party.at)}`;
      const undo = done.querySelector("button");
      undo.setAttribute("aria-label", `${named}: ask again`);
      undo.addEventListener("click", () => { unanswer(party); drawParties(); });
    }
    return card;
  }));
  const missing = parties.filter((party) => !party.method).length;
  at("to-check").disabled = missing > 0;
  at("missing").textContent = missing ? `${missing} of ${parties.length} still to be asked.` : "Everybody has agreed.";
}

const scopes = () => [...at("purposes").querySelectorAll("input:checked")].map((box) => box.value);

// `POST /v1/consents`
export function consentBody() {
  const agreed = { scopes: scopes(), wording_version: wording.version };
  return {
    client_ref: at("client").value.trim(),
    parties: parties.map(({ role, method, at: moment }) => ({ role, method, at: moment.toISOString(), ...agreed })),
    ...agreed,
    jurisdiction: at("place").value.trim() || null,
    part2: at("part2").checked,
  };
}

// `POST /v1/sessions`
export function sessionBody(consentId) {
  return { consent_id: consentId, source: "tablet", modality: "in person", template: at("format").value || null };
}

// `PUT /v1/sessions/{id}/consent-form`
export function formBody() {
  const agreed = new Set(scopes());
  const purposes = wording.purposes.filter(({ scope }) => agreed.has(scope)).map(({ text }) => text);
  return {
    version: wording.version,
    shown: [wording.opening, ...purposes, ...wording.rights],
    scopes: [...agreed],
    signatures: parties.map(({ role, method, at: moment, name, strokes }) => ({ role, method, at: moment.toISOString(), name, strokes })),
  };
}
