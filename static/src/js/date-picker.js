// A date typed as 27/03/1998, or picked in the browser's own calendar.

// `button` opens it (data-date-picker names the text field); the calendar's own field stays out
// of sight and of the tab order, since the typed one says the same.
export function setUpDatePicker(button) {
  const typed = document.getElementById(button.dataset.datePicker);
  const calendar = document.createElement("input");
  if (!("showPicker" in calendar)) {
    button.remove();
    return;
  }
  calendar.type = "date";
  calendar.tabIndex = -1;
  calendar.className = "date-calendar";
  calendar.setAttribute("aria-hidden", "true");
  if (button.dataset.min) calendar.min = button.dataset.min;
  if (button.dataset.max) calendar.max = button.dataset.max;
  button.after(calendar);

  button.addEventListener("click", () => {
    const [, day, month, year] = typed.value.match(/^\s*(\d{1,2})\D(\d{1,2})\D(\d{4})\s*$/) || [];
    calendar.value = year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
    calendar.showPicker();
  });
  calendar.addEventListener("change", () => {
    if (!calendar.value) return;
    typed.value = calendar.value.split("-").reverse().join("/");
    typed.dispatchEvent(new Event("input", { bubbles: true }));
    typed.focus();
  });
}
