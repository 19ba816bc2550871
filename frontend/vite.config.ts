import { createHash } from "node:crypto"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath, URL } from "node:url"
import { gzipSync } from "node:zlib"
import vueI18n from "@intlify/unplugin-vue-i18n/vite"
import legacy from "@vitejs/plugin-legacy"
import vue from "@vitejs/plugin-vue"
import { ElementPlusResolver } from "unplugin-vue-components/resolvers"
import components from "unplugin-vue-components/vite"
import type { Plugin } from "vite"
import { defineConfig } from "vitest/config"

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * Two builds of the same pages. What runs es2020 modules gets the small one. Old phones whose WebView was never renewed
 * (Chrome 60 came in 2017) get the other: nomodule scripts, with what their engine lacks filled in.
 */
const MODERN = ["chrome >= 80", "edge >= 80", "firefox >= 78", "safari >= 14", "ios >= 14"]
const LEGACY = ["chrome >= 60", "android >= 60", "safari >= 11", "ios >= 11", "firefox >= 60"]

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

/**
 * plugin-legacy writes short scripts into the pages (is this a modern engine; Safari's nomodule fix; the loader).
 * script-src 'self' refuses those, so each becomes a file of its own; their order and attributes stay.
 */
function scriptsInFiles(): Plugin {
  return {
    name: "scripts-in-files",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const page of Object.values(bundle)) {
          if (page.type !== "asset" || !page.fileName.endsWith(".html")) continue
          page.source = String(page.source).replace(/<script([^>]*)>([^<]+)<\/script>/g, (_whole, attributes: string, code: string) => {
            const hash = createHash("sha256").update(code).digest("base64url").slice(0, 8)
            const fileName = `assets/start-${hash}.js`
            if (!(fileName in bundle)) this.emitFile({ type: "asset", fileName, source: code })
            return `<script${attributes} src="/static/${fileName}"></script>`
          })
        }
      },
    },
  }
}

/** Every text is packed once, at the build, as small as gzip makes it; the server sends the packed file as it lies there. */
function packed(): Plugin {
  return {
    name: "packed",
    apply: "build",
    async writeBundle(options, bundle) {
      for (const { fileName } of Object.values(bundle)) {
        if (options.dir === undefined || !/\.(js|css|svg)$/.test(fileName)) continue
        const file = join(options.dir, fileName)
        await writeFile(`${file}.gz`, gzipSync(await readFile(file), { level: 9 }))
      }
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
    legacy({
      targets: LEGACY,
      modernTargets: MODERN,
      modernPolyfills: ["es.array.at", "es.array.find-last", "es.object.has-own", "es.string.replace-all"],
    }),
    scriptsInFiles(),
    packed(),
    pagesByAddress(),
  ],
  build: {
    // One stylesheet for all: what old engines spell otherwise is spelt both ways.
    cssTarget: ["chrome61", "safari11"],
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
