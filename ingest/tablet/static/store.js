// What rests on the tablet: recordings and their audio, encrypted under a key that cannot be read
// out, each recording with its own. Deleting a recording deletes its key.

const NAME = "inglenook-record";
const AT_A_TIME = 20; // pieces

const asked = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

const finished = (transaction) => new Promise((done, fail) => {
  transaction.oncomplete = () => done();
  transaction.onabort = () => fail(transaction.error ?? new DOMException("", "AbortError"));
  transaction.onerror = () => fail(transaction.error);
});

function place(id, offset) {
  return new TextEncoder().encode(`${id}/${offset}`);
}

export class Store {
  #db;
  #overflow = new Map(); // pieces that found no room, by "id/offset"

  static async open() {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("recordings", { keyPath: "id" });
      opening.result.createObjectStore("pieces", { keyPath: ["id", "offset"] });
    };
    const store = new Store();
    store.#db = await asked(opening);
    return store;
  }

  // Audio is written through to the disk; deleting and counting may lag behind.
  #begin(mode, durability = "relaxed") {
    return this.#db.transaction(["recordings", "pieces"], mode, { durability });
  }

  // Seconds of audio that only the page's memory holds.
  get unkept() {
    let samples = 0;
    for (const piece of this.#overflow.values()) samples += piece.length;
    return samples;
  }

  async create(record, label) {
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(label));
    const whole = { ...record, key, label: { iv, sealed } };
    const transaction = this.#begin("readwrite");
    transaction.objectStore("recordings").put(whole);
    await finished(transaction);
    return whole;
  }

  async label({ key, label }) {
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: label.iv }, key, label.sealed));
  }

  async all() {
    const transaction = this.#begin("readonly");
    return asked(transaction.objectStore("recordings").getAll());
  }

  // Change some fields; a recording that is gone stays gone.
  async change(id, fields) {
    const transaction = this.#begin("readwrite");
    await this.#merge(transaction, id, fields);
    await finished(transaction);
  }

  async #merge(transaction, id, fields) {
    const recordings = transaction.objectStore("recordings");
    const record = await asked(recordings.get(id));
    if (record) recordings.put({ ...record, ...fields });
  }

  // Keep audio (Int16Array) that begins at `offset`; false where there is no room for it, and it
  // stays in memory alone.
  async keep({ id, key }, offset, pcm) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: place(id, offset) }, key, pcm);
    try {
      const transaction = this.#begin("readwrite", "strict");
      transaction.objectStore("pieces").put({ id, offset, length: pcm.length, iv, sealed });
      await this.#merge(transaction, id, { end: offset + pcm.length, heardAt: Date.now() });
      await finished(transaction);
      return true;
    } catch {
      this.#overflow.set(`${id}/${offset}`, { id, offset, length: pcm.length, iv, sealed });
      return false;
    }
  }

  // The piece that holds sample `from`, or the first one after it, and those behind it: some of
  // them, in order, as {offset, pcm}.
  async pieces({ id, key }, from) {
    const kept = this.#begin("readonly").objectStore("pieces");
    const before = await asked(kept.openKeyCursor(IDBKeyRange.bound([id, 0], [id, from]), "prev"));
    const range = IDBKeyRange.bound([id, before ? before.key[1] : from], [id, Number.MAX_SAFE_INTEGER]);
    const near = await asked(kept.getAll(range, AT_A_TIME));
    const found = [...near, ...this.#overflow.values()]
      .filter((piece) => piece.id === id && piece.offset + piece.length > from)
      .sort((a, b) => a.offset - b.offset)
      .slice(0, AT_A_TIME);
    return Promise.all(found.map(async ({ offset, iv, sealed }) => {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: place(id, offset) }, key, sealed);
      return { offset, pcm: new Int16Array(plain) };
    }));
  }

  // Delete what ends at or before sample `before`, for it is safely stored elsewhere.
  async forget(id, before) {
    for (const [name, piece] of this.#overflow) {
      if (piece.id === id && piece.offset + piece.length <= before) this.#overflow.delete(name);
    }
    const transaction = this.#begin("readwrite");
    const range = IDBKeyRange.bound([id, 0], [id, before], false, true);
    const walk = transaction.objectStore("pieces").openCursor(range);
    walk.onsuccess = () => {
      const cursor = walk.result;
      if (!cursor) return;
      if (cursor.value.offset + cursor.value.length <= before) cursor.delete();
      cursor.continue();
    };
    await this.#merge(transaction, id, { acked: before });
    await finished(transaction);
  }

  // Delete a recording, its audio and its key.
  async destroy(id) {
    for (const [name, piece] of this.#overflow) if (piece.id === id) this.#overflow.delete(name);
    const transaction = this.#begin("readwrite");
    transaction.objectStore("recordings").delete(id);
    transaction.objectStore("pieces").delete(IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]));
    await finished(transaction);
  }
}

// Bytes left to this page, and whether the tablet promised not to clear them; null where it does not say.
export async function room() {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  return quota === undefined ? null : { left: quota - usage, lasting: Boolean(await navigator.storage.persisted?.()) };
}

export async function askToLast() {
  return Boolean(await navigator.storage?.persist?.());
}
