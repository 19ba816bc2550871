import { nextTick, ref, readonly } from "vue"
import type { RouteLocationRaw, Router } from "vue-router"
import { whoAmI } from "./me"

declare module "vue-router" {
  interface RouteMeta {
    /** Seen without signing in. */
    public?: boolean
    /** Has its own way out and its own foot: no tab bar under it. */
    alone?: boolean
  }
}

const failure = ref(false)
/** A page's code could not be fetched: the connection was lost between two pages. */
export const pageMissing = readonly(failure)

/** Who may see a page, where the reader's attention goes on arriving, and what happens when a page cannot be fetched. */
export function guard(router: Router, signIn: (back: string) => RouteLocationRaw): void {
  router.beforeEach(async (to) => {
    if (to.meta.public) return true
    // Without an answer the page opens and says itself what is missing; only a clear "nobody" leads to signing in.
    const me = await whoAmI().catch(() => undefined)
    if (me === null || (me !== undefined && me.person === null)) return signIn(to.fullPath)
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
