/**
 * Lets the pages open without a network: the last page the server sent, and the files it names. No answer of the API is
 * kept here, so nothing about anybody stays on a shared phone; what is shown offline, the pages hold in memory and say so.
 */
const PAGES = "consult-pages"
const FILES = "consult-files"
/** Not pages: answers, downloads, uploads, sockets. */
const NO_PAGE = /^\/(api|_allauth|media|ws)(\/|$)/

self.addEventListener("install", () => self.skipWaiting())
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()))
self.addEventListener("fetch", (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== "GET" || origin !== self.location.origin || NO_PAGE.test(pathname)) return
  if (request.mode === "navigate") event.respondWith(page(request, pathname))
  else if (pathname.startsWith("/static/assets/")) event.respondWith(file(request))
})

/** The network's page; without one the last of the same application. */
async function page(request, pathname) {
  const shell = /^\/(desk|screen)(\/|$)/.exec(pathname)?.[1] ?? "index"
  const pages = await caches.open(PAGES)
  try {
    const answer = await fetch(request)
    if (answer.ok) await keep(pages, `/${shell}`, answer.clone())
    return answer
  } catch (cause) {
    const kept = await pages.match(`/${shell}`)
    if (kept === undefined) throw cause
    return kept
  }
}

/** Another page than last time names other files: those of the last one go. */
async function keep(pages, name, answer) {
  const before = await (await pages.match(name))?.text()
  const now = await answer.clone().text()
  if (before !== undefined && before !== now) await caches.delete(FILES)
  await pages.put(name, answer)
}

/** A file is named by its content: once kept, it never changes. */
async function file(request) {
  const files = await caches.open(FILES)
  const kept = await files.match(request)
  if (kept !== undefined) return kept
  const answer = await fetch(request)
  if (answer.ok) await files.put(request, answer.clone())
  return answer
}
