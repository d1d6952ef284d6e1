// A second press on the button of a form that is on its way sends nothing.
// The server makes one thing of two sendings anyway; this spares the wait.

const FORGOTTEN_AFTER = 15_000;

export function setUpSubmitOnce(form) {
  let sent = false;
  const buttons = () => form.querySelectorAll("button:not([type='button']), input[type='submit']");

  function free() {
    sent = false;
    buttons().forEach((button) => button.removeAttribute("aria-disabled"));
  }

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    buttons().forEach((button) => button.setAttribute("aria-disabled", "true"));
    setTimeout(free, FORGOTTEN_AFTER);
  });
  // Back from the next page: the page comes out of the browser's memory as it was left.
  window.addEventListener("pageshow", free);
}
