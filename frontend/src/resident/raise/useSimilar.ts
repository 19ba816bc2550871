import { onUnmounted, type Ref, shallowRef, type ShallowRef, watch } from "vue"
import { readSimilar } from "@/api/reads"
import type { SimilarMatter } from "@/api/shapes"
import type { Draft } from "./draft"

/** How long a person has stopped typing before we look. */
const PAUSE_MS = 600
/** Two characters make a word in Chinese: 电梯. */
const SHORTEST = 2

/** Whoever goes on before the answer is there waits so long for it at most. */
const PATIENCE_MS = 2000

/**
 * Open matters that look like what is being written. A failed look leaves the last ones: it is only a help. `looked` looks at
 * once at what was typed last, so that whoever is quick sees them too.
 */
export function useSimilar(draft: Ref<Draft>): { similar: ShallowRef<SimilarMatter[]>; looked: () => Promise<void> } {
  const similar = shallowRef<SimilarMatter[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  let looking: Promise<void> = Promise.resolve()
  let turn = 0
  async function ask(): Promise<void> {
    const mine = ++turn
    const q = `${draft.value.title} ${draft.value.text}`.trim().slice(0, 200)
    if (q.length < SHORTEST) {
      similar.value = []
      return
    }
    try {
      const { items } = await readSimilar(q)
      if (mine === turn) similar.value = items
    } catch {
      // Offline: what was found before still stands.
    }
  }
  function look(): void {
    clearTimeout(timer)
    timer = undefined
    looking = ask()
  }
  async function looked(): Promise<void> {
    if (timer !== undefined) look()
    await Promise.race([looking, new Promise((enough) => setTimeout(enough, PATIENCE_MS))])
  }
  watch(
    () => [draft.value.title, draft.value.text],
    () => {
      clearTimeout(timer)
      timer = setTimeout(look, PAUSE_MS)
    },
    { immediate: true },
  )
  onUnmounted(() => {
    turn++
    clearTimeout(timer)
  })
  return { similar, looked }
}
