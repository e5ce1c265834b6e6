import {
  type Client,
  GitHubFailure,
  readChangeDates,
  readReports,
  readTeam,
} from "@gitops-actions/adapters/github";
import { UserError } from "@gitops-actions/core/errors";
import { recordsOf } from "@gitops-actions/core/promotion";
import {
  type Evidence,
  imagesOf,
  type ProposedChange,
} from "@gitops-actions/core/promotion/pull-request";
import { again } from "./calls.ts";
import { readImageEvidence } from "./images.ts";
import type { Ports } from "./ports.ts";
import type { World } from "./world.ts";

/** A change that is to be judged, as far as it tells which facts it needs. */
export type Subject = Pick<ProposedChange, "pull" | "touches" | "texts">;

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * What is known beyond the repository's files, read for all changes together: members of teams, statuses
 * of upstream commits, dates of earlier changes. Only what a gate asks for is read.
 */
export async function gatherEvidence(
  subjects: readonly Subject[],
  { world, ports, from }: { readonly world: World; readonly ports: Ports; readonly from: string },
): Promise<Omit<Evidence, "textsAt">> {
  const { question } = world;
  const moved = subjects.flatMap((subject) => imagesOf(subject, question));
  const [teams, reports, dates, image] = await Promise.all([
    readTeams(subjects, { world, ports }),
    readTests(subjects, { world, ports, from }),
    readDates(subjects, { world, ports }),
    readImageEvidence(moved, { world, ports }),
  ]);
  return {
    teams,
    reportsOn(oid) {
      const value = reports.get(oid);
      return value === undefined
        ? { known: false, why: `the commit ${oid.slice(0, 12)} cannot be read any more` }
        : { known: true, value };
    },
    promotions({ before }) {
      const found = before?.paths.flatMap((path) => dates.get(path) ?? []) ?? [];
      return { known: true, value: found };
    },
    image,
  };
}

/** The members of the teams that may approve; asked only where somebody has approved. */
async function readTeams(
  subjects: readonly Subject[],
  { world, ports }: { readonly world: World; readonly ports: Ports },
): Promise<Evidence["teams"]> {
  const { config } = world.question.view;
  const approved = subjects.filter(({ pull }) => pull?.reviews.some(({ isBot }) => !isBot));
  if (approved.length === 0) return new Map();
  const wanted = new Set(
    [...config.environments.values()].flatMap(({ gates }) => gates.approvals?.teams ?? []),
  );
  if (wanted.size === 0) return new Map();
  const owner = world.overview.repository.name.split("/")[0] ?? "";
  const client = await membersClient(ports);
  const found = [...wanted].map(async (team): Promise<[string, readonly string[] | "unknown"]> => {
    if (client === undefined) return [team, "unknown"];
    const [organization, slug] = team.includes("/") ? team.split("/", 2) : [owner, team];
    try {
      const read = { organization: organization ?? owner, slug: slug ?? team };
      return [team, await again({ ports }, () => readTeam(client, read))];
    } catch (error) {
      if (error instanceof GitHubFailure) return [team, "unknown"];
      throw error;
    }
  });
  return new Map(await Promise.all(found));
}

/** A client that may read members; undefined where the App was not given that. */
async function membersClient(ports: Ports): Promise<Client | undefined> {
  try {
    const { client } = await ports.connect({ members: "read" });
    return client;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function readTests(
  subjects: readonly Subject[],
  { world, ports, from }: { readonly world: World; readonly ports: Ports; readonly from: string },
): ReturnType<typeof readReports> {
  const { view } = world.question;
  const oids = subjects.flatMap(({ touches }) =>
    touches.flatMap(({ app, policy }) => {
      const records = policy.gates.tests.length === 0 ? undefined : recordsOf(app, policy, view);
      if (!records?.known) return [];
      return [...records.value.values()].flatMap((record) => record?.revision ?? []);
    }),
  );
  if (oids.length === 0) return new Map();
  const read = { repository: from, oids: [...new Set(oids)] };
  return again({ ports }, () => readReports(world.client, read));
}

async function readDates(
  subjects: readonly Subject[],
  { world, ports }: { readonly world: World; readonly ports: Ports },
): ReturnType<typeof readChangeDates> {
  const paths = subjects.flatMap(({ touches }) =>
    touches.flatMap(({ policy, before }) =>
      policy.gates.budgetPerWeek === undefined ? [] : (before?.paths ?? []),
    ),
  );
  if (paths.length === 0) return new Map();
  const { overview, question } = world;
  const read = {
    repository: overview.repository.name,
    head: overview.head,
    paths: [...new Set(paths)],
    since: new Date(question.now.getTime() - WEEK_MS),
  };
  return again({ ports }, () => readChangeDates(world.client, read));
}
