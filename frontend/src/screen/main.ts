import { createRouter, createWebHistory } from "vue-router"
import { start } from "@/shared/start"
import App from "./App.vue"
import ScreenPage from "./ScreenPage.vue"

const router = createRouter({
  history: createWebHistory("/screen/"),
  routes: [
    { path: "/:room/kiosk", name: "kiosk", component: () => import("./KioskPage.vue"), props: true },
    { path: "/:room", name: "screen", component: ScreenPage, props: true },
  ],
})

void start(App, router)
