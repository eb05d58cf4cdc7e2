/** Opens something at its first use, once; an opening that fails, such as of a secret that cannot be read, is tried again at the next. */
export function once<T> (open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined
  return async () => {
    opened ??= open()
    try {
      return await opened
    } catch (error) {
      opened = undefined
      throw error
    }
  }
}
