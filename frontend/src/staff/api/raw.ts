import { bodyOf, request, send } from "@/api/network"
import { refusalOf, Unanswered } from "@/api/refusal"

/** Read an address whose answer the generated schema does not describe; throws Refused or Unanswered. */
export async function read<T>(path: string, query: Record<string, string | number | boolean | undefined> = {}): Promise<T> {
  const address = new URL(path, location.origin)
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== "") address.searchParams.set(name, String(value))
  const response = await send(request(address.pathname + address.search))
  const body = await bodyOf(response)
  if (!response.ok) throw refusalOf(response.status, body)
  if (body === null) throw new Unanswered("an answer without a body")
  return body as T
}
