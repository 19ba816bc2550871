import { createApp } from "vue"
import "@/shared/styles/index.css"
import App from "./App.vue"
import { i18n } from "./words"

createApp(App).use(i18n).mount("#app")
