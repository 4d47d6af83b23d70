// Keeps the page for when there is no network: from the network where there is one, else from what was kept.

const KEPT = 'rationale-playground';
const PAGE = ['./', 'style.css', 'built/playground.js'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(PAGE)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return;
  const fresh = async () => {
    const answer = await fetch(event.request);
    if (answer.ok) await (await caches.open(KEPT)).put(event.request, answer.clone());
    return answer;
  };
  const kept = async () => (await caches.match(event.request, { ignoreSearch: true })) ?? Response.error();
  event.respondWith(fresh().catch(kept));
});
