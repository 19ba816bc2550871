/** For tests only: the network, with a server behind it that answers what the test says. Our own code runs as it is. */
import { vi } from "vitest"

type Answer = { status?: number; body: unknown } | "nothing"
type Route = (request: Request) => Answer | Promise<Answer>

export interface Server {
  /** Every request that came, in order, with its body read. */
  asked: { method: string; path: string; key: string | null; body: unknown }[]
  on(method: string, path: string, route: Route | Answer): void
}

export function startServer(): Server {
  const routes = new Map<string, Route>()
  const asked: Server["asked"] = []
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url)
    const text = await request.clone().text()
    const body: unknown = text.startsWith("{") ? JSON.parse(text) : text
    asked.push({ method: request.method, path: pathname, key: request.headers.get("Idempotency-Key"), body })
    const answer = await (routes.get(`${request.method} ${pathname}`)?.(request) ?? {
      status: 404,
      body: { code: "not_found", message: "没有找到", message_en: "Not found", next: { zh: "", en: "" } },
    })
    if (answer === "nothing") throw new TypeError("network")
    return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200 })
  })
  return {
    asked,
    on: (method, path, route) => routes.set(`${method} ${path}`, typeof route === "function" ? route : () => route),
  }
}
