// The list of errors takes the focus when the page opens, so that it is read first.

export function setUpErrorSummary(summary) {
  summary.focus();
}
