// The results follow the filters at once, in place (htmx), where there is room to see both.
// On a phone the results are further down: the button that applies the filters says how many.

import { announce } from "./announce.js";
import { isPhone } from "./facets.js";

export function setUpLiveSearch(form) {
  let opened = [];
  let unfolded = true;

  form.addEventListener("change", (event) => {
    if (!event.target.closest("#catalogue")) return;
    if (isPhone() && event.target.closest(".filters")) count(form);
    else if (window.htmx) window.htmx.trigger(form, "refresh");
    else form.requestSubmit();
  });
  form.addEventListener("htmx:beforeSwap", () => {
    unfolded = form.querySelector(".filters").open;
    opened = [...form.querySelectorAll("details[open] > summary")].map((summary) => summary.id);
  });
  form.addEventListener("htmx:afterSwap", () => {
    form.querySelector(".filters").open = unfolded;
    for (const id of opened) {
      const facet = document.getElementById(id)?.closest("details");
      if (facet) facet.open = true;
    }
    const wrong = form.querySelector(".is-invalid ~ .invalid-feedback");
    const news = form.querySelector("[data-announce]");
    announce([wrong, news].map((element) => element?.textContent ?? "").join(" ").trim());
  });
}

// A part of the page that other attributes of htmx replace: what came is spoken.
export function setUpSwaps(place) {
  place.addEventListener("htmx:afterSwap", () => {
    const news = place.querySelector("[data-announce]");
    if (news) announce(news.textContent);
  });
}

let asked = 0;

async function count(form) {
  const turn = ++asked;
  const query = new URLSearchParams(new FormData(form));
  // Asked as htmx does: the empty fields are no reason to answer with another address.
  const options = { headers: { "HX-Request": "true" } };
  const address = `${form.getAttribute("action")}?${query}`;
  const response = await fetch(address, options).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const label = form.querySelector("[data-apply-filters] button span");
  // A later change asks anew.
  if (turn !== asked || !label) return;
  label.textContent = page.querySelector("[data-apply]").dataset.apply;
  announce(label.textContent);
}
