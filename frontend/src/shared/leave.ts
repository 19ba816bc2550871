import { signOut } from "@/api/signIn"
import { forgetMe } from "./me"

/** Kept on this device for whoever wrote it, and for nobody else: a matter half told, remarks not sent, keys of what was asked. */
const WRITTEN = ["consult.raise", "consult.remark.", "consult.key."]

/**
 * Leave this device to whoever comes next: signed out for certain, and nothing half written left behind. Throws where
 * the sign-out did not come through: whoever it was is then still signed in, and has to be told.
 */
export async function leave(): Promise<void> {
  await signOut()
  forgetMe()
  for (const store of stores()) {
    for (const key of Object.keys(store)) {
      if (WRITTEN.some((name) => key.startsWith(name))) store.removeItem(key)
    }
  }
}

function stores(): Storage[] {
  try {
    return [localStorage, sessionStorage]
  } catch {
    // Storage is forbidden here: nothing was kept.
    return []
  }
}
