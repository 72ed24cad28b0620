// @ts-check
/** A key presses the button that names it, so that many decisions take no mouse. */

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  for (const button of document.querySelectorAll("button[data-key]")) {
    if (button instanceof HTMLButtonElement && button.dataset.key === key) button.click();
  }
});
