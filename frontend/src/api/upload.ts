import { bodyOf, request, send, UPLOAD_PATIENCE_MS } from "./network"
import { refusalOf, Unanswered } from "./refusal"
import type { Photo, Roll } from "./shapes"

async function upload<T>(path: string, file: Blob, name: string): Promise<T> {
  const form = new FormData()
  form.append("file", file, name)
  const response = await send(request(path, { method: "POST", body: form }), UPLOAD_PATIENCE_MS)
  const got = await bodyOf(response)
  if (!response.ok) throw refusalOf(response.status, got)
  if (got === null) throw new Unanswered("an upload answered without a body")
  return got as T
}

/** Send one photo; it belongs to nobody's matter until a matter is raised with its id. */
export function uploadPhoto(photo: Blob): Promise<Photo> {
  return upload("/api/v1/photos", photo, "photo.jpg")
}

/** Send a household roll (XLSX or CSV); the answer is a preview, nothing is imported yet. */
export function uploadRoll(file: File): Promise<Roll> {
  return upload("/api/v1/rolls", file, file.name)
}
