// « Tout cocher »: every box of that name in the form, and back.

export function setUpTickAll(box) {
  const boxes = [...box.form.querySelectorAll(`input[name="${box.dataset.tickAll}"]`)];

  box.addEventListener("change", () => {
    boxes.forEach((one) => {
      one.checked = box.checked;
    });
  });
  box.form.addEventListener("change", () => {
    box.checked = boxes.every((one) => one.checked);
  });
}
