// Dialogs: <dialog> keeps the focus inside, Escape closes, and focus goes back to what opened it.

export function openDialog(dialog, opener) {
  dialog.addEventListener("close", () => opener?.focus(), { once: true });
  dialog.showModal();
  dialog.querySelector("[autofocus], .dialog-title")?.focus();
}

export function setUpDialogs(opener) {
  const dialog = document.getElementById(opener.dataset.dialogOpen);
  if (!dialog) return;
  opener.setAttribute("aria-haspopup", "dialog");
  if (opener.tagName === "A") actAsButton(opener);
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    openDialog(dialog, opener);
  });
  if (dialog.dataset.ready) return;
  dialog.dataset.ready = "1";
  dialog.addEventListener("click", (event) => {
    // The dialog itself is hit only beside its content: on the backdrop.
    if (event.target === dialog || event.target.closest("[data-dialog-close]")) dialog.close();
  });
}

function actAsButton(link) {
  link.setAttribute("role", "button");
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
}
