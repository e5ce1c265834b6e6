// Generated from allow-list.schema.json by `npm run gen`. Do not edit.

/**
 * Vulnerabilities that do not keep an image out, each with who says so, why, and until when.
 */
export interface AllowListFile {
/**
 * Version of this format.
 */
version: 1
/**
 * The entries; one is used when everything it names fits.
 */
allow: Entry[]
}
export interface Entry {
/**
 * The vulnerability, by any of its names: CVE-2026-1234, GHSA-...
 */
id: string
/**
 * Only in packages of this name; * stands for any characters.
 */
package?: string
/**
 * Only in files whose path in the image is this; * stands for any characters.
 */
path?: string
/**
 * Why it does no harm here.
 */
reason: string
/**
 * Who answers for it: a person or a team.
 */
owner: string
/**
 * The last day on which it holds (UTC), as 2026-12-31.
 */
expires: string
}
