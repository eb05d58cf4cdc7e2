/** The version of Posthorn, for its package and its User-Agent. */
export const VERSION = '0.1.0'
