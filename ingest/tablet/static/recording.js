// One recording: what was heard, what of it rests on the tablet, what is safely stored.
// Positions are samples at 16 kHz from its begin.

export const RATE = 16000;
const PIECE = RATE / 2;
const LONGEST = 10 * RATE; // of a piece

export const RECORDING = "recording";
export const PAUSED = "paused";
export const ENDED = "ended"; // nothing more is heard; the rest is still to be sent
export const WITHDRAWN = "withdrawn"; // the consent was taken back; the server is still to be told

// Events: "change", and "kept" when more rests on the tablet.
export class Recording extends EventTarget {
  #store;
  #record;
  #loose = []; // blocks that do not make a piece yet
  #looseLength = 0;
  #writing = Promise.resolve();
  #busy = false;
  #gone = false;
  kept = 0; // samples that rest on the tablet, and so may be sent

  constructor(store, record) {
    super();
    this.#store = store;
    this.#record = record;
    this.kept = record.end;
  }

  static async begin(store, { subject, label, consentId, sessionId, opening }) {
    const record = {
      id: crypto.randomUUID(),
      subject,
      consentId,
      sessionId,
      opening, // how a further session is opened under the same consent
      beganAt: Date.now(),
      heardAt: Date.now(),
      state: PAUSED,
      end: 0,
      acked: 0,
      base: 0, // what has to be added for the server's count
      marks: [],
      marksDue: false, // they have changed since the server was told
    };
    return new Recording(store, await store.create(record, label));
  }

  get id() { return this.#record.id; }
  get subject() { return this.#record.subject; }
  get sessionId() { return this.#record.sessionId; }
  get consentId() { return this.#record.consentId; }
  get opening() { return this.#record.opening; }
  get state() { return this.#record.state; }
  get beganAt() { return this.#record.beganAt; }
  get heardAt() { return this.#record.heardAt; }
  get end() { return this.#record.end; }
  get acked() { return this.#record.acked; }
  get base() { return this.#record.base; }
  get marks() { return this.#record.marks; }
  get marksDue() { return this.#record.marksDue; }
  get gone() { return this.#gone; }

  // Everything heard, at rest or not.
  get heard() {
    return this.#record.end + this.#looseLength;
  }

  get waiting() {
    return this.heard - this.#record.acked;
  }

  label() {
    return this.#store.label(this.#record);
  }

  // A block from the microphone.
  add(block) {
    this.#loose.push(block);
    this.#looseLength += block.length;
    if (this.#looseLength >= PIECE && !this.#busy) this.settle();
    this.#tell("change");
  }

  // Put what is loose to rest; resolves when it is there. What comes while the tablet writes waits
  // for the next turn, so that a slow tablet writes larger pieces and does not fall behind.
  settle() {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write() {
    this.#busy = true;
    while (this.#looseLength && !this.#gone) {
      const pcm = this.#cut();
      const offset = this.#record.end;
      this.#record = { ...this.#record, end: offset + pcm.length, heardAt: Date.now() };
      await this.#store.keep(this.#record, offset, pcm);
      this.kept = offset + pcm.length;
      this.#tell("kept");
      if (this.#looseLength < PIECE) break;
    }
    this.#busy = false;
  }

  // What is loose, up to the most that a piece may hold.
  #cut() {
    const pcm = new Int16Array(Math.min(this.#looseLength, LONGEST));
    let at = 0;
    while (at < pcm.length) {
      const [block] = this.#loose;
      const taken = block.subarray(0, pcm.length - at);
      pcm.set(taken, at);
      at += taken.length;
      if (taken.length === block.length) this.#loose.shift();
      else this.#loose[0] = block.subarray(taken.length);
    }
    this.#looseLength -= pcm.length;
    return pcm;
  }

  // What rests here from the piece with sample `from` on, some pieces at a time.
  pieces(from) {
    return this.#store.pieces(this.#record, from);
  }

  // All before `before` is on durable storage elsewhere.
  async forget(before) {
    if (before <= this.#record.acked || this.#gone) return;
    this.#record = { ...this.#record, acked: before };
    this.#tell("change");
    await this.#store.forget(this.id, before);
  }

  async change(fields) {
    if (this.#gone) return;
    this.#record = { ...this.#record, ...fields };
    this.#tell("change");
    await this.#store.change(this.id, fields);
  }

  mark(kind = "moment", missing = 0) {
    const mark = { at: Math.round((1000 * this.heard) / RATE) / 1000, kind, missing };
    const marks = [...this.marks, mark];
    return this.change({ marks, marksDue: true });
  }

  // As the session on the server counts them.
  get marksTold() {
    const shift = this.base / RATE;
    return this.marks.map((mark) => ({ ...mark, at: mark.at + shift })).filter((mark) => mark.at >= 0);
  }

  // Nobody may keep it: the audio goes at once, the server is told as soon as it answers.
  async withdraw() {
    await this.change({ state: WITHDRAWN, marks: [], marksDue: false });
    this.#loose = [];
    this.#looseLength = 0;
    await this.#writing.catch(() => {});
    await this.forget(Math.max(this.heard, this.acked + 1));
  }

  async destroy() {
    this.#gone = true;
    this.#loose = [];
    this.#looseLength = 0;
    await this.#writing.catch(() => {});
    await this.#store.destroy(this.id);
    this.#tell("change");
  }

  #tell(type) {
    this.dispatchEvent(new Event(type));
  }
}
