/** Replaces settings/server-settings.ts in functions, which read none of these. */
export const serverSettings = {}
