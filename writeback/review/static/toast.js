// One line at the foot of the page, read out by screen readers.

const box = document.getElementById("toast");
let timer;

export function say(text, { bad = false, action, label } = {}) {
  clearTimeout(timer);
  box.replaceChildren(document.createTextNode(text));
  box.classList.toggle("bad", bad);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => { box.hidden = true; action(); });
    box.append(button);
  }
  box.hidden = false;
  timer = setTimeout(() => { box.hidden = true; }, bad || action ? 12000 : 5000);
}
