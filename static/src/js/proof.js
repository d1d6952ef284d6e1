// « Je ne suis pas un robot »: an ordinary box; ticking it has altcha's widget compute its proof.

import { announce } from "./announce.js";

export function setUpProof(field) {
  const box = field.querySelector("input[type='checkbox']");
  const status = field.querySelector("[data-proof-status]");
  const widget = field.querySelector("altcha-widget");
  if (!widget) return;

  function say(words) {
    status.textContent = words;
    if (words) announce(words);
  }

  box.addEventListener("change", async () => {
    if (!box.checked) return widget.reset();
    say(field.dataset.verifying);
    await customElements.whenDefined("altcha-widget");
    widget.verify();
  });
  widget.addEventListener("statechange", ({ detail }) => {
    if (detail.state === "verified") say(field.dataset.verified);
    else if (detail.state === "error" || detail.state === "expired") {
      box.checked = false;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      say(field.dataset[detail.state]);
    }
  });
}
