// On a phone the results come first: facets are folded, and the tags say what was chosen.

const PHONE = "(max-width: 991.98px)";

export function isPhone() {
  return window.matchMedia(PHONE).matches;
}

export function setUpFacets(filters) {
  if (!isPhone()) return;
  for (const facet of filters.querySelectorAll("details.facet")) facet.open = false;
}
