// Sends what Wix's JavaScript SDK asks of Wix to a local Wix, since its hosts are fixed.
//
//     node --import ./wix-local.mjs app.mjs
//
// WIX_BASE_URL says where the local Wix is; in a browser, import this file before the SDK.
const base = new URL(globalThis.process?.env?.WIX_BASE_URL || "http://127.0.0.1:8787");
const hosts = new Set(["www.wixapis.com", "edge.wixapis.com"]);
const fetchOfWix = globalThis.fetch;

function local(url) {
  if (!URL.canParse(url)) return null; // a relative one is the page's own
  const wanted = new URL(url);
  if (!hosts.has(wanted.hostname)) return null;
  return new URL(base.pathname.replace(/\/$/, "") + wanted.pathname + wanted.search, base);
}

globalThis.fetch = function fetch(input, init) {
  const url = local(input instanceof Request ? input.url : input);
  if (url === null) return fetchOfWix(input, init);
  return fetchOfWix(input instanceof Request ? new Request(url, input) : url, init);
};
