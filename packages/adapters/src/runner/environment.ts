import { exportVariable } from "@actions/core";

/** Sets a variable for this process and for every later step of the job; "" blanks it, for it cannot be unset. */
export function setVariable(name: string, value: string): void {
  exportVariable(name, value);
}
