// The reader's place on the page, kept while what is above it grows or shrinks.

const top = () => document.getElementById("watermark").getBoundingClientRect().bottom;

export function keepPlace(root, change) {
  const seen = [...root.querySelectorAll("[id]")]
    .map((element) => ({ id: element.id, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.height && box.bottom > top() && box.top < innerHeight)
    .map(({ id, box }) => ({ id, y: box.top }));
  const focused = root.contains(document.activeElement) ? document.activeElement.id : "";
  change();
  if (focused && !document.activeElement?.id) {
    (document.getElementById(focused) ?? document.getElementById("main")).focus({ preventScroll: true });
  }
  const still = seen.find(({ id }) => document.getElementById(id));
  if (!still) return;
  const moved = document.getElementById(still.id).getBoundingClientRect().top - still.y;
  if (moved) scrollBy({ top: moved, behavior: "instant" });
}
