import { type Read, useRead } from "@/shared/useRead"
import { recount } from "./counts"

/** The thing a desk works on, read whole; when something was `done` to it, it is read again and what waits is counted anew. */
export function useDetail<T>(read: () => Promise<T>, emit: (event: "done") => void): Read<T> & { done(): Promise<void> } {
  const thing = useRead(read)
  async function done(): Promise<void> {
    await thing.reload()
    void recount()
    emit("done")
  }
  return { ...thing, done }
}
