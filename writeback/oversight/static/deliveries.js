// Sends again what was given up.

const told = document.getElementById("told");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-resend]");
  if (!button) return;
  button.disabled = true;
  const response = await fetch(`/v1/outbox/${encodeURIComponent(button.dataset.resend)}/resend`, {
    method: "POST",
    headers: { "X-Inglenook": "1" },
  }).catch(() => null);
  if (response?.ok) {
    button.closest("tr").remove();
    told.textContent = "It is on its way again.";
    return;
  }
  const answer = await response?.json().catch(() => ({}));
  told.textContent = answer?.detail ?? "The server cannot be reached. Try again.";
  button.disabled = false;
});
