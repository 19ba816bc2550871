/** Photos on the device: drawn for the person who took them, and made smaller before they travel. */

/** Long side in pixels: enough to read a water meter, a fifth of what a phone takes. */
const LONGEST = 2048
const PREVIEW = 320
const QUALITY = 0.85

/** Draw a square of the photo. A browser that cannot decode it (HEIC) leaves the canvas blank; the server may still. */
export async function drawOn(canvas: HTMLCanvasElement, file: Blob): Promise<void> {
  const bitmap = await decode(file)
  if (bitmap === null) return
  const side = Math.min(bitmap.width, bitmap.height)
  canvas.width = canvas.height = PREVIEW
  canvas
    .getContext("2d")
    ?.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, PREVIEW, PREVIEW)
  bitmap.close()
}

/** The photo as a JPEG of at most LONGEST pixels, without its camera's data; as it is where that fails. */
export async function shrink(file: Blob): Promise<Blob> {
  const bitmap = await decode(file)
  if (bitmap === null) return file
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement("canvas")
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const smaller = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY))
  return smaller ?? file
}

/** Safari before 15 has no createImageBitmap; it sends its photos as they are. */
async function decode(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file)
  } catch {
    return null
  }
}
