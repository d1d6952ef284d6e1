// Counts down to a moment, then says that it has come.

import { announce } from "./announce.js";

export function setUpCountdown(element) {
  const { countdownText = "{time}", countdownDone = "", countdownFor } = element.dataset;
  const until = Date.parse(element.dataset.countdownUntil);
  const button = countdownFor && document.getElementById(countdownFor);
  let timer;

  function update() {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    const over = !(seconds > 0);
    element.textContent = over ? countdownDone : countdownText.replace("{time}", written(seconds));
    if (button) button.disabled = over ? false : true;
    if (over) clearInterval(timer);
    return over;
  }

  if (update()) return;
  timer = setInterval(() => {
    if (update() && countdownDone) announce(countdownDone);
  }, 1000);
}

function written(seconds) {
  const minutes = Math.floor(seconds / 60);
  const rest = String(seconds % 60).padStart(2, "0");
  return minutes ? `${minutes} min ${rest} s` : `${seconds} s`;
}
