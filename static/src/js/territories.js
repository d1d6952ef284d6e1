// The picker of regions and departments: the plain list of checkboxes moves into a dialog with a
// search field; what is ticked shows in the field as tags that can be taken away.
// A ticked region is one tag and covers its departments.

import { announce } from "./announce.js";
import { openDialog } from "./dialogs.js";

export function setUpTerritoryPicker(picker) {
  const find = (name) => picker.querySelector(`[data-picker-${name}]`);
  const dialog = picker.querySelector("dialog");
  const [field, opener, tags, empty] = ["field", "open", "tags", "empty"].map(find);
  const boxes = [...picker.querySelectorAll("input[type='checkbox']")];
  let before = [];

  find("place").append(find("tree"));
  find("tools").hidden = false;
  field.hidden = false;

  function show() {
    boxes.filter(isRegion).forEach(coverDepartments);
    const chosen = boxes.filter((box) => box.checked && !box.disabled);
    tags.replaceChildren(...chosen.map((box) => makeTag(box, tags.dataset.removeText)));
    tags.hidden = !chosen.length;
    empty.hidden = Boolean(chosen.length);
    picker.dispatchEvent(new Event("progress-made", { bubbles: true }));
  }

  opener.addEventListener("click", () => {
    before = boxes.map((box) => box.checked);
    dialog.returnValue = "";
    openDialog(dialog, opener);
  });
  dialog.addEventListener("change", (event) => {
    if (isRegion(event.target)) coverDepartments(event.target);
  });
  dialog.addEventListener("keydown", (event) => {
    // On a box, Enter does what « Sélectionner » does; it would send the form around it.
    if (event.key !== "Enter" || event.target.type !== "checkbox") return;
    event.preventDefault();
    dialog.close("selected");
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-picker-select]")) dialog.close("selected");
    else if (event.target === dialog || event.target.closest("[data-dialog-close]")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "selected") {
      boxes.forEach((box, index) => {
        box.checked = before[index];
      });
    }
    show();
  });
  tags.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const position = [...tags.querySelectorAll("button")].indexOf(button);
    document.getElementById(button.dataset.box).checked = false;
    show();
    const left = tags.querySelectorAll("button");
    (left[Math.min(position, left.length - 1)] || opener).focus();
    announce(button.dataset.removed);
  });
  setUpSearch(find("search"), find("tree"), find("none"));
  show();
}

function isRegion(box) {
  return box.dataset.kind === "region";
}

function departmentsOf(region) {
  return region.closest("li").querySelectorAll("input[data-kind='department']");
}

// Departments of a ticked region are shown as ticked, and not sent.
function coverDepartments(region) {
  departmentsOf(region).forEach((box) => {
    if (region.checked) box.checked = true;
    else if (box.disabled) box.checked = false;
    box.disabled = region.checked;
  });
}

function makeTag(box, removeText) {
  const name = box.labels[0].textContent.trim();
  const tag = Object.assign(document.createElement("li"), { className: "tag", textContent: name });
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "tag-remove",
    textContent: "×",
  });
  button.setAttribute("aria-label", removeText.replace("{name}", name));
  button.dataset.box = box.id;
  button.dataset.removed = removeText.replace("{name}", name);
  tag.append(button);
  return tag;
}

function fold(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

// Shows the regions and departments whose name or number holds what is typed.
function setUpSearch(input, tree, none) {
  const regions = [...tree.querySelectorAll("li[data-region]")];

  input.addEventListener("keydown", (event) => {
    // It stands in a form: Enter would send it.
    if (event.key === "Enter") event.preventDefault();
  });
  input.addEventListener("input", () => {
    const words = fold(input.value);
    const matches = (item) => fold(item.dataset.name).includes(words);
    let found = 0;
    regions.forEach((region) => {
      const departments = [...region.querySelectorAll("li[data-name]")];
      const matching = departments.filter(matches);
      const whole = matches(region);
      departments.forEach((item) => {
        item.hidden = !whole && !matching.includes(item);
      });
      region.hidden = !whole && !matching.length;
      region.querySelector("details").open = Boolean(words && matching.length);
      found += Number(whole) + matching.length;
    });
    none.hidden = found > 0;
    if (!found) announce(none.textContent);
  });
}
