import { nextTick, ref, readonly } from "vue"
import type { RouteLocationRaw, Router } from "vue-router"
import { whoAmI } from "./me"

declare module "vue-router" {
  interface RouteMeta {
    /** Seen without signing in. */
    public?: boolean
    /** Seen by an account that has not said yet whose it is. */
    newcomer?: boolean
    /** Has its own way out and its own foot: no tab bar under it. */
    alone?: boolean
  }
}

const coming = ref(false)
/** Another page was asked for and is on its way: on a slow network that is to be seen. */
export const opening = readonly(coming)
/** As long as a page may take without anybody wondering. */
const WONDERING_MS = 400

const failure = ref(false)
/** A page's code could not be fetched: the connection was lost between two pages. */
export const pageMissing = readonly(failure)

/** Where somebody came from, out of the address; only a path of our own: "//elsewhere" would be another site. */
export function wayBack(back: unknown): string {
  return typeof back === "string" && /^\/(?![/\\])/.test(back) ? back : "/"
}

/** Go there. The desk and the big screen are applications of their own. */
export async function goBack(router: Router, back: unknown): Promise<void> {
  const way = wayBack(back)
  if (/^\/(desk|screen)(\/|$)/.test(way)) location.assign(way)
  else await router.replace(way)
}

/** Who may see a page, where the reader's attention goes on arriving, and what happens when a page cannot be fetched. */
export function guard(router: Router, signIn: (back: string) => RouteLocationRaw): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const arrived = (): void => {
    clearTimeout(timer)
    coming.value = false
  }
  router.beforeEach((to, from) => {
    if (to.path === from.path) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      coming.value = true
    }, WONDERING_MS)
  })
  router.beforeEach(async (to) => {
    if (to.meta.public) return true
    // Without an answer the page opens and says itself what is missing; only a clear "nobody" leads to signing in.
    const me = await whoAmI().catch(() => undefined)
    if (me === null || (me !== undefined && me.person === null && !to.meta.newcomer)) return signIn(to.fullPath)
    return true
  })
  router.afterEach(async (to, from) => {
    arrived()
    failure.value = false
    if (from.matched.length === 0 || to.path === from.path) return
    await nextTick()
    document.getElementById("main")?.focus()
  })
  router.onError(() => {
    arrived()
    failure.value = true
  })
}
