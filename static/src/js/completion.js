// « Valider » is disabled until what is required is filled in.

export function setUpCompletion(form) {
  const buttons = [...form.querySelectorAll("button:not([type='button'])")].filter(
    (button) => !("always" in button.dataset) && !button.formNoValidate,
  );
  const note = form.querySelector("[data-completion-note]");

  function update() {
    const complete = isComplete(form);
    buttons.forEach((button) => {
      button.disabled = !complete;
    });
    if (note) note.hidden = complete;
  }

  ["input", "change", "progress-made"].forEach((name) => form.addEventListener(name, update));
  form.querySelectorAll("altcha-widget").forEach((widget) => {
    // The hidden field is filled just after the event.
    widget.addEventListener("statechange", () => setTimeout(update));
  });
  window.addEventListener("pageshow", update);
  // Some browsers fill saved values in without telling.
  setTimeout(update, 500);
  update();
}

function isComplete(form) {
  return (
    [...form.elements].every(isFilled) &&
    [...form.querySelectorAll("[data-password-rules]")].every(areRulesMet) &&
    [...form.querySelectorAll("[data-needs-one]")].every(hasOne) &&
    [...form.querySelectorAll("altcha-widget")].every(isVerified)
  );
}

function isFilled(field) {
  if (!field.required || field.disabled) return true;
  if (field.type === "checkbox" || field.type === "radio") return !field.validity.valueMissing;
  return field.value.trim() !== "";
}

function areRulesMet(list) {
  return !list.querySelector("[data-rule]:not(.is-met)");
}

function hasOne(group) {
  return Boolean(group.querySelector("input:checked"));
}

function isVerified(widget) {
  const payload = widget.querySelector("input[type='hidden']");
  return Boolean(payload?.value);
}
