import { onUnmounted, ref, type Ref, shallowRef, type ShallowRef } from "vue"
import type { Trouble } from "@/api/refusal"
import { type Outcome, verb } from "@/api/verb"

/** `unknown` is 未确认: no answer yet, and we keep asking with the same key until there is one. */
export type VerbState = "idle" | "busy" | "unknown" | "refused" | "done"

export interface Doing<T> {
  state: Ref<VerbState>
  trouble: ShallowRef<Trouble | null>
  answer: ShallowRef<T | null>
  run(body?: object): Promise<void>
  askAgain(): Promise<void>
  reset(): void
}

/** When to ask again by ourselves; after these a person asks. */
const AGAIN_MS = [2_000, 4_000, 8_000, 15_000, 30_000]

type Act = (name: string, path: string, body: object) => Promise<Outcome<unknown>>

/** Do one verb from a component, with every state in which it can be. `act` is how it is sent: HTTP unless told. */
export function useVerb<T = unknown>(name: () => string, path: () => string, act: Act = verb): Doing<T> {
  const state = ref<VerbState>("idle")
  const trouble = shallowRef<Trouble | null>(null)
  const answer = shallowRef<T | null>(null)
  let sent: { name: string; path: string; body: object } | null = null
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function run(body: object = {}): Promise<void> {
    // While the outcome is unknown, what was sent first is asked about, never something else beside it.
    if (state.value === "busy" || state.value === "unknown") return
    sent = { name: name(), path: path(), body }
    asked = 0
    state.value = "busy"
    await ask()
  }

  async function ask(): Promise<void> {
    if (sent === null) return
    clearTimeout(timer)
    const outcome = await act(sent.name, sent.path, sent.body)
    if (outcome.kind === "done") {
      answer.value = outcome.answer as T
      trouble.value = null
      state.value = "done"
    } else if (outcome.kind === "refused") {
      trouble.value = outcome.trouble
      state.value = "refused"
    } else {
      state.value = "unknown"
      const wait = AGAIN_MS[asked++]
      if (wait !== undefined) timer = setTimeout(() => void ask(), wait)
    }
  }

  function askAgain(): Promise<void> {
    return state.value === "unknown" ? ask() : Promise.resolve()
  }

  function reset(): void {
    if (state.value === "busy" || state.value === "unknown") return
    state.value = "idle"
    trouble.value = null
  }

  const onOnline = (): void => void askAgain()
  window.addEventListener("online", onOnline)
  onUnmounted(() => {
    clearTimeout(timer)
    window.removeEventListener("online", onOnline)
  })
  return { state, trouble, answer, run, askAgain, reset }
}
