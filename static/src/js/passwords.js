// The rules of the password turn green as one types; the same as in accounts/passwords.py.

import { announce } from "./announce.js";

const RULES = {
  min: (text, value) => [...text].length >= value,
  max: (text, value) => text !== "" && [...text].length <= value,
  upper: (text) => /\p{Lu}/u.test(text),
  lower: (text) => /\p{Ll}/u.test(text),
  digit: (text) => /\p{Nd}/u.test(text),
  special: (text) => /[^\p{L}\p{N}\s]/u.test(text),
};
const SPOKEN_AFTER = 700;

export function setUpPasswordRules(list) {
  const input = document.getElementById(list.dataset.passwordRules);
  if (!input) return;
  const items = [...list.querySelectorAll("[data-rule]")];
  let timer;

  items.forEach((item) => {
    item.append(Object.assign(document.createElement("span"), { className: "visually-hidden" }));
  });

  function update() {
    items.forEach((item) => {
      const met = RULES[item.dataset.rule](input.value, Number(item.dataset.value));
      item.classList.toggle("is-met", met);
      item.lastChild.textContent = met ? ` ${list.dataset.metText || ""}` : "";
    });
    clearTimeout(timer);
    if (input.value) timer = setTimeout(() => speak(list, items), SPOKEN_AFTER);
    list.dispatchEvent(new Event("progress-made", { bubbles: true }));
  }

  input.addEventListener("input", update);
  update();
}

// Says what is still missing once the person pauses.
function speak(list, items) {
  const missing = items.filter((item) => !item.classList.contains("is-met"));
  const words = missing.map((item) => item.textContent.trim()).join(", ");
  if (missing.length && list.dataset.missingText) announce(`${list.dataset.missingText} ${words}`);
  else if (!missing.length && list.dataset.allMetText) announce(list.dataset.allMetText);
}

export function setUpPasswordToggle(button) {
  const input = document.getElementById(button.dataset.passwordToggle);
  if (!input) return;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
  // Sent as a password field: browsers keep typed texts for later suggestions.
  input.form?.addEventListener("submit", () => {
    input.type = "password";
  });
}
