// A streaming resampler: a Kaiser-windowed sinc stepped in whole numbers, so that it never drifts.

const gcd = (a, b) => (b ? gcd(b, a % b) : a);

function bessel(x) {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

const ZEROS = 32; // zero crossings on either side
const BETA = 9; // about 90 dB of stop band
const ROLLOFF = 0.94; // of the lower of the two half rates

export class Resampler {
  // `from` and `to` in Hz, whole numbers.
  constructor(from, to) {
    const common = gcd(from, to);
    this.up = to / common;
    this.down = from / common;
    this.half = Math.ceil(ZEROS * Math.max(1, from / to));
    this.taps = from === to ? null : this.#bank(ROLLOFF * Math.min(1, to / from));
    this.reset();
  }

  // One row of taps for each of the `up` places an output sample can have between two input samples.
  #bank(cutoff) {
    const width = 2 * this.half;
    const bank = new Float32Array(this.up * width);
    for (let phase = 0; phase < this.up; phase += 1) {
      const row = bank.subarray(phase * width, (phase + 1) * width);
      let sum = 0;
      for (let k = 0; k < width; k += 1) {
        const t = k - this.half + 1 - phase / this.up;
        const x = Math.PI * cutoff * t;
        const sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x;
        const edge = 1 - (t / this.half) ** 2;
        row[k] = edge > 0 ? sinc * bessel(BETA * Math.sqrt(edge)) : 0;
        sum += row[k];
      }
      for (let k = 0; k < width; k += 1) row[k] /= sum;
    }
    return bank;
  }

  reset() {
    this.held = new Float32Array(this.half - 1); // the silence before the first sample
    this.at = 0; // index in `held` of the input sample at or before the next output sample, less the silence
    this.phase = 0;
    this.taken = 0;
    this.given = 0;
  }

  // Float32Array in, Float32Array out: what can be told so far.
  process(input) {
    this.taken += input.length;
    if (!this.taps) {
      this.given += input.length;
      return input.slice();
    }
    const buffer = new Float32Array(this.held.length + input.length);
    buffer.set(this.held);
    buffer.set(input, this.held.length);
    const width = 2 * this.half;
    const out = [];
    let { at, phase } = this;
    while (at + width <= buffer.length) {
      const row = phase * width;
      let sum = 0;
      for (let k = 0; k < width; k += 1) sum += buffer[at + k] * this.taps[row + k];
      out.push(sum);
      phase += this.down;
      at += Math.floor(phase / this.up);
      phase %= this.up;
    }
    this.held = buffer.slice(Math.min(at, buffer.length));
    this.at = at - Math.min(at, buffer.length);
    this.phase = phase;
    this.given += out.length;
    return Float32Array.from(out);
  }

  // The last samples, as if silence followed; begins anew.
  flush() {
    const due = Math.ceil((this.taken * this.up) / this.down) - this.given;
    const rest = this.taps ? this.process(new Float32Array(2 * this.half)).subarray(0, Math.max(0, due)) : new Float32Array(0);
    this.reset();
    return rest;
  }
}
