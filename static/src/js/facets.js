// On a phone the results come first: the filters are folded, and the tags say what was chosen.
// What is to be corrected in them stays in sight.

const PHONE = "(max-width: 991.98px)";

export function isPhone() {
  return window.matchMedia(PHONE).matches;
}

export function setUpFacets(filters) {
  if (isPhone() && !filters.querySelector("[aria-invalid]")) filters.open = false;
}
