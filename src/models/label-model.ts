/** A channel or tag of a message. Lists with a filter that few messages match read these items instead of the list. */
export interface LabelItem {
  /** The list with the channel or tag. */
  label: string
  id: string
  expiresAt: number
}

export const labelAttributes = {}
