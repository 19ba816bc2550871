import zh from "@/locales/desk.zh-CN.json"
import { alsoSay } from "@/shared/language"
import { start } from "@/shared/start"
import "./desk.css"
import App from "./App.vue"
import { router } from "./router"

alsoSay(zh, () => import("@/locales/desk.en.json"))
void start(App, router)
