import { UserError } from "../../errors.ts";

/**
 * The id of an AWS account: 12 digits.
 * @throws `account-invalid`; where YAML has read the id as a number and dropped its leading zero, says so
 */
export function parseAccountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  const isNumber = /^\d{9,11}$/.test(text);
  throw new UserError(
    "account-invalid",
    `is ${JSON.stringify(text)}; expected the 12 digits of an AWS account`,
    {
      hint: isNumber
        ? `It has ${text.length} digits: YAML reads an id that starts with 0 as a number. Write it in quotes: "${text.padStart(12, "0")}".`
        : "Write the account's id, without dashes, in quotes.",
    },
  );
}
