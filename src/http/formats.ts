import { parseTimestamp } from '../lib/time.js'

/** The formats that are checked in bodies; other formats are not. */
export const formats = {
  'date-time': { type: 'string' as const, validate: (text: string) => parseTimestamp(text) !== undefined }
}
