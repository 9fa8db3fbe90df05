// Keeps the last card that was shown, or the staff page, for when there is no connection. Nothing else is kept.
const worker = self as unknown as {
  addEventListener(kind: string, work: (event: FetchLike) => void): void
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void>; openWindow(url: string): Promise<unknown> }
  registration: { scope: string; showNotification(title: string, shown: object): Promise<void> }
}
type Note = { id: string; title: string; text: string; url: string; locale: string }
type FetchLike = Event & {
  request: Request
  data: { json(): Note } | null
  notification: { data: { url?: string } | null; close(): void }
  respondWith(answer: Promise<Response>): void
  waitUntil(work: Promise<unknown>): void
}

const kept = 'card-1'
const pages = /^\/(?:c\/(?:[\w-]{40,100}|script\.js)|till|till\/(?:script|qr\/\w+)\.js)$/

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(kept)
  const path = new URL(request.url).pathname
  try {
    const fresh = await fetch(request)
    // A redirect cannot be shown as a page later.
    if (fresh.ok && !fresh.redirected) await cache.put(path, fresh.clone())
    return fresh
  } catch (error) {
    const last = await cache.match(path)
    if (last) return last
    throw error
  }
}

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()))
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method === 'GET' && pages.test(new URL(request.url).pathname)) event.respondWith(answer(request))
})
worker.addEventListener('push', (event) => {
  const note = event.data?.json()
  if (!note) return
  const { id, title, text, url, locale } = note
  const shown = { body: text, lang: locale, dir: locale === 'fa' ? 'rtl' : 'ltr', tag: id, data: { url } }
  event.waitUntil(worker.registration.showNotification(title, shown))
})
// A notice that leads nowhere leads to the card: each card has a registration of its own.
worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { url = '' } = event.notification.data ?? {}
  event.waitUntil(worker.clients.openWindow(/^https?:/.test(url) ? url : worker.registration.scope))
})
