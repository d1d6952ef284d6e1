// Type-ahead: a text field with a list of suggestions (WAI-ARIA combobox with list autocomplete).
// What is typed stays what is sent; a suggestion fills it in.

import { announce } from "./announce.js";

const ASKED_AFTER = 200;
const CHOSEN_BY = { ArrowDown: 1, ArrowUp: -1 };

export function setUpCombobox(input) {
  const list = makeList(input);
  const keptIn = document.getElementById(input.dataset.autocompleteValue);
  const also = document.getElementById(input.dataset.autocompleteAlso);
  const note = document.getElementById(input.dataset.autocompleteNote);
  const least = Number(input.dataset.autocompleteMin || 2);
  let suggestions = [];
  let current = -1;
  let timer;
  let request;
  let pressed = false;

  // What follows from this very choice stands under the field.
  function showNote() {
    if (note) note.hidden = keptIn?.value !== input.dataset.autocompleteNoteFor;
  }

  function close() {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  // A press that leaves the field ends first: were the list gone before, its target would have moved.
  function closeAfterPress() {
    if (!pressed) return close();
    document.addEventListener("click", close, { once: true });
    return undefined;
  }

  function open(found) {
    suggestions = found;
    current = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...found.map((item, index) => makeOption(`${list.id}-${index}`, item)));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    const { autocompleteNone = "", autocompleteCount = "" } = input.dataset;
    const { autocompleteOne = autocompleteCount } = input.dataset;
    const counted = found.length === 1 ? autocompleteOne : autocompleteCount;
    announce(found.length ? counted.replace("{count}", found.length) : autocompleteNone);
  }

  async function ask() {
    request?.abort();
    const words = input.value.trim();
    if (words.length < least) return close();
    request = new AbortController();
    const address = new URL(input.dataset.autocompleteUrl, location.href);
    address.searchParams.set("q", words);
    try {
      const response = await fetch(address, { signal: request.signal });
      if (response.ok && document.activeElement === input) open((await response.json()).results);
    } catch {
      // Aborted by the next letter, or offline: the field works without suggestions.
    }
    return undefined;
  }

  function mark(index) {
    current = (index + suggestions.length) % suggestions.length;
    [...list.children].forEach((option, position) => {
      option.setAttribute("aria-selected", String(position === current));
    });
    const option = list.children[current];
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function choose(index) {
    const chosen = suggestions[index];
    input.value = chosen.label;
    if (keptIn) keptIn.value = chosen.value ?? "";
    if (also && chosen.also && !also.value) {
      also.value = chosen.also;
      also.dispatchEvent(new Event("change", { bubbles: true }));
    }
    showNote();
    close();
    clearTimeout(timer);
    if (chosen.href) location.assign(chosen.href);
    else input.dispatchEvent(new CustomEvent("suggestion-chosen", { bubbles: true, detail: chosen }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    if ("autocompleteSends" in input.dataset && !chosen.href) input.form.requestSubmit();
  }

  input.addEventListener("input", () => {
    if (keptIn) keptIn.value = "";
    showNote();
    clearTimeout(timer);
    timer = setTimeout(ask, ASKED_AFTER);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key in CHOSEN_BY) {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(current === -1 && event.key === "ArrowUp" ? -1 : current + CHOSEN_BY[event.key]);
    } else if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      choose(current);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("blur", closeAfterPress);
  document.addEventListener("pointerdown", () => {
    pressed = true;
  });
  ["pointerup", "pointercancel"].forEach((name) => {
    document.addEventListener(name, () => {
      pressed = false;
    });
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role='option']");
    event.preventDefault();
    if (option) choose([...list.children].indexOf(option));
  });
}

function makeList(input) {
  const frame = Object.assign(document.createElement("div"), { className: "combobox" });
  const list = Object.assign(document.createElement("ul"), {
    className: "combobox-list",
    id: `${input.id}-suggestions`,
    hidden: true,
  });
  list.setAttribute("role", "listbox");
  // Not the field's own label: each label names one thing. The word is both French and English.
  list.setAttribute("aria-label", "Suggestions");
  input.replaceWith(frame);
  frame.append(input, list);
  Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  }).forEach(([name, value]) => input.setAttribute(name, value));
  return list;
}

function makeOption(id, { label, hint }) {
  const option = Object.assign(document.createElement("li"), { id, textContent: label });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  if (hint) {
    option.append(
      Object.assign(document.createElement("span"), { className: "combobox-hint", textContent: hint }),
    );
  }
  return option;
}
