/** Replaces settings/client-settings.ts in functions, which call no server of Posthorn. */
export const clientSettings = {}

export const readClientConfig = (): never => { throw new Error('A function has no settings of commands.') }
