// Copy and print buttons.

import { announce } from "./announce.js";

const SHOWN_FOR = 4000;

export function setUpCopy(button) {
  const label = button.querySelector("span") || button;
  const words = label.textContent;
  let timer;

  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copyFrom);
    await navigator.clipboard.writeText(button.dataset.copy ?? source.value ?? source.textContent.trim());
    label.textContent = button.dataset.copied;
    announce(button.dataset.copied);
    clearTimeout(timer);
    timer = setTimeout(() => {
      label.textContent = words;
    }, SHOWN_FOR);
  });
}

export function setUpPrint(button) {
  button.addEventListener("click", () => window.print());
}
