// Calls functions of the offline page's own source in node: each line of standard input is [module, function, arguments], and
// is answered by a line.
import { createInterface } from "node:readline"
import { fileURLToPath, pathToFileURL } from "node:url"

const frontend = new URL("../../frontend/", import.meta.url)
const { createServer } = await import(pathToFileURL(fileURLToPath(new URL("node_modules/vite/dist/node/index.js", frontend))))
const root = fileURLToPath(frontend)
const server = await createServer({
  root,
  configFile: false,
  logLevel: "error",
  resolve: { alias: { "@": `${root}src` } },
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
  cacheDir: process.argv[2],
})
for await (const line of createInterface({ input: process.stdin })) {
  const [module, name, args] = JSON.parse(line)
  const found = await server.ssrLoadModule(`/src/${module}.ts`)
  let answer
  try {
    answer = { done: found[name](...args) }
  } catch (error) {
    answer = { wrong: error.wrong ?? String(error) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
await server.close()
