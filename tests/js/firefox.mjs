/**
 * Debian's own Firefox, driven a line at a time: WebDriver BiDi needs no build of somebody else's.
 *
 * Each line in is ["act", …]; each line out is {"told": …}, or {"fault": "…"} where the act failed.
 */

import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import puppeteer from "puppeteer-core";

const PATIENCE_MS = 30_000;
const BETWEEN_LOOKS_MS = 50;
const LIFE_MS = 300_000;

const [executablePath, userDataDir] = process.argv.slice(2);
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  userDataDir,
  headless: true,
  timeout: PATIENCE_MS * 2,
  defaultViewport: { width: 390, height: 844 },
});
const page = (await browser.pages())[0] ?? (await browser.newPage());
page.setDefaultTimeout(PATIENCE_MS);
const faults = [];
page.on("pageerror", (error) => faults.push(String(error)));

const acts = {
  signIn: ({ name, value, url }) =>
    browser.setCookie({ name, value, domain: new URL(url).hostname, path: "/" }),
  open: async (url) => void (await page.goto(url)),
  reload: async () => void (await page.reload()),
  type: (selector, text) => page.type(selector, text),
  tap: async (selector) => {
    await page.$eval(selector, (element) => element.scrollIntoView({ block: "center" }));
    await page.click(selector);
  },
  ask: (expression) => page.evaluate(expression),
  until,
  faults: async () => faults,
  kill: async () => {
    const ended = once(browser.process(), "exit");
    browser.process().kill("SIGKILL");
    await ended;
  },
};

/** Look again and again: the page's own policy stops the waiting that Puppeteer would do in it. */
async function until(expression) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await page.evaluate(expression))) {
    if (Date.now() > end) throw new Error(`this never came true: ${expression}`);
    await wait(BETWEEN_LOOKS_MS);
  }
}

// whatever happens to the test, no Firefox outlives it
setTimeout(() => process.exit(1), LIFE_MS).unref();

for await (const line of createInterface({ input: process.stdin })) {
  const [act, ...words] = JSON.parse(line);
  const told = await acts[act](...words).then(
    (told) => ({ told: told ?? null }),
    (error) => ({ fault: String(error) }),
  );
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
process.exit(0);
