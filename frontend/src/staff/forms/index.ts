/** Every verb the desk can do, by its name. */
import { AGENDA } from "./agenda"
import { INTAKE } from "./intake"
import { MEETING } from "./meeting"
import { PEOPLE } from "./people"
import { PLACES } from "./places"
import { RESOLUTION } from "./resolution"
import { REVIEW } from "./review"
import type { VerbShape } from "./shape"
import { SUPERVISION } from "./supervision"
import { VOTING } from "./voting"

export const FORMS: Readonly<Record<string, VerbShape>> = {
  ...INTAKE,
  ...REVIEW,
  ...AGENDA,
  ...MEETING,
  ...VOTING,
  ...RESOLUTION,
  ...SUPERVISION,
  ...PEOPLE,
  ...PLACES,
}
