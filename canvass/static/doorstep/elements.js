// @ts-check
/** Making elements. Text only ever goes in as text, so nothing on a register can become markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element; an attribute that is `true` stands alone, one that is `false` is left out.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string|boolean>} [attributes]
 * @param {(Node|string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/**
 * Draw one of the icons whose symbols the page carries.
 *
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Make a button that does something.
 *
 * @param {string} kind  its class
 * @param {() => void} act
 * @param {(Node|string)[]} children
 */
export function button(kind, act, ...children) {
  const element = make("button", { type: "button", class: kind }, ...children);
  element.addEventListener("click", act);
  return element;
}

/**
 * Find an element of the page's shell.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function part(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}
