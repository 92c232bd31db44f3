// Keeps the screen from locking while a recording runs, where the tablet lets a page ask for that.

let lock;
let wanted = false;

export async function stayAwake(on) {
  wanted = on;
  if (!on) {
    await lock?.release().catch(() => {});
    lock = undefined;
    return;
  }
  if (lock && !lock.released) return;
  try {
    lock = await navigator.wakeLock?.request("screen");
  } catch {
    lock = undefined; // the page is not seen just now, or the battery is low
  }
  if (!wanted) await stayAwake(false);
}
