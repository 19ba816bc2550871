/** For tests only: a component of the desk in a document, with its words and a router that knows the desk's places. */
import { flushPromises, mount, type VueWrapper } from "@vue/test-utils"
import type { Component } from "vue"
import { createMemoryHistory, createRouter } from "vue-router"
import desk from "@/locales/desk.zh-CN.json"
import { i18n } from "@/shared/language"
import { BESIDE, STATIONS } from "./stations"

i18n.global.mergeLocaleMessage("zh-CN", desk)

export async function render(component: Component, props: Record<string, unknown> = {}, at = "/"): Promise<VueWrapper> {
  const names = [...STATIONS, ...BESIDE, "matter", "room", "convene"]
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: "/", component: { render: () => null } }, ...names.map((name) => ({ name, path: `/${name}/:id?`, component: { render: () => null } }))],
  })
  await router.push(at)
  const wrapper = mount(component, { props, global: { plugins: [i18n, router] }, attachTo: document.body })
  await flushPromises()
  return wrapper
}
