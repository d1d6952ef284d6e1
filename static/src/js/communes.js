// The town follows from the postal code: one is filled in, several are proposed in its field.
// What is typed by hand stays.

import { announce } from "./announce.js";

export function setUpCommunes(input) {
  const { communesUrl, communesField, communesOne, communesMany } = input.dataset;
  const city = document.getElementById(communesField);
  const list = Object.assign(document.createElement("datalist"), { id: `${city.id}-communes` });
  city.after(list);
  city.setAttribute("list", list.id);
  let filled = "";
  let asked = "";

  async function complete() {
    const code = input.value.replace(/\s/g, "");
    if (!/^[0-9]{5}$/.test(code) || code === asked) return;
    asked = code;
    try {
      const response = await fetch(`${communesUrl}?code=${code}`);
      if (response.ok && code === asked) propose((await response.json()).communes);
    } catch {
      asked = ""; // Offline: the town is typed.
    }
  }

  function propose(names) {
    list.replaceChildren(...names.map((name) => new Option(name, name)));
    if (city.value.trim() && city.value !== filled) return;
    filled = names.length === 1 ? names[0] : "";
    city.value = filled;
    city.dispatchEvent(new Event("change", { bubbles: true }));
    if (filled) announce(communesOne.replace("{name}", filled));
    else if (names.length) announce(communesMany.replace("{count}", names.length));
  }

  input.addEventListener("input", complete);
  complete();
}
