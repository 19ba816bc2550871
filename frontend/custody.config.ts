import { createHash } from "node:crypto"
import { fileURLToPath, URL } from "node:url"
import vueI18n from "@intlify/unplugin-vue-i18n/vite"
import vue from "@vitejs/plugin-vue"
import type { Plugin } from "vite"
import { defineConfig } from "vite"

/**
 * The custodians' page: one file that is carried to a machine without network and opened there from a folder. Scripts and
 * styles stand in it, and its own policy forbids it every connection, so that nobody has to take our word for that.
 */
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const PAGE = "custody.html"

function inOneFile(): Plugin {
  return {
    name: "in-one-file",
    enforce: "post",
    generateBundle(_options, bundle) {
      const page = bundle[PAGE]
      if (page?.type !== "asset") throw new Error(`${PAGE} was not built`)
      const scripts = Object.values(bundle).filter((each) => each.type === "chunk")
      const styles = Object.values(bundle).filter((each) => each.fileName.endsWith(".css"))
      const [script] = scripts
      if (script === undefined || scripts.length !== 1) throw new Error("the custodians' page must be one script")
      // What would end the script's element, or open a comment in it, is written otherwise.
      const code = script.code.trim().replace(/<(\/script|!--)/gi, "\\x3C$1")
      const css = styles.map((each) => ("source" in each ? String(each.source).trim() : "")).join("\n")
      const hash = createHash("sha256").update(code).digest("base64")
      const policy = [
        "default-src 'none'",
        `script-src 'sha256-${hash}'`,
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
      ].join("; ")
      const body = String(page.source)
        .replace(/\s*<script[^>]*src=[^>]*><\/script>/g, "")
        .replace(/\s*<link[^>]*(stylesheet|modulepreload)[^>]*>/g, "")
        .replace('<meta charset="utf-8" />', () => `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`)
        .replace("</head>", () => `<style>${css}</style>\n  </head>`)
        .replace("</body>", () => `<script type="module">${code}</script>\n  </body>`)
      page.source = body
      for (const each of [...scripts, ...styles]) Reflect.deleteProperty(bundle, each.fileName)
    },
  }
}

export default defineConfig({
  base: "./",
  publicDir: false,
  resolve: { alias: { "@": here("./src") } },
  plugins: [
    vue(),
    vueI18n({ include: here("./src/locales/custody.*.json"), strictMessage: true, fullInstall: false, dropMessageCompiler: true }),
    inOneFile(),
  ],
  build: {
    // The other pages are there already.
    emptyOutDir: false,
    target: ["chrome64", "edge79", "firefox67", "safari12"],
    cssTarget: ["chrome61", "safari11"],
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    rolldownOptions: { input: { custody: here(`./${PAGE}`) } },
  },
})
