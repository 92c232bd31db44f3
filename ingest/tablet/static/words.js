// Lengths of time in words and figures.

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

const several = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

export function length(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return several(whole, "second");
  if (whole < 7200) return several(Math.round(whole / 60), "minute");
  return several(Math.round(whole / 3600), "hour");
}

export function timeOfDay(at) {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
