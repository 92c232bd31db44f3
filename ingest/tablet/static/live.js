// The view of a running recording: the microphone on one side, the uplink on the other.

import { captions } from "./captions.js";
import { ENDED, PAUSED, RATE, RECORDING } from "./recording.js";
import { room } from "./store.js";
import { BUSY, CONNECTED, LOST, REACHING, REFUSED, SIGN_IN } from "./uplink.js";
import { at, level, question, say, show, warn } from "./view.js";
import { stayAwake } from "./wake.js";
import { clock, length } from "./words.js";

const BEHIND_S = 4; // more than this waiting is worth a word
const LITTLE_ROOM_S = 30 * 60;
const BYTES_A_SECOND = 2 * RATE;

export class Live {
  #store;
  #microphone;
  #recording;
  #uplink;
  #lostAt = 0;
  #told = "";
  #timer;
  #left = null;

  constructor(store, microphone) {
    this.#store = store;
    this.#microphone = microphone;
    microphone.addEventListener("block", ({ detail }) => this.#recording?.add(detail));
    microphone.addEventListener("level", ({ detail }) => level(at("live-level"), detail));
    microphone.addEventListener("lost", () => this.#lost());
    microphone.addEventListener("back", () => this.#back());
    at("pause").addEventListener("click", () => this.#pauseOrResume());
    at("mark").addEventListener("click", () => this.#mark());
    at("end").addEventListener("click", () => this.#askToEnd());
    at("withdraw").addEventListener("click", () => this.#askToWithdraw());
    document.addEventListener("visibilitychange", () => this.#seen());
    addEventListener("beforeunload", (event) => { if (this.running) event.preventDefault(); });
    addEventListener("pagehide", () => this.#recording?.settle());
  }

  get running() {
    return this.#recording?.state === RECORDING;
  }

  get recording() {
    return this.#recording;
  }

  // Show this recording and go on with it where it was running.
  async take(recording, uplink) {
    this.#recording = recording;
    this.#uplink = uplink;
    uplink.addEventListener("state", () => this.#draw());
    uplink.addEventListener("stop", () => this.#stopListening());
    uplink.addEventListener("message", ({ detail }) => captions(detail));
    recording.addEventListener("change", () => this.#draw());
    captions(null);
    this.#told = "";
    at("who").textContent = recording.subject;
    at("live-label").textContent = await recording.label();
    this.#look();
    this.#timer = setInterval(() => this.#look(), 30000);
    show("live");
    this.#draw();
  }

  leave() {
    clearInterval(this.#timer);
    stayAwake(false);
    this.#microphone.close();
    this.#recording = this.#uplink = undefined;
    warn("");
  }

  // Listen, for the first time or again. False where the microphone is not to be had.
  async listen() {
    try {
      if (!this.#microphone.open) await this.#microphone.start(sessionStorage.getItem("microphone") || undefined);
    } catch (error) {
      this.#lostAt ||= this.#recording.heardAt;
      warn(error.name === "NotAllowedError"
        ? "Not recording: the microphone is not allowed. Allow it in the browser's settings, then press Go on."
        : "Not recording: no microphone can be used. Check it, then press Go on.");
      await this.#recording.change({ state: PAUSED });
      return false;
    }
    this.#noteBreak();
    this.#microphone.take();
    await this.#recording.change({ state: RECORDING });
    warn(this.#microphone.waitsForTouch ? "Not recording yet: the tablet waits for a touch. Press Go on." : "");
    if (this.#microphone.waitsForTouch) await this.#recording.change({ state: PAUSED });
    stayAwake(true);
    return true;
  }

  // What was not heard since then, for the reader of the session to know.
  brokenSince(moment) {
    this.#lostAt = moment;
  }

  #noteBreak() {
    if (!this.#lostAt) return;
    const missing = Math.max(0, Math.round((Date.now() - this.#lostAt) / 100) / 10);
    this.#lostAt = 0;
    this.#recording.mark("break", missing);
    at("broken").hidden = false;
    at("broken").textContent = `About ${length(Math.max(1, missing))} could not be heard. The place is marked.`;
  }

  async #pauseOrResume() {
    if (this.running) {
      await this.#stopListening();
      say("Paused. The microphone is off.");
    } else {
      await this.#microphone.wake();
      if (await this.listen()) say("Recording goes on.");
    }
    at("pause").focus();
  }

  async #stopListening() {
    if (!this.running) return;
    await this.#microphone.rest();
    await this.#recording.settle();
    if (this.running) await this.#recording.change({ state: PAUSED });
    stayAwake(false);
  }

  #mark() {
    this.#recording.mark();
    const told = `Marked at ${clock(this.#recording.heard / RATE)}.`;
    at("marked").textContent = told;
    say(told);
  }

  async #askToEnd() {
    if ((await question("end-dialog")) !== "end") return;
    const recording = this.#recording;
    await this.#stopListening();
    this.#microphone.close();
    await recording.settle();
    await recording.change({ state: ENDED });
    stayAwake(false);
    this.#uplink.retry();
    this.dispatch?.(recording, this.#uplink);
  }

  async #askToWithdraw() {
    if ((await question("withdraw-dialog")) !== "withdraw") return;
    const { id } = this.#recording;
    const recording = this.#recording;
    await this.#stopListening();
    this.#microphone.close();
    await recording.withdraw();
    this.#uplink.retry();
    if (this.#recording?.id === id) this.dispatch?.(recording, this.#uplink);
  }

  #lost() {
    if (!this.running) return;
    this.#lostAt ||= Date.now() - 2500;
    warn("Not recording: the tablet took the microphone away. Unlock it, or press Pause and then Go on.");
  }

  #back() {
    if (!this.running) return;
    warn("");
    this.#noteBreak();
    say("Recording goes on.");
  }

  async #seen() {
    if (document.visibilityState === "hidden") {
      this.#recording?.settle();
      return;
    }
    this.#uplink?.retry();
    if (!this.running) return;
    stayAwake(true);
    await this.#microphone.wake();
    if (this.#lostAt) {
      this.#microphone.close();
      await this.listen();
    }
  }

  async #look() {
    const found = await room();
    this.#left = found && found.left / BYTES_A_SECOND;
    this.#draw();
  }

  #draw() {
    const recording = this.#recording;
    if (!recording || recording.gone) return;
    const running = this.running;
    const waiting = recording.waiting / RATE;
    document.body.dataset.recording = running ? "on" : "off";
    at("state").textContent = running ? "Recording" : "Paused";
    at("state-note").textContent = running ? "" : "The microphone is off.";
    at("pause").textContent = running ? "Pause" : "Go on";
    at("pause").classList.toggle("primary", !running);
    at("mark").disabled = !running;
    at("heard").textContent = clock(recording.heard / RATE);
    at("stored").textContent = clock(recording.acked / RATE);
    at("waiting").textContent = clock(waiting);
    at("stored-share").style.setProperty("--share", recording.heard ? `${(100 * recording.acked) / recording.heard}%` : "0%");
    const told = this.#safety(waiting);
    at("safety").textContent = told.text;
    at("safety-box").dataset.safe = told.safe;
    if (told.key !== this.#told && this.#told) say(told.text);
    this.#told = told.key;
    this.#drawRoom();
  }

  #safety(waiting) {
    const { state, detail, connectedOnce } = this.#uplink;
    const kept = `${length(waiting)} ${waiting < 120 && Math.round(waiting) === 1 ? "is" : "are"} kept on this tablet`;
    switch (state) {
      case CONNECTED:
        return waiting <= BEHIND_S
          ? { key: "safe", safe: "yes", text: "Safely stored up to the last seconds." }
          : { key: "behind", safe: "nearly", text: `Catching up: ${kept} and being sent.` };
      case LOST:
        return { key: "lost", safe: "no", text: `No connection. Nothing is lost: ${kept} and sent as soon as the connection is back.` };
      case BUSY:
        return { key: "busy", safe: "no", text: `The server is busy. Nothing is lost: ${kept} and sent as soon as there is room.` };
      case SIGN_IN:
        return { key: "sign-in", safe: "no", text: `Your sign-in has ended. Nothing is lost: ${kept}. Open a sign-in link to send them.` };
      case REFUSED:
        return { key: "refused", safe: "no", text: `The server does not take this recording. ${detail}` };
      case REACHING:
      default:
        return { key: connectedOnce ? "lost" : "reaching", safe: "nearly", text: "Connecting. What is heard is kept on this tablet." };
    }
  }

  #drawRoom() {
    const box = at("room");
    const unkept = this.#store.unkept / RATE;
    box.hidden = this.#left === null || (this.#left > LITTLE_ROOM_S && !unkept);
    if (unkept) box.textContent = `This tablet is full. ${length(unkept)} can only be held while this page stays open: keep it open until they are sent.`;
    else if (!box.hidden) box.textContent = `Little room is left on this tablet: about ${length(this.#left)}.`;
  }
}
