// @ts-check
/** A key presses the button or chooses the answer that names it, so that many decisions take no mouse. */

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  for (const choice of document.querySelectorAll("[data-key]")) {
    if (choice instanceof HTMLElement && choice.dataset.key === key) choice.click();
  }
});
