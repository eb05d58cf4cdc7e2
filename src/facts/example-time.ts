/** What the times of examples in the OpenAPI document begin with. What is served has an hour ago in its place. */
export const EXAMPLE_TIME = '2026-11-22T14:05:00'
