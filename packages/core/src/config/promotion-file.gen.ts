// Generated from promotion.schema.json by `npm run gen`. Do not edit.

/**
 * Where the files of an app in an environment are: a folder or file below the root, with {env} and mostly {app}, or several of them.
 */
export type Layout = (string | [string, ...(string)[]])
export type Words = string[]
/**
 * A time span such as 90s, 30m, 24h, 7d or 1h30m.
 */
export type Duration = string
/**
 * Team slugs, with or without the organisation.
 */
export type Words1 = string[]
/**
 * Logins.
 */
export type Words2 = string[]
/**
 * Further values that are copied with the image. Everything else never moves.
 */
export type Promotable = {
/**
 * File relative to the layout's folder.
 */
file: string
/**
 * Path of the value: spec.source.targetRevision, env[LOG_LEVEL].value.
 */
path: string
}[]
/**
 * Names of the images entries that are this app's own; others in its files never move.
 */
export type Words3 = string[]
/**
 * The environments this app is in. Default: all.
 */
export type Words4 = string[]
/**
 * An instant with its offset, such as 2026-12-20T00:00:00Z.
 */
export type Instant = string
/**
 * Default: all.
 */
export type Words5 = string[]
/**
 * Default: all.
 */
export type Words6 = string[]
/**
 * Default: all that the freeze is for.
 */
export type Words7 = string[]
/**
 * Names of apps, or * for all.
 */
export type Words8 = string[]
/**
 * Apps that stay behind.
 */
export type Words9 = string[]

/**
 * How images are promoted in this GitOps repository. Every key is optional but version and environments: standard layouts work without this file.
 */
export interface PromotionFile {
/**
 * Version of this format.
 */
version: 1
layout?: Layout
/**
 * Files or folders that hold the AppProjects. Default: argocd/projects, argocd, projects.
 */
"app-projects"?: (string | Words)
/**
 * Whose statuses, deployments, commits and markers count as evidence.
 */
trust?: {
/**
 * Logins that count, such as my-app[bot]. Default: the actor the action runs as.
 */
actors?: string[]
}
/**
 * The environments by name; together with `from` they form a graph without cycles.
 */
environments: {
[k: string]: Environment
}
/**
 * What is special about single apps; an app found by the layout needs no entry.
 */
apps?: {
[k: string]: App
}
/**
 * Times in which nothing is promoted into some environments.
 */
freezes?: Freeze[]
/**
 * Groups of apps that move together, as one pull request.
 */
trains?: {
[k: string]: Train
}
}
export interface Environment {
/**
 * The upstream environment, or several: any of them verified is enough, or all have to be.
 */
from?: (string | {
/**
 * @minItems 1
 */
any: [string, ...(string)[]]
} | {
/**
 * @minItems 1
 */
all: [string, ...(string)[]]
})
/**
 * How a change enters: a commit on the branch, or a pull request. Default: pull-request where `from` is given, else commit.
 */
delivery?: ("commit" | "pull-request")
/**
 * Another environment whose settings hold here where they are not restated.
 */
like?: string
layout?: Layout
/**
 * The destination of this environment's Applications, for sync windows that select by cluster or namespace.
 */
destination?: {
/**
 * Name or server URL, as Applications write it.
 */
cluster?: string
/**
 * With {app} where the name is part of it.
 */
namespace?: string
/**
 * Name of the Application. Default: {app}-{env}.
 */
application?: string
}
gates?: Gates
/**
 * app: only what a trusted App made counts (the default with approvals or windows). any: whatever the repository's writers made counts, forgeable.
 */
trust?: ("app" | "any")
reviewers?: TeamsAndUsers
labels?: Words
draft?: boolean
/**
 * auto: merged when every gate and every protection rule is met. manual: by a person. queue: handed to the merge queue.
 */
merge?: ("auto" | "manual" | "queue")
/**
 * What a newer image does to an open promotion: supersede closes it and opens another, update changes it in place.
 */
supersede?: ("supersede" | "update")
promotable?: Promotable
/**
 * A time span such as 90s, 30m, 24h, 7d or 1h30m.
 */
margin?: string
}
/**
 * What has to hold before an image may enter the environment.
 */
export interface Gates {
/**
 * Verified in the upstream environment, and soaked there for a time without a break. Default: verified, without soak. false: not asked for.
 */
verified?: (false | {
soak?: Duration
/**
 * declared: the manifest holds the digest and something reported healthy. observed: the workload was seen running it.
 */
level?: ("declared" | "observed")
})
/**
 * Argo CD sync windows, with Argo CD's exact meaning.
 */
windows?: {
/**
 * AppProjects in this repository whose windows hold.
 */
"app-project"?: (string | Words)
/**
 * Windows of our own, in the AppProject's form.
 */
windows?: Window[]
}
/**
 * Approving reviews by distinct people, neither the author nor the promoter, of exactly what is promoted.
 */
approvals?: {
count: number
teams?: Words
users?: Words
}
scan?: {
"fail-on"?: ("critical" | "high" | "medium" | "low")
"max-age"?: Duration
}
/**
 * Who has to have signed the image: a workflow at a ref, for the source repository.
 */
signature?: {
/**
 * owner/repo/.github/workflows/file.yml@ref
 */
workflow: string
/**
 * app: the app's own repository; or owner/repo.
 */
source?: string
issuer?: string
}
/**
 * Commit statuses wanted on the upstream commit.
 */
tests?: {
contexts: Words
}
/**
 * Checks and statuses wanted on the pull request's head.
 */
checks?: {
contexts: Words
}
/**
 * The registry still has the digest.
 */
registry?: boolean
/**
 * How many promotions of one app into this environment a week may have.
 */
budget?: {
"per-week": number
}
/**
 * The app declares how it is rolled back.
 */
rollback?: boolean
/**
 * What a risk class demands beyond the other gates.
 */
risk?: {
low?: RiskDemands
medium?: RiskDemands
high?: RiskDemands
}
}
export interface Window {
kind: ("allow" | "deny")
/**
 * Five-field cron.
 */
schedule: string
/**
 * A Go duration such as 1h30m.
 */
duration: string
timeZone?: string
manualSync?: boolean
syncOverrun?: boolean
andOperator?: boolean
use_and_operator?: boolean
applications?: Words
namespaces?: Words
clusters?: Words
description?: string
}
export interface RiskDemands {
/**
 * At least so many approvals.
 */
approvals?: number
/**
 * A change ticket is named.
 */
"change-ticket"?: boolean
}
export interface TeamsAndUsers {
teams?: Words1
users?: Words2
}
export interface App {
/**
 * The app's source repository, owner/repo: where its images have to come from.
 */
repository?: string
images?: Words3
environments?: Words4
layout?: Layout
risk?: ("low" | "medium" | "high")
/**
 * How this app is rolled back.
 */
rollback?: {
/**
 * automatic: the old digest just works. manual: a person follows the plan. none: it cannot be rolled back.
 */
class: ("automatic" | "manual" | "none")
/**
 * Path or URL of the plan.
 */
plan?: string
}
promotable?: Promotable
}
export interface Freeze {
from: Instant
until: Instant
environments?: Words5
apps?: Words6
reason: string
/**
 * What may move all the same, and who approved that.
 */
except?: FreezeException[]
}
export interface FreezeException {
apps: Words
environments?: Words7
/**
 * Login of who approved it.
 */
"approved-by": string
reason: string
ticket?: string
/**
 * An instant with its offset, such as 2026-12-20T00:00:00Z.
 */
until?: string
}
export interface Train {
apps: Words8
except?: Words9
/**
 * At most this many apps in one pull request.
 */
max?: number
}
