// « Je ne suis pas un robot »: an ordinary box. The work is done by altcha's hidden widget,
// from the first field that one enters: it is ready, or nearly, when the box is ticked.

import { announce } from "./announce.js";

export function setUpProof(field) {
  const box = field.querySelector("input[type='checkbox']");
  const status = field.querySelector("[data-proof-status]");
  const widget = field.querySelector("altcha-widget");
  let state = "unverified";
  if (!widget) return;

  function say(words) {
    status.textContent = words;
    announce(words);
  }

  async function begin() {
    if (state !== "unverified") return;
    state = "verifying";
    await customElements.whenDefined("altcha-widget");
    widget.verify();
  }

  box.form.addEventListener("focusin", begin, { once: true });
  box.addEventListener("change", () => {
    begin();
    if (box.checked && field.dataset[state]) say(field.dataset[state]);
  });
  widget.addEventListener("statechange", ({ detail }) => {
    state = detail.state;
    const failed = state === "error" || state === "expired";
    if (box.checked && (failed || state === "verified")) say(field.dataset[state]);
    if (!failed) return;
    box.checked = false;
    state = "unverified";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
