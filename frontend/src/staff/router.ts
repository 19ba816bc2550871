import { createRouter, createWebHistory } from "vue-router"
import { guard } from "@/shared/navigation"
import { LISTS } from "./lists"

export const router = createRouter({
  history: createWebHistory("/desk/"),
  routes: [
    { path: "/", redirect: { name: "list", params: { list: "inbox" } } },
    { path: `/:list(${LISTS.map((list) => list.key).join("|")})/:id?`, name: "list", component: () => import("./pages/ListPage.vue"), props: true },
    { path: "/everything", name: "everything", component: () => import("./pages/EverythingPage.vue") },
    { path: "/people", name: "people", component: () => import("./pages/PeoplePage.vue") },
    { path: "/import", name: "import", component: () => import("./pages/ImportPage.vue") },
    { path: "/sign-in", name: "leave", component: () => import("./pages/LeavePage.vue"), meta: { public: true } },
    { path: "/:rest(.*)", name: "nowhere", component: () => import("./pages/NowherePage.vue"), meta: { public: true } },
  ],
})

guard(router, (back) => ({ name: "leave", query: { back } }))
