import { UserError } from "../../errors.ts";

/** An IAM role by its parts. */
export interface Role {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  /** With its path where it has one: `ci/deploy`. */
  readonly name: string;
}

const WANTED = "expected a role's ARN: arn:aws:iam::123456789012:role/NAME";

/**
 * A role by its ARN.
 * @throws `role-invalid`, which tells users, sessions and names without an account apart
 */
export function parseRole(text: string): Role {
  const arn = /^arn:(aws[\w-]*):(iam|sts):[^:]*:(\d*):([\w-]+)\/([\w+=,.@/-]+)$/.exec(text);
  const found = `is ${JSON.stringify(text)}; ${WANTED}`;
  if (arn === null) {
    const isName = /^[\w+=,.@/-]+$/.test(text);
    throw new UserError("role-invalid", found, {
      hint: isName
        ? `A name alone does not tell the account. Write arn:aws:iam::ACCOUNT:role/${text.replace(/^\//, "")}.`
        : "Copy the ARN from the role's page in the IAM console.",
    });
  }
  const [, partition = "", service, account = "", kind, name = ""] = arn;
  if (!/^\d{12}$/.test(account)) {
    throw new UserError("role-invalid", `${found}, and its account has ${account.length} digits`, {
      hint: "An account's id has 12 digits; leading zeros count.",
    });
  }
  if (kind === "assumed-role") {
    const [role = ""] = name.split("/");
    throw new UserError("role-invalid", `${found}, not the ARN of a session`, {
      hint: `Write the role's own ARN: arn:${partition}:iam::${account}:role/${role} (with its path, if it has one).`,
    });
  }
  if (service !== "iam" || kind !== "role") {
    throw new UserError("role-invalid", `${found}, not of a ${kind}`, {
      hint: "Only a role can be assumed through OIDC. Make one whose trust policy names GitHub's provider.",
    });
  }
  return { arn: text, partition, account, name };
}
