/** What names of event types, channels, uids and feature flags look like: letters, digits, '-', '_' and '.'. */
export const NAME_PATTERN = '^[a-zA-Z0-9\\-_.]+$'
