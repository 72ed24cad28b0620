// @ts-check
/** The page that another phone's code opens here: it hands in what stands behind the "#". */

import { button, make, part } from "./elements.js";

/** @import { Verdict } from "./types.js" */

const { handInUrl = "" } = part("main").dataset;
const [id = "", sealed = ""] = location.hash.slice(1).split(".");

/** @returns {Promise<Verdict|null>} */
async function deliver() {
  const responses = [{ id, sealed }];
  const body = { device: crypto.randomUUID(), sent_at: new Date().toISOString(), responses };
  try {
    const reply = await fetch(handInUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
    });
    return reply.ok ? ((await reply.json()).outcomes?.[id] ?? null) : null;
  } catch {
    return null;
  }
}

async function carry() {
  const verdict = id && sealed ? await deliver() : null;
  const say = (/** @type {string} */ sentence) => make("p", { class: "lede" }, sentence);
  if (verdict?.status === "refused") {
    part("told").replaceChildren(say(`The server did not take it: ${verdict.reason ?? ""}`));
  } else if (verdict) {
    part("told").replaceChildren(say("It is on the server. Show the next code."));
  } else {
    const again = button("wide", carry, "Try again");
    part("told").replaceChildren(say("It could not be handed in yet. Go where there is signal."), again);
  }
}

await carry();
