/** Orders, evaluation and archive; what is written here is what `supervision` answers. */
import type { Allows } from "@/api/shapes"

interface MatterName {
  id: string
  number: string
  title: string
}

export interface OrderRow extends Allows {
  id: string
  number: string
  title: string
  stage: string
  matter: MatterName
  owner_name: string
  deadline: string
  overdue: "" | "yellow" | "orange" | "red"
  zh: string
  en: string
  issued_at: string
}

interface Photo {
  id: string
  url: string
  thumb_url: string
}

export interface OrderPage extends OrderRow {
  resolution: string | null
  resolution_number: string
  rectification: string | null
  party: string
  money: string
  standard: string
  issued_by: string
  verified_by: string | null
  closed_by: string | null
  progress: { at: string; by: string; text: string; photos: Photo[] }[]
  extensions: { asked_at: string; until: string; reason: string; granted: boolean | null; decided_by: string | null; decided_at: string | null }[]
  inspections: { at: string; inspector: string; finding: string; passed: boolean; photos: Photo[] }[]
}

/** One asking of those affected. `rates` in permille, `mean` in tenths of a point. */
export interface Round {
  number: number
  opened_at: string
  until: string
  judged: boolean
  asked: number
  answers: number
  rates: { responded: number; resolved: number; satisfied: number } | null
  levels: number[]
  dimensions: { key: string; answers: number; mean: number }[]
  third_party: number
  reasons: string[]
}

export interface Rectification {
  id: string
  round: number
  trigger: string
  opened_at: string
  closed_at: string | null
  outcome: string
  orders: string[]
}

export interface EvaluationSummary extends Allows {
  matter: MatterName
  stage: string
  threshold: number
  rounds: Round[]
  rectifications: Rectification[]
  answered: boolean
}

export interface ArchiveShown {
  sha256: string
  bytes: number
  at: string
  by: string
  key: string
  url: string
}

export interface Oversight {
  counts: {
    orders: Record<"issued" | "under_way" | "reported" | "verified" | "closed" | "yellow" | "orange" | "red", number>
    matters: Record<string, number>
    unsigned: number
    posted: number
    objections_open: number
    objections_overdue: number
    reviews_asked: number
    extensions_asked: number
    rectifications_open: number
  }
  overdue: OrderRow[]
  to_inspect: OrderRow[]
  to_issue: { id: string; number: string; title: string; matter: MatterName; duties: number; may_issue: boolean }[]
  rectifications: { id: string; matter: MatterName; trigger: string; opened_at: string; orders: number; may_issue: boolean }[]
}
