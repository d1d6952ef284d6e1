// Theme and text size apply at once; the server is told, so that the next page has them.

import { announce } from "./announce.js";

const DEFAULTS = { theme: "auto", text_size: "normal" };
const ATTRIBUTES = { theme: "data-bs-theme", text_size: "data-text-size" };

export function setUpDisplay(form) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !(button.name in ATTRIBUTES)) return;
    event.preventDefault();
    const body = new FormData(form, button);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    apply(button.name, button.value);
    show(form, button);
  });
}

function apply(name, value) {
  const page = document.documentElement;
  if (value === DEFAULTS[name]) page.removeAttribute(ATTRIBUTES[name]);
  else page.setAttribute(ATTRIBUTES[name], value);
}

function show(form, chosen) {
  form.querySelectorAll("button").forEach((button) => {
    button.setAttribute("aria-pressed", String(button === chosen));
  });
  announce(chosen.dataset.applied || chosen.textContent.trim());
}
