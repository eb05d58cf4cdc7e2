/** A channel or tag of a message: a filter that matches little reads these instead of the list. */
export interface LabelItem {
  /** The list and the channel or tag. */
  label: string
  id: string
  expiresAt: number
}

export const labelAttributes = {}
