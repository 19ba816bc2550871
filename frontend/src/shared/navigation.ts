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
  router.beforeEach(async (to) => {
    if (to.meta.public) return true
    // Without an answer the page opens and says itself what is missing; only a clear "nobody" leads to signing in.
    const me = await whoAmI().catch(() => undefined)
    if (me === null || (me !== undefined && me.person === null && !to.meta.newcomer)) return signIn(to.fullPath)
    return true
  })
  router.afterEach(async (to, from) => {
    failure.value = false
    if (from.matched.length === 0 || to.path === from.path) return
    await nextTick()
    document.getElementById("main")?.focus()
  })
  router.onError(() => {
    failure.value = true
  })
}
