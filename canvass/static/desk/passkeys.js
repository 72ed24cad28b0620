// @ts-check
/** Passkeys: asks the browser for one, and hands what it signed to the server. */

/** @param {ArrayBuffer} bytes */
function written(bytes) {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {string} text */
function read(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

/**
 * @param {string} url
 * @param {unknown} told
 */
async function post(url, told) {
  const reply = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(told),
  });
  const answer = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Error(answer.error ?? "");
  return answer;
}

/** @param {PublicKeyCredential} made */
function sealed(made) {
  /** @type {Record<string, string>} */
  const response = {};
  for (const name of ["attestationObject", "authenticatorData", "clientDataJSON", "signature", "userHandle"]) {
    // @ts-ignore each kind of answer has some of these
    const part = made.response[name];
    if (part) response[name] = written(part);
  }
  return { id: made.id, rawId: written(made.rawId), type: made.type, response };
}

/** @param {HTMLElement} button */
async function add(button) {
  const asked = await post(button.dataset.options ?? "", {});
  asked.challenge = read(asked.challenge);
  asked.user.id = read(asked.user.id);
  for (const one of asked.excludeCredentials ?? []) one.id = read(one.id);
  const made = await navigator.credentials.create({ publicKey: asked });
  const kept = await post(button.dataset.url ?? "", sealed(/** @type {PublicKeyCredential} */ (made)));
  if (!kept.codes.length) return location.reload();
  const codes = /** @type {HTMLElement} */ (document.getElementById("passkey-codes"));
  for (const code of kept.codes) {
    const line = document.createElement("li");
    line.append(code);
    codes.querySelector("ol")?.append(line);
  }
  codes.hidden = false;
  document.querySelector(".empty")?.remove();
  button.hidden = true;
}

/** @param {HTMLElement} button */
async function use(button) {
  const asked = await post(button.dataset.options ?? "", {});
  asked.challenge = read(asked.challenge);
  const signed = await navigator.credentials.get({ publicKey: asked });
  const went = await post(button.dataset.url ?? "", sealed(/** @type {PublicKeyCredential} */ (signed)));
  location.assign(went.to);
}

for (const button of document.querySelectorAll("button[data-passkey]")) {
  if (!(button instanceof HTMLElement) || !window.PublicKeyCredential) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = /** @type {HTMLElement} */ (document.getElementById("passkey-said"));
    said.textContent = "";
    try {
      await (button.dataset.passkey === "add" ? add : use)(button);
    } catch (error) {
      const reason = error instanceof DOMException ? "" : /** @type {Error} */ (error).message;
      said.textContent = reason || "Nothing was changed: the passkey was not used. Try again.";
    }
  });
}
