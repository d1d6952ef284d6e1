// « Autre » asks which: the field is shown, and required, while the chosen option asks for it.

export function setUpDetails(field) {
  const select = document.getElementById(field.dataset.detailsOf);
  const input = field.querySelector("input");
  // Its hint says when to fill it in: the script shows it then only.
  field.querySelector(".form-text")?.remove();

  function update() {
    const asked = "asksDetails" in (select.selectedOptions[0]?.dataset ?? {});
    field.hidden = !asked;
    input.required = asked;
  }

  select.addEventListener("change", update);
  // Back from the next page, the browser puts the choice back by itself.
  window.addEventListener("pageshow", update);
  update();
}
