import { fileURLToPath, URL } from "node:url"
import vueI18n from "@intlify/unplugin-vue-i18n/vite"
import legacy from "@vitejs/plugin-legacy"
import vue from "@vitejs/plugin-vue"
import { ElementPlusResolver } from "unplugin-vue-components/resolvers"
import components from "unplugin-vue-components/vite"
import type { Plugin } from "vite"
import { defineConfig } from "vitest/config"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * The oldest browsers that get the pages: what runs es2020 modules. WeChat brings its own engine and
 * updates it, so an old Android phone is not an old browser; an iPhone from 2015 has Safari 14 or later.
 */
const OLDEST = ["chrome >= 80", "edge >= 80", "firefox >= 78", "safari >= 14", "ios >= 14"]

/** In development the three pages answer under the addresses the server gives them. */
function pagesByAddress(): Plugin {
  return {
    name: "pages-by-address",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = request.url ?? "/"
        if (/^\/desk(\/|\?|$)/.test(path)) request.url = "/desk.html"
        else if (/^\/screen\//.test(path)) request.url = "/screen.html"
        next()
      })
    },
  }
}

export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  resolve: { alias: { "@": here("./src") } },
  plugins: [
    vue(),
    // Messages are compiled at build time, so the browser never evaluates text as code (no unsafe-eval).
    vueI18n({ include: here("./src/locales/*.json"), strictMessage: true, fullInstall: false, dropMessageCompiler: command === "build" }),
    components({ dirs: [], dts: false, resolvers: [ElementPlusResolver()], include: [/src\/staff\/.*\.vue/] }),
    // Legacy chunks need inline scripts (Safari's nomodule fix, the System loader), which script-src 'self'
    // refuses unless each is allowed by a hash that changes with every version of the plugin. A browser
    // without es2020 modules is also one without current TLS roots. So: modern chunks only, plus a small
    // external file with what es2020 browsers lack of the library functions that we and Reka UI call.
    legacy({
      renderLegacyChunks: false,
      modernTargets: OLDEST,
      modernPolyfills: ["es.array.at", "es.array.find-last", "es.object.has-own", "es.string.replace-all"],
    }),
    pagesByAddress(),
  ],
  build: {
    // plugin-legacy would choose its own target; es2020 is what OLDEST runs.
    target: "es2020",
    // A data: address for a small picture or font would be refused by default-src 'self'.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: here("./index.html"), desk: here("./desk.html"), screen: here("./screen.html") },
      output: {
        // Daphne speaks HTTP/1.1: a few files, not a file for every component. Sheet stays apart, because it brings
        // Reka UI along, and the first page needs none of it.
        codeSplitting: {
          groups: [
            { name: "vue", test: /node_modules\/(vue|@vue|vue-router|vue-i18n|@intlify)\//, priority: 2 },
            { name: "shared", test: /src\/(api|shared\/(?!Sheet))|locales\/zh-CN/, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      "/api": "http://localhost:8000",
      "/_allauth": "http://localhost:8000",
      "/media": "http://localhost:8000",
      "/ws": { target: "ws://localhost:8000", ws: true },
    },
  },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
}))
