/** Where the values of a choice come from, when they are not a fixed list: the thing itself, or a read. */
import { i18n } from "@/shared/language"
import { readDelegates } from "@/api/reads"
import type { Session } from "@/api/shapes"
import { whole } from "@/api/whole"
import { readComposition, readDelegations, readForms, readSecrecies } from "../api/reads"
import type { About, Option } from "./shape"

const english = (): boolean => i18n.global.locale.value === "en"
const say = (zh: string, en: string): string => (english() && en !== "" ? en : zh)
const session = (about: About): Partial<Session> => (about.thing ?? {}) as Partial<Session>

export async function forms(): Promise<Option[]> {
  return (await readForms()).items.map((form) => ({ value: form.code, label: say(form.zh, form.en) }))
}

export async function formsIMayConvene(): Promise<Option[]> {
  const { items } = await readForms()
  return items
    .filter((form) => form.may_convene)
    .map((form) => ({
      value: form.code,
      label: say(form.zh, form.en),
      note: i18n.global.t("convene.notice", { n: form.notice_days }, form.notice_days),
    }))
}

export async function delegations(about: About): Promise<Option[]> {
  const { items } = await whole((cursor) => readDelegations(about.community, cursor))
  return items.map((one) => ({ value: one.id, label: one.subjects.join("、"), note: one.record }))
}

export async function chairs(about: About): Promise<Option[]> {
  return (await readComposition(about.id, [])).chairs.map(({ id, name }) => ({ value: id, label: name }))
}

export async function recorders(about: About): Promise<Option[]> {
  return (await readComposition(about.id, [])).recorders.map(({ id, name }) => ({ value: id, label: name }))
}

/** The matters on a session's agenda, each once: a motion is about one of them. */
export function mattersOfSession(about: About): Option[] {
  const links = (session(about).agenda ?? []).flatMap((item) => item.matter ?? [])
  return [...new Map(links.map((link) => [link.id, { value: link.id, label: say(link.name, link.name_en) }])).values()]
}

/** The rules under which this form of session may put a motion, with the force of the result. */
export function rulesOfSession(about: About): Option[] {
  return (session(about).votes ?? []).map(({ rule, force }) => ({
    value: rule,
    label: i18n.global.t(`rule.${rule}`),
    note: i18n.global.t(`force.${force}`),
  }))
}

/** How secret the vote on a motion may be; what its rule does not allow stands there with the reason. */
export async function secrecies(about: About): Promise<Option[]> {
  return (await readSecrecies(about.id)).items.map(({ secrecy, why }) => ({
    value: secrecy,
    label: i18n.global.t(`asked.secrecy.of.${secrecy}`),
    ...(why && { closed: i18n.global.t("said.both", { one: say(why.message, why.message_en), two: say(why.next.zh ?? "", why.next.en ?? "") }) }),
  }))
}

/** Whom the holder of a letter may send instead; `thing` names the letter. */
export async function delegates(about: About): Promise<Option[]> {
  const { letter } = (about.thing ?? {}) as { letter?: string }
  if (letter === undefined) return []
  return (await readDelegates(letter)).items.map(({ id, name }) => ({ value: id, label: name }))
}

/** How one may speak in this form of session; `thing` is the room. */
export function stances(about: About): Option[] {
  const { stances } = (about.thing ?? {}) as { stances?: string[] }
  return (stances ?? []).map((value) => ({ value, label: i18n.global.t(`stance.${value}`) }))
}

/** What a proposal may be merged into; `thing` names it and lists the others. */
export function otherProposals(about: About): Option[] {
  const { proposal, items } = (about.thing ?? {}) as { proposal?: { id: string }; items?: { id: string; number: number; title: string; stage: string }[] }
  return (items ?? [])
    .filter((one) => one.stage === "submitted" && one.id !== proposal?.id)
    .map((one) => ({ value: one.id, label: `${one.number}. ${one.title}` }))
}

/** The points this form of session records; `thing` is the room. */
export function pointKinds(about: About): Option[] {
  const { kinds } = (about.thing ?? {}) as { kinds?: string[] }
  return (kinds ?? []).map((value) => ({ value, label: i18n.global.t(`room.point.${value}`) }))
}

/** Who is in the room and could take the chair; `thing` is the room. */
export function candidates(about: About): Option[] {
  const { people } = (about.thing ?? {}) as { people?: { id: string; name: string }[] }
  return (people ?? []).map(({ id, name }) => ({ value: id, label: name }))
}
