/** A poll's public evidence (docs/voting-evidence.md), for anybody: its board's page, and the files of its export one by one. */
import { bodyOf, request, send } from "./network"
import type { Choice, Force, Result, Secrecy } from "./polls"
import { answer, api } from "./read"
import { refusalOf } from "./refusal"

export interface Head {
  log: string
  size: number
  root: string
  at: string
  key: string
  signature: string
}

export interface EvidencePage {
  id: string
  number: string
  title: string
  what: string
  community: string
  stage: "open" | "shut" | "closed" | "unopenable" | "void"
  rule_title: { zh: string; en: string }
  rule_sentence: string
  rule_sentence_en: string
  secrecy: Secrecy
  secrecy_sentence: string
  secrecy_sentence_en: string
  force: Force
  entitled: number
  turnout: number
  choices: Choice[]
  roll_root: string
  software: { name: string; sha256: string; python: string }
  head: Head
  result: Result | null
}

export async function readEvidence(poll: string): Promise<EvidencePage> {
  return (await answer(api.GET("/api/v1/evidence/{poll_id}", { params: { path: { poll_id: poll } } }))) as unknown as EvidencePage
}

/** The lines of one file of the export. */
export async function readLines(poll: string, file: "leaves.txt" | "log.jsonl" | "ballots.jsonl"): Promise<string[]> {
  const response = await send(request(`/api/v1/evidence/${poll}/files/${file}`))
  if (!response.ok) throw refusalOf(response.status, await bodyOf(response))
  return (await response.text()).split("\n").slice(0, -1)
}
