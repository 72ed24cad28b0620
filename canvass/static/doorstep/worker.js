// @ts-check
/**
 * The service worker: the screens without signal, and the open key while it is awake.
 *
 * The server puts four lines before this file: KEPT, the name of what is kept for this campaign;
 * VERSION, a digest of it all; FILES, the exact paths; SHELL, the path of the screen, which is the
 * same for every walk. Nothing else is ever answered from here, so no redirect and no page with
 * names can be kept by mistake. The teller's phone has the same worker, told of other files.
 */

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const given = /** @type {{KEPT: string, VERSION: string, FILES: string[], SHELL: string}} */ (
  /** @type {unknown} */ (globalThis)
);
const WALK = /\/doorstep\/walks\/[0-9a-f-]{36}$/;

/** @type {Map<string, CryptoKey>} */
const keys = new Map();
/** @type {Promise<Cache>|undefined} */
let opened;

scope.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => scope.skipWaiting()));
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => scope.clients.claim()));
});

scope.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  const isWalk = event.request.mode === "navigate" && WALK.test(pathname);
  const path = isWalk ? given.SHELL : pathname + search;
  if (given.FILES.includes(path)) event.respondWith(answer(path, event.request));
});

scope.addEventListener("message", (event) => {
  const { vault, key, port } = event.data ?? {};
  if (port) port.postMessage(keys.get(vault) ?? null);
  else if (key) keys.set(vault, key);
  else if (vault) keys.delete(vault);
});

async function keepAll() {
  const cache = await caches.open(given.KEPT + given.VERSION);
  // "reload" passes the browser's own cache by: a new worker must never keep an old file
  const requests = given.FILES.map(
    (path) => new Request(path, { cache: "reload", redirect: "error" }),
  );
  await cache.addAll(requests);
}

async function dropOld() {
  for (const name of await caches.keys()) {
    if (name.startsWith(given.KEPT) && name !== given.KEPT + given.VERSION) await caches.delete(name);
  }
}

/**
 * @param {string} path
 * @param {Request} request
 */
async function answer(path, request) {
  opened ??= caches.open(given.KEPT + given.VERSION);
  return (await (await opened).match(path)) ?? fetch(request);
}
