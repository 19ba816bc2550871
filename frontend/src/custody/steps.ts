/** The four steps over picked files; each answers with the files it made and what is to be read out. */
import { fingerprint } from "@/sealed/ballot"
import {
  type Boxes,
  CeremonyError,
  digest,
  FORMAT,
  type Half,
  type KeyRequest,
  makeCustodian,
  makePollKey,
  openedDigest,
  openFirst,
  openSecond,
  parse,
  type Person,
  type Request,
  type Secret,
} from "./ceremony"
import { type MadeFile, markOf, numberMark, textOf, written } from "./files"

export interface Made {
  files: MadeFile[]
  /** Sentences under `told`, with what stands in them. */
  told: { name: string; facts: Record<string, string | number> }[]
}

type Picked = File | null

async function read<T>(file: Picked, format: string): Promise<T> {
  if (file === null) throw new CeremonyError("format", format)
  return parse<T>(await textOf(file), format)
}

const made = (kind: MadeFile["kind"], name: string, record: unknown): MadeFile => ({ kind, name, content: written(record) })

export function custodian(name: string): Made {
  const { secret, public: shown } = makeCustodian(name)
  const mark = markOf(shown.sign)
  return {
    files: [made("secret", `custodian-${mark}-SECRET.json`, secret), made("public", `custodian-${mark}-public.json`, shown)],
    told: [{ name: "custodian", facts: { name: shown.name } }],
  }
}

export async function pollKey(request: Picked, publics: Picked[]): Promise<Made> {
  const asked = await read<KeyRequest>(request, FORMAT.keyRequest)
  const people: Person[] = []
  for (const each of publics) people.push(await read<Person>(each, FORMAT.custodian))
  const { key, boxes } = makePollKey(asked, people)
  const mark = numberMark(asked.number)
  return {
    files: [made("key", `${mark}-key.json`, key), made("boxes", `${mark}-boxes.json`, boxes)],
    told: [
      { name: "key", facts: { number: asked.number, title: asked.title ?? "", names: key.custodians.map(({ name }) => name).join("、") } },
      { name: "fingerprint", facts: { fingerprint: fingerprint(key.key) } },
    ],
  }
}

export async function first(request: Picked, boxes: Picked, secret: Picked): Promise<Made> {
  const asked = await read<Request>(request, FORMAT.request)
  const half = openFirst(asked, await read<Boxes>(boxes, FORMAT.boxes), await read<Secret>(secret, FORMAT.secret))
  return {
    files: [made("half", `${numberMark(asked.number)}-${asked.kind}-half.json`, half)],
    told: [about(asked), { name: "half", facts: { name: half.first.name } }],
  }
}

export async function second(request: Picked, half: Picked, secret: Picked): Promise<Made> {
  const asked = await read<Request>(request, FORMAT.request)
  const opened = openSecond(asked, await read<Half>(half, FORMAT.half), await read<Secret>(secret, FORMAT.secret))
  return {
    files: [made("opened", `${numberMark(asked.number)}-${asked.kind}-opened.json`, opened)],
    told: [
      about(asked),
      { name: "opened", facts: { good: opened.ballots.length, bad: opened.malformed.length } },
      { name: "digest", facts: { digest: openedDigest(opened) } },
    ],
  }
}

function about(asked: Request): Made["told"][number] {
  const facts = { number: asked.number, title: asked.title, n: asked.envelopes.length, digest: digest(asked).slice(0, 16) }
  return { name: asked.kind, facts }
}
