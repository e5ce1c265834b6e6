/** How the name of a suite begins that stands in for one that could not run; the reporter counts these. */
export const skippedMark = "SKIPPED: ";
