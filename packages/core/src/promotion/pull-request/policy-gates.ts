import { type ApprovalSpec, approvalsGate, riskGate } from "../../policy/gates/index.ts";
import type { Gate, RiskClass } from "../../policy/index.ts";
import { whenKnown } from "../known.ts";
import type { Question } from "../plan.ts";
import type { Evidence, ProposedChange } from "./judge-change.ts";
import { approvalsOf } from "./reviewed.ts";

/**
 * What a change of the policy itself has to pass: the most that any environment, as the base branch has
 * it, asks of a change of high risk.
 */
export function policyGates({
  change,
  question,
  evidence,
  risk,
}: {
  readonly change: ProposedChange;
  readonly question: Question;
  readonly evidence: Evidence;
  readonly risk: RiskClass;
}): readonly Gate[] {
  const demands = [...question.view.config.environments.values()].map(({ gates }) => gates);
  const specs = demands.map(({ approvals, risk: { high } }): ApprovalSpec => {
    const { count = 0, teams = [], users = [] } = approvals ?? {};
    return { count: Math.max(count, high.approvals), teams, users };
  });
  const strictest = specs.sort((a, b) => b.count - a.count)[0];
  const changeTicket = demands.some((gates) => gates.risk.high.changeTicket);
  const { changeTicket: ticket } = change.claims;
  const count = strictest?.count ?? 0;
  return [
    riskGate({ ...risk, changeTicket: ticket }, { changeTicket, approvals: count }),
    ...(strictest === undefined || count === 0
      ? []
      : [
          whenKnown("approvals", approvalsOf({ change, evidence }), (known) =>
            approvalsGate(known, strictest),
          ),
        ]),
  ].map((gate) => ({ ...gate, name: `${gate.name} (policy)` }));
}
