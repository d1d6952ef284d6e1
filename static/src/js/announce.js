// Speaks a change to screen readers, through the one live region of the page.

export function announce(text) {
  const region = document.getElementById("live-region");
  // The same sentence twice is spoken twice.
  region.textContent = "";
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}
