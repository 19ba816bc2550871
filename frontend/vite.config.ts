import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
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
 * Two builds of the same pages. Engines with modules, import() and async iteration (from 2018 on) get the first, its
 * syntax written for the oldest of them. Phones whose WebView was never renewed since 2017 get the second: scripts
 * without modules. In both, what those engines lack of the library is filled in: what we and Reka UI call, and no more.
 */
const MODERN = ["chrome >= 64", "edge >= 79", "firefox >= 67", "safari >= 12", "ios >= 12"]
const LEGACY = ["chrome >= 60"]
const LACKING = [
  "es.array.at",
  "es.array.find-last",
  "es.array.find-last-index",
  "es.array.flat",
  "es.array.flat-map",
  "es.array.sort",
  "es.global-this",
  "es.object.from-entries",
  "es.object.has-own",
  "es.promise.all-settled",
  "es.promise.finally",
  "es.string.at-alternative",
  "es.string.match-all",
  "es.string.replace-all",
  "es.string.trim-end",
  "es.string.trim-start",
  "es.symbol.description",
  "web.queue-microtask",
]
/** Whether an engine is one of the first kind: what it cannot read, it does not run to the end. */
const IS_MODERN = 'import.meta.url;import("_").catch(()=>1);(async function*(){})().next();window.__vite_is_modern_browser=true'

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
 * script-src 'self' refuses those, so each becomes a file of its own; their order and attributes stay. Its own question
 * for a modern engine asks for more than the pages need, by way of a data: address; ours stands in its place, and the
 * same question at the head of every chunk goes.
 */
function scriptsInFiles(): Plugin {
  return {
    name: "scripts-in-files",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const page of Object.values(bundle)) {
          if (page.type === "chunk") page.code = page.code.replace(/import\s*(['"])data:text\/javascript,(?:(?!\1).)*\1;/, "")
          if (page.type !== "asset" || !page.fileName.endsWith(".html")) continue
          page.source = String(page.source).replace(/<script([^>]*)>([^<]+)<\/script>/g, (_whole, attributes: string, written: string) => {
            const code = written.includes("import.meta.url") ? IS_MODERN : written
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

/** Code that nobody needs before they ask for it: the desk, the screen, and the arithmetic of sealed ballots. */
const LATER = /^src\/(staff|screen|sealed|custody)\/|node_modules\/(element-plus|@noble)\//

/**
 * Weighs what each page loads before it shows anything: its entry, all that this imports without waiting, and their
 * styles. Prints it packed, writes `dist/first-view.json` for the tests, and stops the build where a resident's first
 * page would bring along what belongs to others.
 */
function firstView(): Plugin {
  return {
    name: "first-view",
    apply: "build",
    writeBundle(options, bundle) {
      if (options.format !== "es" || options.dir === undefined) return
      const { dir } = options
      const packed = (file: string): number => gzipSync(readFileSync(join(dir, file)), { level: 9 }).length
      const views: Record<string, { bytes: number; files: string[] }> = {}
      for (const entry of Object.values(bundle)) {
        if (entry.type !== "chunk" || !entry.isEntry || entry.facadeModuleId?.endsWith(".html") !== true || /-legacy/.test(entry.fileName)) continue
        const files = new Set<string>()
        const walk = (name: string): void => {
          const chunk = bundle[name]
          if (chunk?.type !== "chunk" || files.has(name)) return
          files.add(name)
          for (const css of (chunk as { viteMetadata?: { importedCss: Set<string> } }).viteMetadata?.importedCss ?? []) files.add(css)
          chunk.imports.forEach(walk)
          const strays = chunk.moduleIds.map((id) => relative(process.cwd(), id)).filter((id) => LATER.test(id))
          if (entry.name === "index" && strays.length > 0) this.error(`${name} comes with a resident's first page and holds ${strays.join(", ")}`)
        }
        walk(entry.fileName)
        views[entry.name] = { bytes: [...files].reduce((sum, file) => sum + packed(file), 0), files: [...files].sort() }
      }
      if (Object.keys(views).length === 0) return
      writeFileSync(join(dir, "first-view.json"), JSON.stringify(views, null, 2))
      for (const [name, { bytes, files }] of Object.entries(views)) this.info(`first view of ${name}.html: ${(bytes / 1000).toFixed(1)} kB packed, ${files.length} files`)
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
      modernPolyfills: LACKING,
      polyfills: LACKING,
    }),
    scriptsInFiles(),
    packed(),
    firstView(),
    pagesByAddress(),
  ],
  build: {
    // plugin-legacy would choose its own target.
    target: ["chrome64", "edge79", "firefox67", "safari12"],
    // One stylesheet for all: what old engines spell otherwise is spelt for them.
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
            { name: "shared", test: /src\/(api|shared\/(?!Sheet|room|RailNav|PhotoInput|picture|ResultBars|QrCode|Clock))|locales\/zh-CN/, priority: 1 },
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
  // One jsdom a process: a new one a file takes four fifths of the time.
  test: { environment: "jsdom", isolate: false, setupFiles: ["src/testing/each.ts"], include: ["src/**/*.test.ts"] },
}))
