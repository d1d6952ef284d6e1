// « Je ne suis pas un robot »: an ordinary box. The work is done by altcha's hidden widget,
// from the first field that one enters: it is ready, or nearly, when the box is ticked.

import { announce } from "./announce.js";

const SLOW_AFTER = 4000;

export function setUpProof(field) {
  const box = field.querySelector("input[type='checkbox']");
  const status = field.querySelector("[data-proof-status]");
  const widget = field.querySelector("altcha-widget");
  const progress = field.querySelector("[data-proof-progress]");
  let state = "unverified";
  let slow;
  if (!widget) return;

  // What the box waits for is said once it is ticked: until then nobody waits.
  function tell() {
    const verifying = box.checked && state === "verifying";
    progress.hidden = !verifying;
    clearTimeout(slow);
    if (verifying) slow = setTimeout(() => say(field.dataset.slow), SLOW_AFTER);
    if (box.checked && field.dataset[state]) say(field.dataset[state]);
    else if (!box.checked) status.textContent = "";
  }

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
    tell();
  });
  widget.addEventListener("statechange", ({ detail }) => {
    state = detail.state;
    tell();
    if (state !== "error" && state !== "expired") return;
    box.checked = false;
    state = "unverified";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
