// On a phone the results come first: facets are folded, and the tags say what was chosen.

const PHONE = "(max-width: 991.98px)";

export function setUpFacets(filters) {
  if (!window.matchMedia(PHONE).matches) return;
  for (const facet of filters.querySelectorAll("details.facet")) facet.open = false;
}
