/** The version of Posthorn, as its package and its User-Agent say it. */
export const VERSION = '0.1.0'
