/**
 * The patch language of room events: what changed in a room's state, without code for any one event.
 *
 *     {"set": {"floor.current": {...}}, "add": {"minutes.lines": [line]}, "del": ["floor.queue.<id>"]}
 *
 * A path is the keys from the top, joined by dots; only objects are walked. `set` puts a value there, making the objects
 * on the way; `add` appends to the list there, making it; `del` takes a key away, present or not. They apply in this
 * order. The state given is never changed: what a patch does not touch is shared between the old state and the new.
 */
export interface Patch {
  set?: Record<string, unknown>
  add?: Record<string, unknown[]>
  del?: string[]
}

export type State = Readonly<Record<string, unknown>>

/** The patch does not fit the state, so the state is not the server's: take a snapshot. */
export class Misfit extends Error {}

export function applyPatch(state: State, patch: Patch): State {
  let next = state
  for (const [path, value] of Object.entries(patch.set ?? {})) next = put(next, keys(path), () => value)
  for (const [path, items] of Object.entries(patch.add ?? {})) {
    next = put(next, keys(path), (there) => {
      if (there !== undefined && !Array.isArray(there)) throw new Misfit(`add to what is no list: ${path}`)
      return [...((there ?? []) as unknown[]), ...items]
    })
  }
  for (const path of patch.del ?? []) next = drop(next, keys(path))
  return next
}

function keys(path: string): string[] {
  const parts = path.split(".")
  if (parts.some((key) => key === "" || key === "__proto__")) throw new Misfit(`not a path: ${path}`)
  return parts
}

function isObject(value: unknown): value is State {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function own(state: State, key: string): unknown {
  return Object.hasOwn(state, key) ? state[key] : undefined
}

function put(state: State, [key = "", ...rest]: string[], value: (there: unknown) => unknown): State {
  const there = own(state, key)
  if (rest.length === 0) return { ...state, [key]: value(there) }
  if (there !== undefined && there !== null && !isObject(there)) throw new Misfit(`no object at ${key}`)
  return { ...state, [key]: put(isObject(there) ? there : {}, rest, value) }
}

function drop(state: State, [key = "", ...rest]: string[]): State {
  if (!Object.hasOwn(state, key)) return state
  if (rest.length === 0) return Object.fromEntries(Object.entries(state).filter(([name]) => name !== key))
  const there = state[key]
  if (there === null) return state
  if (!isObject(there)) throw new Misfit(`no object at ${key}`)
  const next = drop(there, rest)
  return next === there ? state : { ...state, [key]: next }
}
