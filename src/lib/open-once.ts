/** Opens a resource at its first use, once. After a failure, such as a secret that cannot be read, the next use tries again. */
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
