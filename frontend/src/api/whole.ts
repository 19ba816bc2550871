import type { Page } from "./shapes"

/** How much of a list the server gives at once. */
export const MOST = 100

/** A list page by page to its end, as its last page with everything on it: for what one has to choose from, or name, whole. */
export async function whole<P extends Page<unknown>>(read: (cursor?: string) => Promise<P>): Promise<P> {
  let page = await read()
  const items = [...page.items]
  while (page.next !== null) {
    page = await read(page.next)
    items.push(...page.items)
  }
  return { ...page, items }
}
