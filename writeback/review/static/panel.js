// Small forms that open beneath a sentence or a section: feedback, and writing a section anew.

function opened(place, name, html) {
  const there = document.querySelector(`.panel[data-name="${name}"]`);
  const again = there?.previousElementSibling === place || there?.parentElement === place;
  there?.remove();
  if (again) {
    (place.querySelector(".sentence") ?? place).focus();
    return null;
  }
  const form = document.createElement("form");
  form.className = "panel";
  form.dataset.name = name;
  form.innerHTML = html;
  if (place.matches(".statement")) place.append(form);
  else place.after(form);
  const close = () => {
    form.remove();
    (place.querySelector?.(".sentence") ?? place.querySelector?.("button") ?? place).focus();
  };
  form.querySelector("[data-close]").addEventListener("click", (event) => {
    event.stopPropagation();
    close();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Escape" || !event.ctrlKey) event.stopPropagation();
  });
  form.querySelector("input, textarea").focus();
  return { form, close };
}

const KINDS = { wrong: "It is wrong", missing: "Something is missing", style: "I would word it otherwise", good: "It is good" };

export function askFeedback(place, send) {
  const choices = Object.entries(KINDS)
    .map(([kind, title], at) => `<label><input type="radio" name="kind" value="${kind}" required${at ? "" : " checked"}> ${title}</label>`)
    .join("");
  const panel = opened(place, "feedback", `
    <fieldset><legend>What is the matter?</legend>${choices}</fieldset>
    <label>In your words, if you like <input name="comment" maxlength="2000" autocomplete="off"></label>
    <div class="row"><button class="button primary">Send</button><button type="button" class="button" data-close>Cancel</button>
    <span class="hint">Kept sealed with the draft; the note stays as it is.</span></div>`);
  panel?.form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const told = new FormData(panel.form);
    send({ kind: told.get("kind"), comment: told.get("comment") || null }, panel.close);
  });
}

export function askAnew(place, send) {
  const panel = opened(place, "anew", `
    <label>How should it be written? <input name="instruction" maxlength="1000" placeholder="shorter; in the past tense; only what concerns sleep" autocomplete="off"></label>
    <div class="row"><button class="button primary">Write this section anew</button><button type="button" class="button" data-close>Cancel</button>
    <span class="hint">What you wrote or confirmed stays. A wish needs a language model; it is never followed beyond what was said.</span></div>`);
  panel?.form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const wish = new FormData(panel.form).get("instruction");
    panel.form.querySelector(".primary").disabled = true;
    send(wish || null, panel.close);
  });
}
