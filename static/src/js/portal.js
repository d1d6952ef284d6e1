// What JavaScript adds to pages that work without it. Each module looks for its own
// attributes; docs/components.md lists them.

import { setUpCombobox } from "./combobox.js";
import { setUpCommunes } from "./communes.js";
import { setUpCompletion } from "./completion.js";
import { setUpCopy, setUpPrint } from "./copy.js";
import { setUpCountdown } from "./countdown.js";
import { setUpDatePicker } from "./date-picker.js";
import { setUpDetails } from "./details.js";
import { setUpDialogs } from "./dialogs.js";
import { setUpDisplay } from "./display.js";
import { setUpErrorSummary } from "./errors.js";
import { setUpFacets } from "./facets.js";
import { setUpLiveSearch, setUpSwaps } from "./live-search.js";
import { setUpMenu } from "./menu.js";
import { setUpPasswordRules, setUpPasswordToggle } from "./passwords.js";
import { setUpProof } from "./proof.js";
import { setUpSubmitOnce } from "./submit-once.js";
import { setUpTerritoryPicker } from "./territories.js";
import { setUpTickAll } from "./tick-all.js";

const improvements = [
  ["[data-menu]", setUpMenu],
  ["[data-display]", setUpDisplay],
  ["[data-fold-on-phone]", setUpFacets],
  ["[data-live-search]", setUpLiveSearch],
  ["[data-announces-swaps]", setUpSwaps],
  ["[data-error-summary]", setUpErrorSummary],
  ["[data-autocomplete-url]", setUpCombobox],
  ["[data-communes-url]", setUpCommunes],
  ["[data-territory-picker]", setUpTerritoryPicker],
  ["[data-tick-all]", setUpTickAll],
  ["[data-details-of]", setUpDetails],
  ["[data-dialog-open]", setUpDialogs],
  ["[data-date-picker]", setUpDatePicker],
  ["[data-password-rules]", setUpPasswordRules],
  ["[data-password-toggle]", setUpPasswordToggle],
  ["[data-proof]", setUpProof],
  ["[data-countdown-until]", setUpCountdown],
  ["[data-copy], [data-copy-from]", setUpCopy],
  ["[data-print]", setUpPrint],
  ["[data-needs-complete]", setUpCompletion],
  ["form[data-submit-once]", setUpSubmitOnce],
];

for (const [selector, setUp] of improvements) {
  document.querySelectorAll(selector).forEach((element) => setUp(element));
}
document.documentElement.dataset.js = "";
document.querySelectorAll("[data-needs-js]").forEach((element) => {
  element.hidden = false;
});
