// On a phone the results come first: facets without a choice are folded, and opened by a tap.

const PHONE = "(max-width: 991.98px)";

export function setUpFacets(filters) {
  if (!window.matchMedia(PHONE).matches) return;
  for (const facet of filters.querySelectorAll("details.facet")) {
    facet.open = facet.querySelector("input:checked") !== null;
  }
}
