// The results follow the filters at once, in place (htmx), where there is room to see both.
// On a phone the button applies them: the results are further down.

import { announce } from "./announce.js";
import { isPhone } from "./facets.js";

export function setUpLiveSearch(form) {
  let opened = [];

  form.addEventListener("change", (event) => {
    if (!isPhone() && event.target.closest("#catalogue")) window.htmx?.trigger(form, "refresh");
  });
  form.addEventListener("htmx:beforeSwap", () => {
    opened = [...form.querySelectorAll("details[open] > summary")].map((summary) => summary.id);
  });
  form.addEventListener("htmx:afterSwap", () => {
    for (const id of opened) {
      const facet = document.getElementById(id)?.closest("details");
      if (facet) facet.open = true;
    }
    const news = form.querySelector("[data-announce]");
    if (news) announce(news.textContent);
  });
}
