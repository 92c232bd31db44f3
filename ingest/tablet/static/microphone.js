// The tablet's microphone, as plain as the tablet gives it.

const STALLED_MS = 2500;

// Events: "level" (detail {peak, rms}), "block" (detail Int16Array), "lost" and "back".
export class Microphone extends EventTarget {
  #stream;
  #context;
  #node;
  #watch;
  #heardAt = 0;
  #taking = false;
  #lost = false;
  #resting;

  get open() {
    return Boolean(this.#node);
  }

  get waitsForTouch() {
    return this.#context?.state === "suspended";
  }

  // Raises what getUserMedia raises: NotAllowedError, NotFoundError, NotReadableError.
  async start(deviceId) {
    this.close();
    this.#stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        deviceId: deviceId ? { exact: deviceId } : undefined,
        channelCount: { ideal: 1 },
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
      },
    });
    this.#context = new AudioContext({ latencyHint: "playback" });
    await this.#context.audioWorklet.addModule("/record/static/capture-worklet.js");
    const node = new AudioWorkletNode(this.#context, "capture", { outputChannelCount: [1] });
    const silence = new GainNode(this.#context, { gain: 0 });
    this.#context.createMediaStreamSource(this.#stream).connect(node).connect(silence).connect(this.#context.destination);
    node.port.onmessage = ({ data }) => this.#hear(data);
    this.#node = node;
    this.#heardAt = performance.now();
    this.#lost = false;
    const [track] = this.#stream.getAudioTracks();
    track.addEventListener("ended", () => this.#lose());
    track.addEventListener("mute", () => this.#lose());
    this.#watch = setInterval(() => this.#look(), 500);
    if (this.waitsForTouch) await Promise.race([this.#context.resume(), new Promise((done) => setTimeout(done, 500))]);
  }

  // To be called from a touch, where the browser wants one before it lets sound through.
  async wake() {
    await this.#context?.resume();
  }

  async devices() {
    const all = await navigator.mediaDevices.enumerateDevices();
    return all.filter((device) => device.kind === "audioinput" && device.deviceId);
  }

  get deviceId() {
    return this.#stream?.getAudioTracks()[0]?.getSettings().deviceId;
  }

  take() {
    this.#listen(true);
    this.#taking = true;
    this.#node.port.postMessage("take");
  }

  // Resolves once the last block is out; the microphone is muted from then on.
  async rest() {
    if (!this.#taking) return;
    this.#taking = false;
    const rested = new Promise((done) => { this.#resting = done; });
    this.#node?.port.postMessage("rest");
    await Promise.race([rested, new Promise((done) => setTimeout(done, 1000))]);
    this.#listen(false);
  }

  close() {
    clearInterval(this.#watch);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#context?.close().catch(() => {});
    this.#stream = this.#context = this.#node = undefined;
    this.#taking = false;
  }

  #listen(on) {
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = on;
  }

  #hear(data) {
    this.#heardAt = performance.now();
    if (data.level) this.#tell("level", data.level);
    if (data.pcm) this.#tell("block", data.pcm);
    if (data.resting) this.#resting?.();
    if (this.#lost && data.level) {
      this.#lost = false;
      this.#tell("back");
    }
  }

  #look() {
    if (performance.now() - this.#heardAt > STALLED_MS) this.#lose();
  }

  #lose() {
    if (this.#lost) return;
    this.#lost = true;
    this.#tell("lost");
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
