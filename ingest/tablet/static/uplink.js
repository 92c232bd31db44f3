// Brings a recording to the server: over and over, until the server says that all of it is stored.
// Only what rests on the tablet is sent, so that after a reload both count alike.

import { ask, Refused } from "./api.js";
import { ENDED, PAUSED, RATE, WITHDRAWN } from "./recording.js";

const AHEAD = 30 * RATE; // samples sent and not acknowledged
const BUFFERED = 1 << 20; // bytes that wait in the socket
const PING_MS = 5000;
const SILENCE_MS = 12000; // after that a connection that owes an answer is taken for dead
const SHORTEST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 5000;
const CODES = { 4401: 401, 4403: 403, 4404: 404, 4409: 409, 4410: 410, 4413: 413, 4429: 503 };

// Where an uplink stands.
export const REACHING = "reaching";
export const CONNECTED = "connected";
export const LOST = "lost";
export const BUSY = "busy"; // the server has no place for captions now; tried again
export const SIGN_IN = "sign-in";
export const REFUSED = "refused"; // the server will not take it; a person has to decide

// Events: "state"; "message" (detail: what the server said); "over" (detail: "stored" or "withdrawn");
// "stop" (the server takes no more of it: stop listening).
export class Uplink extends EventTarget {
  state = REACHING;
  detail = "";
  connectedOnce = false;
  #recording;
  #awake;
  #over = false;
  #wait = SHORTEST_WAIT_MS;

  constructor(recording) {
    super();
    this.#recording = recording;
    recording.addEventListener("kept", () => this.#stir());
    recording.addEventListener("change", () => this.#stir());
    addEventListener("online", () => this.retry());
  }

  // Try now, where it waits.
  retry() {
    this.#wait = SHORTEST_WAIT_MS;
    this.#stir();
    this.#hurry?.();
  }

  async run() {
    while (!this.#over && !this.#recording.gone) {
      try {
        await this.#once();
        this.#wait = SHORTEST_WAIT_MS;
      } catch (error) {
        await this.#fail(error);
      }
      if (!this.#over) await this.#rest();
    }
  }

  async #once() {
    const recording = this.#recording;
    if (recording.state === WITHDRAWN) return this.#withdraw();
    await this.#tellMarks();
    const { ticket } = await ask("POST", `/v1/sessions/${recording.sessionId}/ticket`);
    const line = await Line.open(recording.sessionId, ticket);
    try {
      await this.#converse(line);
    } finally {
      line.close();
    }
  }

  async #tellMarks() {
    const recording = this.#recording;
    while (recording.marksDue) {
      const { marks } = recording;
      await ask("PUT", `/v1/sessions/${recording.sessionId}/marks`, { marks: recording.marksTold });
      if (marks === recording.marks) await recording.change({ marksDue: false });
    }
  }

  async #withdraw() {
    try {
      await ask("POST", `/v1/consents/${this.#recording.consentId}/revoke`, { reason: "Withdrawn in the room, on the tablet." });
    } catch (error) {
      if (![404, 410].includes(error.status)) throw error;
    }
    await this.#finish("withdrawn");
  }

  async #converse(line) {
    const recording = this.#recording;
    line.say({ type: "start", format: { encoding: "pcm_s16le", sample_rate: RATE, channels: 1 }, framing: "offset" });
    let cursor = null; // up to where it was sent
    let held = 0; // up to where the server had it when we came
    let acked = 0;
    let paused = false;
    let stopped = false;
    let finishing = false;
    let pingedAt = performance.now();
    for (;;) {
      for (const message of line.heard()) {
        if (message.type === "ready") {
          cursor = await this.#agree(message.next_offset);
          held = message.next_offset - recording.base;
          this.connectedOnce = true;
          this.#stand(CONNECTED);
        } else if (message.type === "ack") {
          acked = message.next_offset - recording.base;
        } else if (message.type === "ended") {
          return this.#ended(Math.max(held, acked));
        }
        finishing ||= message.type === "status" && message.state === "finishing";
        this.dispatchEvent(new CustomEvent("message", { detail: message }));
      }
      if (acked > recording.acked) await recording.forget(acked);
      if (finishing && recording.acked >= recording.heard) return this.#finish("stored");
      if (line.closed) throw line.closed;
      if (recording.gone || recording.state === WITHDRAWN) return undefined;
      if (recording.marksDue) await this.#tellMarks();
      const more = cursor !== null && cursor < recording.kept && !stopped;
      if (more && cursor - recording.acked < AHEAD && line.waiting < BUFFERED) {
        if (paused) line.say({ type: "resume" });
        paused = false;
        cursor = await this.#send(line, cursor);
        continue;
      }
      if (cursor !== null && !more && !stopped) {
        if (recording.state === ENDED && recording.kept >= recording.heard) {
          line.say({ type: "stop" });
          stopped = true;
        } else if (paused !== (recording.state === PAUSED)) {
          paused = !paused;
          line.say({ type: paused ? "pause" : "resume" });
        }
      }
      const now = performance.now();
      if (now - line.heardAt > SILENCE_MS) throw new Refused(0, "The server does not answer.");
      if (now - pingedAt > PING_MS) {
        line.say({ type: "ping" });
        pingedAt = now;
      }
      await this.#stirred(line);
    }
  }

  // Where to go on, by our count; mends the count where server and tablet do not fit together.
  async #agree(next) {
    const recording = this.#recording;
    const first = (await recording.pieces(recording.acked))[0]?.offset ?? recording.kept;
    const at = next - recording.base;
    if (at >= first && at <= recording.kept) return Math.min(at, this.#lastKept());
    await recording.change({ base: next - (at < first ? first : recording.kept), marksDue: recording.marks.length > 0 });
    return at < first ? first : recording.kept;
  }

  // Something is sent again even where the server has it all, for its ack is still to come.
  #lastKept() {
    const { acked, kept } = this.#recording;
    return kept > acked ? kept - 1 : kept;
  }

  // Send some pieces; gives up to where.
  async #send(line, cursor) {
    const { kept } = this.#recording;
    const found = await this.#recording.pieces(cursor);
    if (!found.length) return kept;
    for (const { offset, pcm } of found) {
      const skipped = Math.max(0, cursor - offset);
      line.audio(offset + skipped + this.#recording.base, pcm.subarray(skipped));
    }
    const last = found.at(-1);
    return last.offset + last.pcm.length;
  }

  // The server ended the session: because we said so, or because we were away for too long.
  async #ended(held) {
    const recording = this.#recording;
    await recording.forget(held);
    if (recording.acked >= recording.heard && recording.state === ENDED) return this.#finish("stored");
    const { session_id: sessionId } = await ask("POST", "/v1/sessions", recording.opening);
    return recording.change({ sessionId, base: -recording.acked, marksDue: recording.marks.length > 0 });
  }

  async #finish(how) {
    this.#over = true;
    await this.#recording.destroy();
    this.dispatchEvent(new CustomEvent("over", { detail: how }));
  }

  async #fail(error) {
    const status = error instanceof Refused ? error.status : 0;
    if (status === 410) {
      this.dispatchEvent(new Event("stop"));
      return this.#finish("withdrawn");
    }
    if (status === 401) return this.#stand(SIGN_IN);
    if ([400, 403, 404, 413, 422].includes(status)) {
      if (status !== 400) this.dispatchEvent(new Event("stop"));
      this.#wait = 12 * LONGEST_WAIT_MS;
      return this.#stand(REFUSED, error.message);
    }
    if (status === 429 || status === 503) return this.#stand(BUSY, error.message);
    if (!(error instanceof Refused)) console.error(error);
    return this.#stand(LOST, error.message);
  }

  #stand(state, detail = "") {
    if (state === this.state && detail === this.detail) return;
    this.state = state;
    this.detail = detail;
    this.dispatchEvent(new Event("state"));
  }

  #hurry;

  async #rest() {
    const wait = this.#wait * (0.75 + Math.random() / 2);
    this.#wait = Math.min(this.#wait * 2, Math.max(LONGEST_WAIT_MS, this.#wait));
    await new Promise((done) => {
      this.#hurry = done;
      setTimeout(done, wait);
    });
    this.#hurry = undefined;
  }

  #stir() {
    this.#awake?.();
  }

  async #stirred(line) {
    let timer;
    await new Promise((done) => {
      this.#awake = done;
      line.stirs = done;
      timer = setTimeout(done, 500);
      if (line.pending) done();
    });
    clearTimeout(timer);
  }
}

// One WebSocket, heard in order.
class Line {
  heardAt = performance.now();
  closed = null;
  stirs = () => {};
  #socket;
  #messages = [];
  #error = null;

  static open(sessionId, ticket) {
    const url = new URL(`/v1/sessions/${sessionId}/audio?ticket=${encodeURIComponent(ticket)}`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const line = new Line();
    line.#socket = new WebSocket(url, "inglenook.v1");
    line.#socket.binaryType = "arraybuffer";
    return new Promise((done, fail) => {
      const late = setTimeout(() => { line.close(); fail(new Refused(0, "The server does not answer.")); }, SILENCE_MS);
      line.#socket.onopen = () => { clearTimeout(late); done(line); };
      line.#socket.onmessage = ({ data }) => line.#hear(JSON.parse(data));
      line.#socket.onclose = ({ code, reason }) => {
        clearTimeout(late);
        const status = CODES[code] ?? (code === 4400 ? 400 : 0);
        line.closed = new Refused(status, line.#error ?? reason ?? "");
        line.stirs();
        fail(line.closed);
      };
    });
  }

  #hear(message) {
    this.heardAt = performance.now();
    if (message.type === "error") this.#error = message.message;
    this.#messages.push(message);
    this.stirs();
  }

  get pending() {
    return this.#messages.length > 0 || this.closed !== null;
  }

  get waiting() {
    return this.#socket.bufferedAmount;
  }

  heard() {
    return this.#messages.splice(0);
  }

  say(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  audio(offset, pcm) {
    const frame = new Uint8Array(8 + pcm.byteLength);
    new DataView(frame.buffer).setBigUint64(0, BigInt(offset));
    frame.set(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength), 8);
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  close() {
    this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
  }
}
