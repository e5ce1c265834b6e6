/** What Go calls space, as a class of a pattern: not quite what JavaScript calls so. */
export const SPACE =
  "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
