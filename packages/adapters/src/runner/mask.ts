import { getInput, setSecret } from "@actions/core";

/** Inputs with these endings hold secrets. */
const SECRET_INPUT = /(?:^|-)(?:token|key|password|secret)$/;

/** Hides the values of all inputs that hold secrets, by their names. */
export function maskInputs(names: readonly string[]): void {
  for (const name of names.filter((candidate) => SECRET_INPUT.test(candidate))) {
    const secret = getInput(name);
    if (secret !== "") mask(secret);
  }
}

/** Hides the secret, and each line of it, in everything the runner prints from here on. */
export function mask(secret: string): void {
  setSecret(secret);
  if (!secret.includes("\n")) return;
  for (const line of secret.split(/\r?\n/)) {
    // A key's first and last line are no secret, and masking a short line would blank ordinary words.
    if (line.trim().length > 8 && !line.startsWith("-----")) setSecret(line.trim());
  }
}
