import { start } from "@/shared/start"
import "./element.css"
import App from "./App.vue"
import { router } from "./router"

void start(App, router)
