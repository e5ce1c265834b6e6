// Generated from promotion.schema.json by `npm run gen`. Do not edit.

/**
 * Where the files of an app in an environment are: a folder or file below the root, with {env} and mostly {app}, or several of them.
 */
export type Layout = (string | [string, ...(string)[]])
export type Words = string[]
/**
 * Patterns of the names of Applications.
 */
export type Words1 = string[]
/**
 * Patterns of their destination namespaces.
 */
export type Words2 = string[]
/**
 * Patterns of their destination, by server or name.
 */
export type Words3 = string[]
/**
 * Whose members' approval counts. Default, without `users` too: anybody's.
 */
export type Words4 = string[]
/**
 * Logins whose approval counts, too.
 */
export type Words5 = string[]
/**
 * Their names; all have to be successful.
 */
export type Words6 = string[]
/**
 * Their names; all have to be successful.
 */
export type Words7 = string[]
/**
 * Slugs, with or without the organisation.
 */
export type Words8 = string[]
/**
 * Logins.
 */
export type Words9 = string[]
/**
 * Labels of its promotion pull requests.
 */
export type Words10 = string[]
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
export type Words11 = string[]
/**
 * The environments this app is in. Default: all.
 */
export type Words12 = string[]
/**
 * Default: all.
 */
export type Words13 = string[]
/**
 * Default: all.
 */
export type Words14 = string[]
/**
 * Names of the apps that may move.
 */
export type Words15 = string[]
/**
 * Default: all that the freeze is for.
 */
export type Words16 = string[]
/**
 * Names of apps, or * for all.
 */
export type Words17 = string[]
/**
 * Apps that stay behind.
 */
export type Words18 = string[]

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
labels?: Words10
/**
 * Open promotions as drafts. Default: false.
 */
draft?: boolean
/**
 * auto: merged when every gate and every protection rule is met. manual: by a person. queue: handed to the merge queue. Default: manual.
 */
merge?: ("auto" | "manual" | "queue")
/**
 * What a newer image does to an open promotion: supersede closes it and opens another, update changes it in place. Default: supersede.
 */
supersede?: ("supersede" | "update")
promotable?: Promotable
/**
 * How long a decision must still hold to be acted on. Default: 2m.
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
/**
 * How long without a break. Default: 0s.
 */
soak?: string
/**
 * declared: the manifest holds the digest and something reported healthy. observed: the workload was seen running it. Default: declared.
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
/**
 * How many people.
 */
count: number
teams?: Words4
users?: Words5
}
/**
 * A scan report of the image.
 */
scan?: {
/**
 * A finding of this severity or above keeps it out. Default: any scan will do.
 */
"fail-on"?: ("critical" | "high" | "medium" | "low")
/**
 * An older report does not count.
 */
"max-age"?: string
}
/**
 * Who has to have signed the image: a workflow at a ref, for the source repository; or a key.
 */
signature?: {
/**
 * owner/repo/.github/workflows/file.yml@ref
 */
workflow?: string
/**
 * app: the app's own repository; or owner/repo.
 */
source?: string
/**
 * Who vouches for the signer. Default: GitHub Actions.
 */
issuer?: string
/**
 * Instead of a workflow, the public key in PEM form. It tells nothing of where the image was built.
 */
key?: string
}
/**
 * Commit statuses wanted on the upstream commit.
 */
tests?: {
contexts: Words6
}
/**
 * Checks and statuses wanted on the pull request's head.
 */
checks?: {
contexts: Words7
}
/**
 * The registry still has the digest.
 */
registry?: boolean
/**
 * How many promotions of one app into this environment a week may have.
 */
budget?: {
/**
 * How many in any seven days.
 */
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
medium?: RiskDemands1
high?: RiskDemands2
}
}
export interface Window {
/**
 * An active deny beats every allow.
 */
kind: ("allow" | "deny")
/**
 * Five-field cron.
 */
schedule: string
/**
 * A Go duration such as 1h30m.
 */
duration: string
/**
 * Name in the tz database. Default: UTC.
 */
timeZone?: string
/**
 * People may sync by hand while it keeps automation out.
 */
manualSync?: boolean
/**
 * A sync that runs when it closes may end.
 */
syncOverrun?: boolean
/**
 * All selectors that are there have to match. Default: one of them.
 */
andOperator?: boolean
/**
 * The same as andOperator.
 */
use_and_operator?: boolean
applications?: Words1
namespaces?: Words2
clusters?: Words3
/**
 * What it is for.
 */
description?: string
}
/**
 * Configuration only.
 */
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
/**
 * Another image.
 */
export interface RiskDemands1 {
/**
 * At least so many approvals.
 */
approvals?: number
/**
 * A change ticket is named.
 */
"change-ticket"?: boolean
}
/**
 * Policies, definitions of others, or declared of the app.
 */
export interface RiskDemands2 {
/**
 * At least so many approvals.
 */
approvals?: number
/**
 * A change ticket is named.
 */
"change-ticket"?: boolean
}
/**
 * Who is asked to review; the gate `approvals` says whose approval counts.
 */
export interface TeamsAndUsers {
teams?: Words8
users?: Words9
}
export interface App {
/**
 * The app's source repository, owner/repo: where its images have to come from.
 */
repository?: string
images?: Words11
environments?: Words12
layout?: Layout
/**
 * The least that its changes are taken for. Default: what the change shows.
 */
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
/**
 * It begins in this instant.
 */
from: string
/**
 * It is over in this instant.
 */
until: string
environments?: Words13
apps?: Words14
/**
 * What people read while they wait.
 */
reason: string
/**
 * What may move all the same, and who approved that.
 */
except?: FreezeException[]
}
export interface FreezeException {
apps: Words15
environments?: Words16
/**
 * Login of who approved it.
 */
"approved-by": string
/**
 * Why.
 */
reason: string
/**
 * Where it is recorded beside this.
 */
ticket?: string
/**
 * Default: the end of the freeze.
 */
until?: string
}
export interface Train {
apps: Words17
except?: Words18
/**
 * At most this many apps in one pull request. Default: 50.
 */
max?: number
}
