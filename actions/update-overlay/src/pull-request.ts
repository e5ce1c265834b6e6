import { UserError } from "@gitops-actions/core/errors";
import type { Outcome } from "./outcome.ts";
export async function pullRequestDelivery(_request: unknown, _options: unknown): Promise<Outcome> {
  throw new UserError("delivery-refused", "draft", { hint: "" });
}
