// On the audio thread: one channel, 16 kHz, 16 bits, a tenth of a second at a time.

import { Resampler } from "./resampler.js";

const RATE = 16000;
const BLOCK = RATE / 10;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, RATE);
    this.taking = false;
    this.#renew();
    this.port.onmessage = ({ data }) => this.#told(data);
  }

  #renew() {
    this.block = new Int16Array(BLOCK);
    this.filled = 0;
    this.peak = 0;
    this.energy = 0;
  }

  #told(order) {
    if (order === "take") {
      this.resampler.reset();
      this.#renew();
      this.taking = true;
    } else if (order === "rest") {
      this.#add(this.resampler.flush());
      this.#give(this.block.slice(0, this.filled));
      this.taking = false;
      this.port.postMessage({ resting: true });
    }
  }

  #add(samples) {
    for (const sample of samples) {
      const value = Math.max(-1, Math.min(1, sample));
      this.peak = Math.max(this.peak, Math.abs(value));
      this.energy += value * value;
      this.block[this.filled] = Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
      this.filled += 1;
      if (this.filled === BLOCK) this.#give(this.block);
    }
  }

  #give(pcm) {
    const level = { peak: this.peak, rms: Math.sqrt(this.energy / Math.max(1, pcm.length)) };
    if (this.taking && pcm.length) this.port.postMessage({ level, pcm }, [pcm.buffer]);
    else this.port.postMessage({ level });
    this.#renew();
  }

  process([channels]) {
    if (!channels.length) return true;
    if (channels.length === 1) {
      this.#add(this.resampler.process(channels[0]));
      return true;
    }
    const mixed = new Float32Array(channels[0].length);
    for (const channel of channels) {
      for (let i = 0; i < mixed.length; i += 1) mixed[i] += channel[i] / channels.length;
    }
    this.#add(this.resampler.process(mixed));
    return true;
  }
}

registerProcessor("capture", Capture);
