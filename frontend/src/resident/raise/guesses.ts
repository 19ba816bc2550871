/** What follows from what was said already, put in as a beginning: each stands on a later screen, to be seen and changed. */
import { affectedKinds, type Draft, LIMITS } from "./draft"

/** Words by which a kind is known. The most telling first: the first that is found decides. */
const WORDS: [word: RegExp, category: string][] = [
  [/电梯/, "住房与电梯"],
  [/充电|飞线|消防|着火|楼道.*堆/, "消防与充电"],
  [/停车|车位|路口|堵车|电动车进/, "停车与交通"],
  [/助餐|养老|老年|老人.*(饭|餐|照)|残疾|轮椅/, "养老助残"],
  [/垃圾|投放点|清运/, "环境与垃圾分类"],
  [/下水|漏水|返水|水管|屋顶|外墙|渗水/, "给排水与房屋"],
  [/噪[音声]|广场舞|太吵|扰民/, "噪声与文体"],
  [/物业费|物业|收费/, "物业与收费"],
  [/路灯|井盖|市政|公交/, "市政设施"],
  [/养犬|遛狗|狗绳|公约/, "公约与文明"],
  [/绿化|树|花园|草坪|滑梯|健身/, "绿化与公共空间"],
  [/高空抛物|监控|摄像头|偷|门禁/, "治安与安全"],
  [/快递|晾衣|雨棚|座椅/, "便民设施"],
]

/** The first thing said, as short as a headline. */
export function headline(text: string): string {
  const first = text.trim().split(/[。！？；!?;\n]/)[0] ?? ""
  const short = first.length <= LIMITS.title ? first : (first.split(/[，,]/)[0] ?? "")
  return short.slice(0, LIMITS.title).trim()
}

export function likelyKind(text: string): string | null {
  return WORDS.find(([word]) => word.test(text))?.[1] ?? null
}

/** Put in what nobody has answered yet. */
export function fill(draft: Draft): void {
  if (draft.title.trim() === "") draft.title = headline(draft.text)
  draft.category ??= likelyKind(`${draft.title} ${draft.text}`)
  const kinds = affectedKinds(draft)
  // The nearest that the picked place can name; a place that was not picked names nobody.
  if ((draft.affected === null || !kinds.includes(draft.affected)) && draft.building !== null) draft.affected = kinds[0] ?? null
}
