import { onMounted, onUnmounted, shallowRef, type ShallowRef } from "vue"
import { type Audience, readRoom, takeTicket } from "@/api/rooms"
import { Room, type View } from "./room"

/** The live room of a page: follows it while the page is there. `view` changes whole, never within. */
export function useRoom(id: string, audience: Audience): { view: ShallowRef<View>; room: Room } {
  const view = shallowRef<View>({ connection: "connecting", known: null, trouble: null })
  const room = new Room({
    snapshot: () => readRoom(id, audience),
    ticket: () => takeTicket(id, audience),
    open: (on) => {
      const address = new URL(`/ws/rooms/${encodeURIComponent(id)}`, location.origin)
      address.protocol = location.protocol === "https:" ? "wss:" : "ws:"
      const socket = new WebSocket(address)
      socket.onopen = on.opened
      socket.onmessage = (message) => on.message(message.data)
      socket.onclose = (closing) => on.closed(closing.code)
      return socket
    },
    after: (ms, then) => {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
    visible: () => document.visibilityState === "visible",
    random: Math.random,
    show: (now) => {
      view.value = now
    },
  })
  const seen = (): void => {
    if (document.visibilityState === "visible") room.seen()
  }
  onMounted(() => {
    document.addEventListener("visibilitychange", seen)
    window.addEventListener("online", seen)
    room.start()
  })
  onUnmounted(() => {
    document.removeEventListener("visibilitychange", seen)
    window.removeEventListener("online", seen)
    room.stop()
  })
  return { view, room }
}
