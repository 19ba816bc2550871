import { flushPromises, mount, type VueWrapper } from "@vue/test-utils"
import type { Component } from "vue"
import { createMemoryHistory, createRouter } from "vue-router"
import { i18n } from "@/shared/language"

/** For tests only: a component in a document, with the languages and a router that knows every place. */
export async function render(
  component: Component,
  props: Record<string, unknown> = {},
  at = "/",
): Promise<VueWrapper> {
  const names = ["home", "raise", "matter", "session", "poll", "polls", "order", "notice", "board", "grid", "mine", "sign-in", "introduce", "household", "phone", "erase", "messages", "grids", "help", "evidence"]
  const router = createRouter({
    history: createMemoryHistory(),
    routes: names.map((name) => ({ name, path: name === "home" ? "/" : `/${name}/:id?`, component: { render: () => null } })),
  })
  await router.push(at)
  const wrapper = mount(component, { props, global: { plugins: [i18n, router] }, attachTo: document.body })
  await flushPromises()
  return wrapper
}

export function button(wrapper: VueWrapper, word: string): ReturnType<VueWrapper["find"]> {
  const found = wrapper.findAll("button").find((one) => one.text().includes(word))
  if (found === undefined) throw new Error(`no button says ${word}; there are: ${wrapper.findAll("button").map((b) => b.text())}`)
  return found
}
