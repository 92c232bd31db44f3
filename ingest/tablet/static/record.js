// The way through the page: sign-in, who is here, consent, microphone, recording, safely stored.

import { ask, Refused } from "./api.js";
import { clear, consentBody, formBody, gather, offer, sessionBody } from "./consent.js";
import { Live } from "./live.js";
import { Microphone } from "./microphone.js";
import { ENDED, PAUSED, RATE, Recording, RECORDING, WITHDRAWN } from "./recording.js";
import { askToLast, Store } from "./store.js";
import { REFUSED, SIGN_IN, Uplink } from "./uplink.js";
import { at, level, say, show, shown, warn } from "./view.js";
import { length, timeOfDay } from "./words.js";

const GOES_ON_WITHIN_MS = 60000; // a reloaded page records on by itself only within this time
const ASK_AGAIN_MS = 5000;
const HEARD_LEVEL = 0.01;

const microphone = new Microphone();
const uplinks = new Map();
let store;
let live;
let setup;

async function begin() {
  const lacking = ["serviceWorker", "locks", "storage", "mediaDevices"].some((part) => !navigator[part]) || !window.isSecureContext || !window.AudioWorkletNode;
  if (lacking) return show("unable");
  store = await Store.open();
  live = new Live(store, microphone);
  live.dispatch = (recording, uplink) => over(recording, uplink);
  registerWorker();
  const kept = (await store.all()).sort((a, b) => a.beganAt - b.beganAt).map((record) => new Recording(store, record));
  for (const recording of kept) upward(recording);
  const running = kept.findLast(({ state }) => state === RECORDING || state === PAUSED);
  for (const other of kept) if (other !== running && [RECORDING, PAUSED].includes(other.state)) await other.change({ state: ENDED });
  if (running) await goOn(running);
  else await prepare();
  setInterval(drawWaiting, 1000);
}

async function registerWorker() {
  try {
    const registration = await navigator.serviceWorker.register("/record/worker.js", { scope: "/record" });
    if (!live.recording) registration.waiting?.postMessage("take-over");
  } catch {
    at("who").dataset.offline = "no"; // not signed in, or no network: the next visit tries again
  }
}

function upward(recording) {
  const uplink = new Uplink(recording);
  uplinks.set(recording, uplink);
  uplink.addEventListener("over", ({ detail }) => {
    uplinks.delete(recording);
    if (live.recording === recording || finished === recording) stored(recording, detail);
    drawWaiting();
  });
  uplink.run();
  return uplink;
}

async function goOn(recording) {
  const away = Date.now() - recording.heardAt;
  await live.take(recording, uplinks.get(recording));
  if (recording.state !== RECORDING) return;
  live.brokenSince(recording.heardAt);
  if (away < GOES_ON_WITHIN_MS) {
    await live.listen();
  } else {
    await recording.change({ state: PAUSED });
    warn(`Nothing was recorded since ${timeOfDay(recording.heardAt)}: this page was closed. Press Go on, or End.`);
  }
}

// What the page needs to know before a session can begin.
async function prepare() {
  try {
    setup = await ask("GET", "/record/setup");
  } catch (error) {
    if (error.status === 401) show("sign-in");
    else if (error.status === 403) show("not-yours");
    else show("offline");
    if (error.status !== 403) setTimeout(prepare, ASK_AGAIN_MS);
    return;
  }
  at("who").textContent = setup.subject;
  offer(setup);
  clear();
  show("begin");
}

at("begin-form").addEventListener("submit", (event) => {
  event.preventDefault();
  gather(setup.subject);
  show("consent");
});
for (const back of document.querySelectorAll("[data-back]")) {
  back.addEventListener("click", () => { microphone.close(); show(back.dataset.back); });
}

at("to-check").addEventListener("click", async () => {
  show("check");
  await check();
});
at("device").addEventListener("change", () => check(at("device").value));
at("try-again").addEventListener("click", () => check());

let heardFor = 0;

async function check(deviceId) {
  heardFor = 0;
  at("start").disabled = true;
  at("try-again").hidden = true;
  at("check-told").textContent = "Please allow the microphone, if the tablet asks.";
  try {
    await microphone.start(deviceId);
    await microphone.wake();
  } catch (error) {
    at("check-told").textContent = error.name === "NotAllowedError"
      ? "The microphone is not allowed. Allow it in the browser's settings for this page."
      : "No microphone can be used. Is one there, and does another app use it?";
    at("try-again").hidden = false;
    return;
  }
  sessionStorage.setItem("microphone", microphone.deviceId ?? "");
  at("check-told").textContent = "Say a few words, from where everybody sits.";
  const devices = await microphone.devices();
  at("device-row").hidden = devices.length < 2;
  at("device").replaceChildren(...devices.map(({ label, deviceId: id }, number) => new Option(label || `Microphone ${number + 1}`, id)));
  at("device").value = microphone.deviceId;
  at("start").disabled = false;
}

microphone.addEventListener("level", ({ detail }) => {
  if (shown() !== "check") return;
  level(at("check-level"), detail);
  heardFor += detail.rms > HEARD_LEVEL ? 1 : 0;
  if (heardFor === 8) at("check-told").textContent = "Good. You are heard well.";
});

at("start").addEventListener("click", async () => {
  const button = at("start");
  button.disabled = true;
  button.textContent = "One moment…";
  try {
    await start();
  } catch (error) {
    warn(startFault(error));
    button.disabled = false;
  }
  button.textContent = "Start recording";
});

function startFault(error) {
  if (!(error instanceof Refused)) throw error;
  if (error.status === 0) return "There is no connection. To begin, the tablet has to reach the server once; after that it records without it.";
  if (error.status === 401) return "Your sign-in has ended. Open a sign-in link, then begin again.";
  return `The session cannot begin. ${error.message}`;
}

async function start() {
  warn("");
  const { consent_id: consentId } = await ask("POST", "/v1/consents", consentBody());
  const opening = sessionBody(consentId);
  const { session_id: sessionId } = await ask("POST", "/v1/sessions", opening);
  await ask("PUT", `/v1/sessions/${sessionId}/consent-form`, formBody());
  askToLast();
  const recording = await Recording.begin(store, {
    subject: setup.subject,
    label: at("client").value.trim(),
    consentId,
    sessionId,
    opening,
  });
  clear();
  at("broken").hidden = true;
  at("marked").textContent = "";
  await live.take(recording, upward(recording));
  if (await live.listen()) say("Recording.");
}

let finished;

// Listening is over; the rest is still on its way, or all of it is stored.
function over(recording, uplink) {
  finished = recording;
  live.leave();
  if (!uplinks.has(recording)) return;
  at("done-withdrawn").hidden = recording.state !== WITHDRAWN;
  at("done-ended").hidden = recording.state === WITHDRAWN;
  at("done-title").textContent = recording.state === WITHDRAWN ? "The recording is deleted here" : "The recording has ended";
  at("done-mark").dataset.done = "no";
  uplink.addEventListener("state", drawWaiting);
  recording.addEventListener("change", drawWaiting);
  show("done");
  drawWaiting();
}

function stored(recording, how) {
  if (live.recording === recording) live.leave();
  finished = undefined;
  at("done-rest").hidden = true;
  at("done-mark").dataset.done = "yes";
  at("done-withdrawn").hidden = how !== "withdrawn";
  at("done-ended").hidden = how === "withdrawn";
  at("done-title").textContent = how === "withdrawn" ? "Everything is deleted" : "All of it is safely stored";
  at("done-text").textContent = "Nothing of the session is left on this tablet. Where a draft was agreed to, it will be on the worklist in a few minutes.";
  at("done-gone").textContent = "The agreement was taken back. The recording and all that came of it are destroyed, here and on the server.";
  const before = shown();
  show("done");
  if (before === "done") say(at("done-title").textContent);
}

at("again").addEventListener("click", () => {
  finished = undefined;
  prepare();
});

// Recordings that are over and not yet safe, wherever the page stands.
function drawWaiting() {
  if (finished && uplinks.has(finished)) {
    const rest = finished.waiting / RATE;
    const { state, detail } = uplinks.get(finished);
    at("done-rest").hidden = false;
    at("done-text").textContent = "Keep this page open, or open it again later, until all of it is stored.";
    at("done-gone").textContent = "Nothing of the session is left on this tablet. The server is told as soon as it answers.";
    at("done-rest").textContent = state === SIGN_IN ? `Open a sign-in link to send the last ${length(rest)}.`
      : state === REFUSED ? `The server does not take the last ${length(rest)}. ${detail}`
        : finished.state === WITHDRAWN ? "Telling the server…" : `${length(rest)} still to send…`;
  }
  const others = [...uplinks.keys()].filter((one) => one !== live.recording && one !== finished && one.state === ENDED);
  at("others-waiting").hidden = others.length === 0;
  at("others-list").replaceChildren(...others.map((recording) => {
    const item = document.createElement("li");
    const { state, detail } = uplinks.get(recording);
    const why = state === SIGN_IN ? ` Its clinician, ${recording.subject}, has to sign in.` : state === REFUSED ? ` ${detail}` : "";
    item.textContent = `From ${timeOfDay(recording.beganAt)}: ${length(recording.waiting / RATE)} still to send.${why}`;
    return item;
  }));
}

// One page at a time holds the microphone and the store.
show("opening");
const slow = setTimeout(() => show("elsewhere"), 1500);
if (navigator.locks) navigator.locks.request("inglenook-record", () => { clearTimeout(slow); return begin().then(() => new Promise(() => {})); });
else begin();
