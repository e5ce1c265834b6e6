// Generated from promotion.schema.json by `npm run gen`. Do not edit.
// @ts-nocheck
import type { ValidationError } from "./yaml-file.ts";

type Validate = ((value: unknown) => boolean) & { readonly errors?: readonly ValidationError[] | null };

"use strict";
export const validate: Validate = validate21;

const schema6 = {"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://raw.githubusercontent.com/org/gitops-actions/v1/promotion.schema.json","title":".gitops/promotion.yaml","description":"How images are promoted in this GitOps repository. Every key is optional but version and environments: standard layouts work without this file.","type":"object","additionalProperties":false,"required":["version","environments"],"properties":{"version":{"const":1,"description":"Version of this format."},"layout":{"$ref":"#/definitions/layout"},"app-projects":{"description":"Files or folders that hold the AppProjects. Default: argocd/projects, argocd, projects.","$ref":"#/definitions/wordOrWords"},"trust":{"description":"Whose statuses, deployments, commits and markers count as evidence.","type":"object","additionalProperties":false,"properties":{"actors":{"description":"Logins that count, such as my-app[bot]. Default: the actor the action runs as.","type":"array","items":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9-]*(\\[bot\\])?$"}}}},"environments":{"description":"The environments by name; together with `from` they form a graph without cycles.","type":"object","minProperties":1,"propertyNames":{"$ref":"#/definitions/name"},"additionalProperties":{"$ref":"#/definitions/environment"}},"apps":{"description":"What is special about single apps; an app found by the layout needs no entry.","type":"object","propertyNames":{"$ref":"#/definitions/name"},"additionalProperties":{"$ref":"#/definitions/app"}},"freezes":{"description":"Times in which nothing is promoted into some environments.","type":"array","items":{"$ref":"#/definitions/freeze"}},"trains":{"description":"Groups of apps that move together, as one pull request.","type":"object","propertyNames":{"$ref":"#/definitions/name"},"additionalProperties":{"$ref":"#/definitions/train"}}},"definitions":{"name":{"type":"string","pattern":"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"},"duration":{"description":"A time span such as 90s, 30m, 24h, 7d or 1h30m.","type":"string","pattern":"^([0-9]{1,6}[smhdw]){1,5}$"},"instant":{"description":"An instant with its offset, such as 2026-12-20T00:00:00Z.","type":"string","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$"},"words":{"type":"array","items":{"type":"string","pattern":"\\S"}},"wordOrWords":{"anyOf":[{"type":"string","pattern":"\\S"},{"$ref":"#/definitions/words"}]},"layout":{"description":"Where the files of an app in an environment are: a folder or file below the root, with {env} and mostly {app}, or several of them.","anyOf":[{"type":"string","pattern":"^(?=.*\\{env\\})(?!/)(?!(.*/)?\\.{1,2}(/|$))(?!.*//)([^{}\\n]|\\{app\\}|\\{env\\})+$"},{"type":"array","minItems":1,"items":{"type":"string","pattern":"^(?=.*\\{env\\})(?!/)(?!(.*/)?\\.{1,2}(/|$))(?!.*//)([^{}\\n]|\\{app\\}|\\{env\\})+$"}}]},"teamsAndUsers":{"type":"object","additionalProperties":false,"properties":{"teams":{"description":"Slugs, with or without the organisation.","$ref":"#/definitions/words"},"users":{"description":"Logins.","$ref":"#/definitions/words"}}},"promotable":{"description":"Further values that are copied with the image. Everything else never moves.","type":"array","items":{"type":"object","additionalProperties":false,"required":["file","path"],"properties":{"file":{"description":"File relative to the layout's folder.","type":"string"},"path":{"description":"Path of the value: spec.source.targetRevision, env[LOG_LEVEL].value.","type":"string"}}}},"environment":{"type":"object","additionalProperties":false,"properties":{"from":{"description":"The upstream environment, or several: any of them verified is enough, or all have to be.","anyOf":[{"type":"string"},{"type":"object","additionalProperties":false,"required":["any"],"properties":{"any":{"type":"array","minItems":1,"items":{"type":"string"}}}},{"type":"object","additionalProperties":false,"required":["all"],"properties":{"all":{"type":"array","minItems":1,"items":{"type":"string"}}}}]},"delivery":{"description":"How a change enters: a commit on the branch, or a pull request. Default: pull-request where `from` is given, else commit.","enum":["commit","pull-request"]},"like":{"description":"Another environment whose settings hold here where they are not restated.","type":"string"},"layout":{"$ref":"#/definitions/layout"},"destination":{"description":"The destination of this environment's Applications, for sync windows that select by cluster or namespace.","type":"object","additionalProperties":false,"properties":{"cluster":{"description":"Name or server URL, as Applications write it.","type":"string"},"namespace":{"description":"With {app} where the name is part of it.","type":"string"},"application":{"description":"Name of the Application. Default: {app}-{env}.","type":"string"}}},"gates":{"$ref":"#/definitions/gates"},"trust":{"description":"app: only what a trusted App made counts (the default with approvals or windows). any: whatever the repository's writers made counts, forgeable.","enum":["app","any"]},"reviewers":{"description":"Who is asked to review; the gate `approvals` says whose approval counts.","$ref":"#/definitions/teamsAndUsers"},"labels":{"description":"Labels of its promotion pull requests.","$ref":"#/definitions/words"},"draft":{"description":"Open promotions as drafts. Default: false.","type":"boolean"},"merge":{"description":"auto: merged when every gate and every protection rule is met. manual: by a person. queue: handed to the merge queue. Default: manual.","enum":["auto","manual","queue"]},"supersede":{"description":"What a newer image does to an open promotion: supersede closes it and opens another, update changes it in place. Default: supersede.","enum":["supersede","update"]},"promotable":{"$ref":"#/definitions/promotable"},"margin":{"description":"How long a decision must still hold to be acted on. Default: 2m.","$ref":"#/definitions/duration"}}},"gates":{"description":"What has to hold before an image may enter the environment.","type":"object","additionalProperties":false,"properties":{"verified":{"description":"Verified in the upstream environment, and soaked there for a time without a break. Default: verified, without soak. false: not asked for.","anyOf":[{"const":false},{"type":"object","additionalProperties":false,"properties":{"soak":{"description":"How long without a break. Default: 0s.","$ref":"#/definitions/duration"},"level":{"description":"declared: the manifest holds the digest and something reported healthy. observed: the workload was seen running it. Default: declared.","enum":["declared","observed"]}}}]},"windows":{"description":"Argo CD sync windows, with Argo CD's exact meaning.","type":"object","additionalProperties":false,"properties":{"app-project":{"description":"AppProjects in this repository whose windows hold.","$ref":"#/definitions/wordOrWords"},"windows":{"description":"Windows of our own, in the AppProject's form.","type":"array","items":{"$ref":"#/definitions/window"}}}},"approvals":{"description":"Approving reviews by distinct people, neither the author nor the promoter, of exactly what is promoted.","type":"object","additionalProperties":false,"required":["count"],"properties":{"count":{"description":"How many people.","type":"integer","minimum":1,"maximum":10},"teams":{"description":"Whose members' approval counts. Default, without `users` too: anybody's.","$ref":"#/definitions/words"},"users":{"description":"Logins whose approval counts, too.","$ref":"#/definitions/words"}}},"scan":{"description":"A scan report of the image.","type":"object","additionalProperties":false,"properties":{"fail-on":{"description":"A finding of this severity or above keeps it out. Default: any scan will do.","enum":["critical","high","medium","low"]},"max-age":{"description":"An older report does not count.","$ref":"#/definitions/duration"}}},"signature":{"description":"Who has to have signed the image: a workflow at a ref, for the source repository; or a key.","type":"object","additionalProperties":false,"properties":{"workflow":{"description":"owner/repo/.github/workflows/file.yml@ref","type":"string","pattern":"^[^/@\\s]+/[^/@\\s]+/[^@\\s]+@\\S+$"},"source":{"description":"app: the app's own repository; or owner/repo.","type":"string","pattern":"^(app|[^/\\s]+/[^/\\s]+)$"},"issuer":{"description":"Who vouches for the signer. Default: GitHub Actions.","type":"string","pattern":"^https://"},"key":{"description":"Instead of a workflow, the public key in PEM form. It tells nothing of where the image was built.","type":"string","pattern":"^-----BEGIN PUBLIC KEY-----\\s[A-Za-z0-9+/=\\s]+-----END PUBLIC KEY-----\\s*$"}}},"tests":{"description":"Commit statuses wanted on the upstream commit.","type":"object","additionalProperties":false,"required":["contexts"],"properties":{"contexts":{"description":"Their names; all have to be successful.","$ref":"#/definitions/words"}}},"checks":{"description":"Checks and statuses wanted on the pull request's head.","type":"object","additionalProperties":false,"required":["contexts"],"properties":{"contexts":{"description":"Their names; all have to be successful.","$ref":"#/definitions/words"}}},"registry":{"description":"The registry still has the digest.","type":"boolean"},"budget":{"description":"How many promotions of one app into this environment a week may have.","type":"object","additionalProperties":false,"required":["per-week"],"properties":{"per-week":{"description":"How many in any seven days.","type":"integer","minimum":1,"maximum":1000}}},"rollback":{"description":"The app declares how it is rolled back.","type":"boolean"},"risk":{"description":"What a risk class demands beyond the other gates.","type":"object","additionalProperties":false,"properties":{"low":{"description":"Configuration only.","$ref":"#/definitions/riskDemands"},"medium":{"description":"Another image.","$ref":"#/definitions/riskDemands"},"high":{"description":"Policies, definitions of others, or declared of the app.","$ref":"#/definitions/riskDemands"}}}}},"window":{"type":"object","additionalProperties":false,"required":["kind","schedule","duration"],"properties":{"kind":{"description":"An active deny beats every allow.","enum":["allow","deny"]},"schedule":{"description":"Five-field cron.","type":"string"},"duration":{"description":"A Go duration such as 1h30m.","type":"string"},"timeZone":{"description":"Name in the tz database. Default: UTC.","type":"string"},"manualSync":{"description":"People may sync by hand while it keeps automation out.","type":"boolean"},"syncOverrun":{"description":"A sync that runs when it closes may end.","type":"boolean"},"andOperator":{"description":"All selectors that are there have to match. Default: one of them.","type":"boolean"},"use_and_operator":{"description":"The same as andOperator.","type":"boolean"},"applications":{"description":"Patterns of the names of Applications.","$ref":"#/definitions/words"},"namespaces":{"description":"Patterns of their destination namespaces.","$ref":"#/definitions/words"},"clusters":{"description":"Patterns of their destination, by server or name.","$ref":"#/definitions/words"},"description":{"description":"What it is for.","type":"string"}}},"app":{"type":"object","additionalProperties":false,"properties":{"repository":{"description":"The app's source repository, owner/repo: where its images have to come from.","type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$"},"images":{"description":"Names of the images entries that are this app's own; others in its files never move.","$ref":"#/definitions/words"},"environments":{"description":"The environments this app is in. Default: all.","$ref":"#/definitions/words"},"layout":{"$ref":"#/definitions/layout"},"risk":{"description":"The least that its changes are taken for. Default: what the change shows.","enum":["low","medium","high"]},"rollback":{"description":"How this app is rolled back.","type":"object","additionalProperties":false,"required":["class"],"properties":{"class":{"description":"automatic: the old digest just works. manual: a person follows the plan. none: it cannot be rolled back.","enum":["automatic","manual","none"]},"plan":{"description":"Path or URL of the plan.","type":"string"}}},"promotable":{"$ref":"#/definitions/promotable"}}},"freeze":{"type":"object","additionalProperties":false,"required":["from","until","reason"],"properties":{"from":{"description":"It begins in this instant.","$ref":"#/definitions/instant"},"until":{"description":"It is over in this instant.","$ref":"#/definitions/instant"},"environments":{"description":"Default: all.","$ref":"#/definitions/words"},"apps":{"description":"Default: all.","$ref":"#/definitions/words"},"reason":{"description":"What people read while they wait.","type":"string","pattern":"\\S"},"except":{"description":"What may move all the same, and who approved that.","type":"array","items":{"$ref":"#/definitions/freezeException"}}}},"freezeException":{"type":"object","additionalProperties":false,"required":["apps","approved-by","reason"],"properties":{"apps":{"description":"Names of the apps that may move.","$ref":"#/definitions/words"},"environments":{"description":"Default: all that the freeze is for.","$ref":"#/definitions/words"},"approved-by":{"description":"Login of who approved it.","type":"string","pattern":"\\S"},"reason":{"description":"Why.","type":"string","pattern":"\\S"},"ticket":{"description":"Where it is recorded beside this.","type":"string","pattern":"\\S"},"until":{"description":"Default: the end of the freeze.","$ref":"#/definitions/instant"}}},"train":{"type":"object","additionalProperties":false,"required":["apps"],"properties":{"apps":{"description":"Names of apps, or * for all.","$ref":"#/definitions/words"},"except":{"description":"Apps that stay behind.","$ref":"#/definitions/words"},"max":{"description":"At most this many apps in one pull request. Default: 50.","type":"integer","minimum":1,"maximum":100}}},"riskDemands":{"type":"object","additionalProperties":false,"properties":{"approvals":{"description":"At least so many approvals.","type":"integer","minimum":1,"maximum":10},"change-ticket":{"description":"A change ticket is named.","type":"boolean"}}}}};
const schema7 = {"description":"Where the files of an app in an environment are: a folder or file below the root, with {env} and mostly {app}, or several of them.","anyOf":[{"type":"string","pattern":"^(?=.*\\{env\\})(?!/)(?!(.*/)?\\.{1,2}(/|$))(?!.*//)([^{}\\n]|\\{app\\}|\\{env\\})+$"},{"type":"array","minItems":1,"items":{"type":"string","pattern":"^(?=.*\\{env\\})(?!/)(?!(.*/)?\\.{1,2}(/|$))(?!.*//)([^{}\\n]|\\{app\\}|\\{env\\})+$"}}]};
const pattern0 = new RegExp("^(?=.*\\{env\\})(?!/)(?!(.*/)?\\.{1,2}(/|$))(?!.*//)([^{}\\n]|\\{app\\}|\\{env\\})+$", "u");

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
const _errs0 = errors;
let valid0 = false;
const _errs1 = errors;
if(typeof data === "string"){
if(!pattern0.test(data)){
const err0 = {instancePath,schemaPath:"#/anyOf/0/pattern",keyword:"pattern",params:{pattern: "^(?=.*\\{env\\})(?!/)(?!(.*/)?\\.{1,2}(/|$))(?!.*//)([^{}\\n]|\\{app\\}|\\{env\\})+$"},schema:"^(?=.*\\{env\\})(?!/)(?!(.*/)?\\.{1,2}(/|$))(?!.*//)([^{}\\n]|\\{app\\}|\\{env\\})+$",parentSchema:schema7.anyOf[0],data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/anyOf/0/type",keyword:"type",params:{type: "string"},schema:schema7.anyOf[0].type,parentSchema:schema7.anyOf[0],data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs1 === errors;
valid0 = valid0 || _valid0;
if(!valid0){
const _errs3 = errors;
if(Array.isArray(data)){
if(data.length < 1){
const err2 = {instancePath,schemaPath:"#/anyOf/1/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema7.anyOf[1],data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(!pattern0.test(data0)){
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/anyOf/1/items/pattern",keyword:"pattern",params:{pattern: "^(?=.*\\{env\\})(?!/)(?!(.*/)?\\.{1,2}(/|$))(?!.*//)([^{}\\n]|\\{app\\}|\\{env\\})+$"},schema:"^(?=.*\\{env\\})(?!/)(?!(.*/)?\\.{1,2}(/|$))(?!.*//)([^{}\\n]|\\{app\\}|\\{env\\})+$",parentSchema:schema7.anyOf[1].items,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/" + i0,schemaPath:"#/anyOf/1/items/type",keyword:"type",params:{type: "string"},schema:schema7.anyOf[1].items.type,parentSchema:schema7.anyOf[1].items,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath,schemaPath:"#/anyOf/1/type",keyword:"type",params:{type: "array"},schema:schema7.anyOf[1].type,parentSchema:schema7.anyOf[1],data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
}
if(!valid0){
const err6 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},schema:schema7.anyOf,parentSchema:schema7,data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
else {
errors = _errs0;
if(vErrors !== null){
if(_errs0){
vErrors.length = _errs0;
}
else {
vErrors = null;
}
}
}
validate22.errors = vErrors;
return errors === 0;
}

const schema8 = {"anyOf":[{"type":"string","pattern":"\\S"},{"$ref":"#/definitions/words"}]};
const pattern2 = new RegExp("\\S", "u");
const schema9 = {"type":"array","items":{"type":"string","pattern":"\\S"}};

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(!pattern2.test(data0)){
const err0 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema9.items,data:data0};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/type",keyword:"type",params:{type: "string"},schema:schema9.items.type,parentSchema:schema9.items,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
}
else {
const err2 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema9.type,parentSchema:schema9,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}


function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
const _errs0 = errors;
let valid0 = false;
const _errs1 = errors;
if(typeof data === "string"){
if(!pattern2.test(data)){
const err0 = {instancePath,schemaPath:"#/anyOf/0/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema8.anyOf[0],data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/anyOf/0/type",keyword:"type",params:{type: "string"},schema:schema8.anyOf[0].type,parentSchema:schema8.anyOf[0],data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs1 === errors;
valid0 = valid0 || _valid0;
if(!valid0){
const _errs3 = errors;
if(!(validate25(data, {instancePath,parentData,parentDataProperty,rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
}
if(!valid0){
const err2 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{},schema:schema8.anyOf,parentSchema:schema8,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs0;
if(vErrors !== null){
if(_errs0){
vErrors.length = _errs0;
}
else {
vErrors = null;
}
}
}
validate24.errors = vErrors;
return errors === 0;
}

const schema10 = {"type":"string","pattern":"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"};
const pattern5 = new RegExp("^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$", "u");

function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern5.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"},schema:"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$",parentSchema:schema10,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"},schema:schema10.type,parentSchema:schema10,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate28.errors = vErrors;
return errors === 0;
}

const schema11 = {"type":"object","additionalProperties":false,"properties":{"from":{"description":"The upstream environment, or several: any of them verified is enough, or all have to be.","anyOf":[{"type":"string"},{"type":"object","additionalProperties":false,"required":["any"],"properties":{"any":{"type":"array","minItems":1,"items":{"type":"string"}}}},{"type":"object","additionalProperties":false,"required":["all"],"properties":{"all":{"type":"array","minItems":1,"items":{"type":"string"}}}}]},"delivery":{"description":"How a change enters: a commit on the branch, or a pull request. Default: pull-request where `from` is given, else commit.","enum":["commit","pull-request"]},"like":{"description":"Another environment whose settings hold here where they are not restated.","type":"string"},"layout":{"$ref":"#/definitions/layout"},"destination":{"description":"The destination of this environment's Applications, for sync windows that select by cluster or namespace.","type":"object","additionalProperties":false,"properties":{"cluster":{"description":"Name or server URL, as Applications write it.","type":"string"},"namespace":{"description":"With {app} where the name is part of it.","type":"string"},"application":{"description":"Name of the Application. Default: {app}-{env}.","type":"string"}}},"gates":{"$ref":"#/definitions/gates"},"trust":{"description":"app: only what a trusted App made counts (the default with approvals or windows). any: whatever the repository's writers made counts, forgeable.","enum":["app","any"]},"reviewers":{"description":"Who is asked to review; the gate `approvals` says whose approval counts.","$ref":"#/definitions/teamsAndUsers"},"labels":{"description":"Labels of its promotion pull requests.","$ref":"#/definitions/words"},"draft":{"description":"Open promotions as drafts. Default: false.","type":"boolean"},"merge":{"description":"auto: merged when every gate and every protection rule is met. manual: by a person. queue: handed to the merge queue. Default: manual.","enum":["auto","manual","queue"]},"supersede":{"description":"What a newer image does to an open promotion: supersede closes it and opens another, update changes it in place. Default: supersede.","enum":["supersede","update"]},"promotable":{"$ref":"#/definitions/promotable"},"margin":{"description":"How long a decision must still hold to be acted on. Default: 2m.","$ref":"#/definitions/duration"}}};
const func2 = Object.prototype.hasOwnProperty;
const schema12 = {"description":"What has to hold before an image may enter the environment.","type":"object","additionalProperties":false,"properties":{"verified":{"description":"Verified in the upstream environment, and soaked there for a time without a break. Default: verified, without soak. false: not asked for.","anyOf":[{"const":false},{"type":"object","additionalProperties":false,"properties":{"soak":{"description":"How long without a break. Default: 0s.","$ref":"#/definitions/duration"},"level":{"description":"declared: the manifest holds the digest and something reported healthy. observed: the workload was seen running it. Default: declared.","enum":["declared","observed"]}}}]},"windows":{"description":"Argo CD sync windows, with Argo CD's exact meaning.","type":"object","additionalProperties":false,"properties":{"app-project":{"description":"AppProjects in this repository whose windows hold.","$ref":"#/definitions/wordOrWords"},"windows":{"description":"Windows of our own, in the AppProject's form.","type":"array","items":{"$ref":"#/definitions/window"}}}},"approvals":{"description":"Approving reviews by distinct people, neither the author nor the promoter, of exactly what is promoted.","type":"object","additionalProperties":false,"required":["count"],"properties":{"count":{"description":"How many people.","type":"integer","minimum":1,"maximum":10},"teams":{"description":"Whose members' approval counts. Default, without `users` too: anybody's.","$ref":"#/definitions/words"},"users":{"description":"Logins whose approval counts, too.","$ref":"#/definitions/words"}}},"scan":{"description":"A scan report of the image.","type":"object","additionalProperties":false,"properties":{"fail-on":{"description":"A finding of this severity or above keeps it out. Default: any scan will do.","enum":["critical","high","medium","low"]},"max-age":{"description":"An older report does not count.","$ref":"#/definitions/duration"}}},"signature":{"description":"Who has to have signed the image: a workflow at a ref, for the source repository; or a key.","type":"object","additionalProperties":false,"properties":{"workflow":{"description":"owner/repo/.github/workflows/file.yml@ref","type":"string","pattern":"^[^/@\\s]+/[^/@\\s]+/[^@\\s]+@\\S+$"},"source":{"description":"app: the app's own repository; or owner/repo.","type":"string","pattern":"^(app|[^/\\s]+/[^/\\s]+)$"},"issuer":{"description":"Who vouches for the signer. Default: GitHub Actions.","type":"string","pattern":"^https://"},"key":{"description":"Instead of a workflow, the public key in PEM form. It tells nothing of where the image was built.","type":"string","pattern":"^-----BEGIN PUBLIC KEY-----\\s[A-Za-z0-9+/=\\s]+-----END PUBLIC KEY-----\\s*$"}}},"tests":{"description":"Commit statuses wanted on the upstream commit.","type":"object","additionalProperties":false,"required":["contexts"],"properties":{"contexts":{"description":"Their names; all have to be successful.","$ref":"#/definitions/words"}}},"checks":{"description":"Checks and statuses wanted on the pull request's head.","type":"object","additionalProperties":false,"required":["contexts"],"properties":{"contexts":{"description":"Their names; all have to be successful.","$ref":"#/definitions/words"}}},"registry":{"description":"The registry still has the digest.","type":"boolean"},"budget":{"description":"How many promotions of one app into this environment a week may have.","type":"object","additionalProperties":false,"required":["per-week"],"properties":{"per-week":{"description":"How many in any seven days.","type":"integer","minimum":1,"maximum":1000}}},"rollback":{"description":"The app declares how it is rolled back.","type":"boolean"},"risk":{"description":"What a risk class demands beyond the other gates.","type":"object","additionalProperties":false,"properties":{"low":{"description":"Configuration only.","$ref":"#/definitions/riskDemands"},"medium":{"description":"Another image.","$ref":"#/definitions/riskDemands"},"high":{"description":"Policies, definitions of others, or declared of the app.","$ref":"#/definitions/riskDemands"}}}}};
const schema13 = {"description":"A time span such as 90s, 30m, 24h, 7d or 1h30m.","type":"string","pattern":"^([0-9]{1,6}[smhdw]){1,5}$"};
const pattern6 = new RegExp("^([0-9]{1,6}[smhdw]){1,5}$", "u");

function validate33(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern6.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^([0-9]{1,6}[smhdw]){1,5}$"},schema:"^([0-9]{1,6}[smhdw]){1,5}$",parentSchema:schema13,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"},schema:schema13.type,parentSchema:schema13,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate33.errors = vErrors;
return errors === 0;
}

const schema14 = {"type":"object","additionalProperties":false,"required":["kind","schedule","duration"],"properties":{"kind":{"description":"An active deny beats every allow.","enum":["allow","deny"]},"schedule":{"description":"Five-field cron.","type":"string"},"duration":{"description":"A Go duration such as 1h30m.","type":"string"},"timeZone":{"description":"Name in the tz database. Default: UTC.","type":"string"},"manualSync":{"description":"People may sync by hand while it keeps automation out.","type":"boolean"},"syncOverrun":{"description":"A sync that runs when it closes may end.","type":"boolean"},"andOperator":{"description":"All selectors that are there have to match. Default: one of them.","type":"boolean"},"use_and_operator":{"description":"The same as andOperator.","type":"boolean"},"applications":{"description":"Patterns of the names of Applications.","$ref":"#/definitions/words"},"namespaces":{"description":"Patterns of their destination namespaces.","$ref":"#/definitions/words"},"clusters":{"description":"Patterns of their destination, by server or name.","$ref":"#/definitions/words"},"description":{"description":"What it is for.","type":"string"}}};

function validate36(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"},schema:schema14.required,parentSchema:schema14,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.schedule === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "schedule"},schema:schema14.required,parentSchema:schema14,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.duration === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "duration"},schema:schema14.required,parentSchema:schema14,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema14.properties, key0))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema14,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(!((data0 === "allow") || (data0 === "deny"))){
const err4 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/enum",keyword:"enum",params:{allowedValues: schema14.properties.kind.enum},schema:schema14.properties.kind.enum,parentSchema:schema14.properties.kind,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.schedule !== undefined){
let data1 = data.schedule;
if(typeof data1 !== "string"){
const err5 = {instancePath:instancePath+"/schedule",schemaPath:"#/properties/schedule/type",keyword:"type",params:{type: "string"},schema:schema14.properties.schedule.type,parentSchema:schema14.properties.schedule,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.duration !== undefined){
let data2 = data.duration;
if(typeof data2 !== "string"){
const err6 = {instancePath:instancePath+"/duration",schemaPath:"#/properties/duration/type",keyword:"type",params:{type: "string"},schema:schema14.properties.duration.type,parentSchema:schema14.properties.duration,data:data2};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.timeZone !== undefined){
let data3 = data.timeZone;
if(typeof data3 !== "string"){
const err7 = {instancePath:instancePath+"/timeZone",schemaPath:"#/properties/timeZone/type",keyword:"type",params:{type: "string"},schema:schema14.properties.timeZone.type,parentSchema:schema14.properties.timeZone,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.manualSync !== undefined){
let data4 = data.manualSync;
if(typeof data4 !== "boolean"){
const err8 = {instancePath:instancePath+"/manualSync",schemaPath:"#/properties/manualSync/type",keyword:"type",params:{type: "boolean"},schema:schema14.properties.manualSync.type,parentSchema:schema14.properties.manualSync,data:data4};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.syncOverrun !== undefined){
let data5 = data.syncOverrun;
if(typeof data5 !== "boolean"){
const err9 = {instancePath:instancePath+"/syncOverrun",schemaPath:"#/properties/syncOverrun/type",keyword:"type",params:{type: "boolean"},schema:schema14.properties.syncOverrun.type,parentSchema:schema14.properties.syncOverrun,data:data5};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.andOperator !== undefined){
let data6 = data.andOperator;
if(typeof data6 !== "boolean"){
const err10 = {instancePath:instancePath+"/andOperator",schemaPath:"#/properties/andOperator/type",keyword:"type",params:{type: "boolean"},schema:schema14.properties.andOperator.type,parentSchema:schema14.properties.andOperator,data:data6};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.use_and_operator !== undefined){
let data7 = data.use_and_operator;
if(typeof data7 !== "boolean"){
const err11 = {instancePath:instancePath+"/use_and_operator",schemaPath:"#/properties/use_and_operator/type",keyword:"type",params:{type: "boolean"},schema:schema14.properties.use_and_operator.type,parentSchema:schema14.properties.use_and_operator,data:data7};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.applications !== undefined){
if(!(validate25(data.applications, {instancePath:instancePath+"/applications",parentData:data,parentDataProperty:"applications",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.namespaces !== undefined){
if(!(validate25(data.namespaces, {instancePath:instancePath+"/namespaces",parentData:data,parentDataProperty:"namespaces",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.clusters !== undefined){
if(!(validate25(data.clusters, {instancePath:instancePath+"/clusters",parentData:data,parentDataProperty:"clusters",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.description !== undefined){
let data11 = data.description;
if(typeof data11 !== "string"){
const err12 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"},schema:schema14.properties.description.type,parentSchema:schema14.properties.description,data:data11};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema14.type,parentSchema:schema14,data};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
validate36.errors = vErrors;
return errors === 0;
}

const schema15 = {"type":"object","additionalProperties":false,"properties":{"approvals":{"description":"At least so many approvals.","type":"integer","minimum":1,"maximum":10},"change-ticket":{"description":"A change ticket is named.","type":"boolean"}}};

function validate46(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((key0 === "approvals") || (key0 === "change-ticket"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema15,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.approvals !== undefined){
let data0 = data.approvals;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
const err1 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/type",keyword:"type",params:{type: "integer"},schema:schema15.properties.approvals.type,parentSchema:schema15.properties.approvals,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if((typeof data0 == "number") && (isFinite(data0))){
if(data0 > 10 || isNaN(data0)){
const err2 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10},schema:10,parentSchema:schema15.properties.approvals,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data0 < 1 || isNaN(data0)){
const err3 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema15.properties.approvals,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
if(data["change-ticket"] !== undefined){
let data1 = data["change-ticket"];
if(typeof data1 !== "boolean"){
const err4 = {instancePath:instancePath+"/change-ticket",schemaPath:"#/properties/change-ticket/type",keyword:"type",params:{type: "boolean"},schema:schema15.properties["change-ticket"].type,parentSchema:schema15.properties["change-ticket"],data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema15.type,parentSchema:schema15,data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
validate46.errors = vErrors;
return errors === 0;
}

const pattern7 = new RegExp("^[^/@\\s]+/[^/@\\s]+/[^@\\s]+@\\S+$", "u");
const pattern8 = new RegExp("^(app|[^/\\s]+/[^/\\s]+)$", "u");
const pattern9 = new RegExp("^https://", "u");
const pattern10 = new RegExp("^-----BEGIN PUBLIC KEY-----\\s[A-Za-z0-9+/=\\s]+-----END PUBLIC KEY-----\\s*$", "u");

function validate32(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func2.call(schema12.properties, key0))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema12,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.verified !== undefined){
let data0 = data.verified;
const _errs3 = errors;
let valid1 = false;
const _errs4 = errors;
if(false !== data0){
const err1 = {instancePath:instancePath+"/verified",schemaPath:"#/properties/verified/anyOf/0/const",keyword:"const",params:{allowedValue: false},schema:false,parentSchema:schema12.properties.verified.anyOf[0],data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs4 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs5 = errors;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
if(!((key1 === "soak") || (key1 === "level"))){
const err2 = {instancePath:instancePath+"/verified",schemaPath:"#/properties/verified/anyOf/1/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},schema:false,parentSchema:schema12.properties.verified.anyOf[1],data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data0.soak !== undefined){
if(!(validate33(data0.soak, {instancePath:instancePath+"/verified/soak",parentData:data0,parentDataProperty:"soak",rootData}))){
vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
errors = vErrors.length;
}
}
if(data0.level !== undefined){
let data2 = data0.level;
if(!((data2 === "declared") || (data2 === "observed"))){
const err3 = {instancePath:instancePath+"/verified/level",schemaPath:"#/properties/verified/anyOf/1/properties/level/enum",keyword:"enum",params:{allowedValues: schema12.properties.verified.anyOf[1].properties.level.enum},schema:schema12.properties.verified.anyOf[1].properties.level.enum,parentSchema:schema12.properties.verified.anyOf[1].properties.level,data:data2};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath:instancePath+"/verified",schemaPath:"#/properties/verified/anyOf/1/type",keyword:"type",params:{type: "object"},schema:schema12.properties.verified.anyOf[1].type,parentSchema:schema12.properties.verified.anyOf[1],data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
var _valid0 = _errs5 === errors;
valid1 = valid1 || _valid0;
}
if(!valid1){
const err5 = {instancePath:instancePath+"/verified",schemaPath:"#/properties/verified/anyOf",keyword:"anyOf",params:{},schema:schema12.properties.verified.anyOf,parentSchema:schema12.properties.verified,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
else {
errors = _errs3;
if(vErrors !== null){
if(_errs3){
vErrors.length = _errs3;
}
else {
vErrors = null;
}
}
}
}
if(data.windows !== undefined){
let data3 = data.windows;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key2 in data3){
if(!((key2 === "app-project") || (key2 === "windows"))){
const err6 = {instancePath:instancePath+"/windows",schemaPath:"#/properties/windows/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},schema:false,parentSchema:schema12.properties.windows,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data3["app-project"] !== undefined){
if(!(validate24(data3["app-project"], {instancePath:instancePath+"/windows/app-project",parentData:data3,parentDataProperty:"app-project",rootData}))){
vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
errors = vErrors.length;
}
}
if(data3.windows !== undefined){
let data5 = data3.windows;
if(Array.isArray(data5)){
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
if(!(validate36(data5[i0], {instancePath:instancePath+"/windows/windows/" + i0,parentData:data5,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate36.errors : vErrors.concat(validate36.errors);
errors = vErrors.length;
}
}
}
else {
const err7 = {instancePath:instancePath+"/windows/windows",schemaPath:"#/properties/windows/properties/windows/type",keyword:"type",params:{type: "array"},schema:schema12.properties.windows.properties.windows.type,parentSchema:schema12.properties.windows.properties.windows,data:data5};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/windows",schemaPath:"#/properties/windows/type",keyword:"type",params:{type: "object"},schema:schema12.properties.windows.type,parentSchema:schema12.properties.windows,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.approvals !== undefined){
let data7 = data.approvals;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.count === undefined){
const err9 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/required",keyword:"required",params:{missingProperty: "count"},schema:schema12.properties.approvals.required,parentSchema:schema12.properties.approvals,data:data7};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key3 in data7){
if(!(((key3 === "count") || (key3 === "teams")) || (key3 === "users"))){
const err10 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},schema:false,parentSchema:schema12.properties.approvals,data:data7};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data7.count !== undefined){
let data8 = data7.count;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
const err11 = {instancePath:instancePath+"/approvals/count",schemaPath:"#/properties/approvals/properties/count/type",keyword:"type",params:{type: "integer"},schema:schema12.properties.approvals.properties.count.type,parentSchema:schema12.properties.approvals.properties.count,data:data8};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 > 10 || isNaN(data8)){
const err12 = {instancePath:instancePath+"/approvals/count",schemaPath:"#/properties/approvals/properties/count/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10},schema:10,parentSchema:schema12.properties.approvals.properties.count,data:data8};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(data8 < 1 || isNaN(data8)){
const err13 = {instancePath:instancePath+"/approvals/count",schemaPath:"#/properties/approvals/properties/count/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema12.properties.approvals.properties.count,data:data8};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
if(data7.teams !== undefined){
if(!(validate25(data7.teams, {instancePath:instancePath+"/approvals/teams",parentData:data7,parentDataProperty:"teams",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data7.users !== undefined){
if(!(validate25(data7.users, {instancePath:instancePath+"/approvals/users",parentData:data7,parentDataProperty:"users",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
}
else {
const err14 = {instancePath:instancePath+"/approvals",schemaPath:"#/properties/approvals/type",keyword:"type",params:{type: "object"},schema:schema12.properties.approvals.type,parentSchema:schema12.properties.approvals,data:data7};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.scan !== undefined){
let data11 = data.scan;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key4 in data11){
if(!((key4 === "fail-on") || (key4 === "max-age"))){
const err15 = {instancePath:instancePath+"/scan",schemaPath:"#/properties/scan/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},schema:false,parentSchema:schema12.properties.scan,data:data11};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data11["fail-on"] !== undefined){
let data12 = data11["fail-on"];
if(!((((data12 === "critical") || (data12 === "high")) || (data12 === "medium")) || (data12 === "low"))){
const err16 = {instancePath:instancePath+"/scan/fail-on",schemaPath:"#/properties/scan/properties/fail-on/enum",keyword:"enum",params:{allowedValues: schema12.properties.scan.properties["fail-on"].enum},schema:schema12.properties.scan.properties["fail-on"].enum,parentSchema:schema12.properties.scan.properties["fail-on"],data:data12};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data11["max-age"] !== undefined){
if(!(validate33(data11["max-age"], {instancePath:instancePath+"/scan/max-age",parentData:data11,parentDataProperty:"max-age",rootData}))){
vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
errors = vErrors.length;
}
}
}
else {
const err17 = {instancePath:instancePath+"/scan",schemaPath:"#/properties/scan/type",keyword:"type",params:{type: "object"},schema:schema12.properties.scan.type,parentSchema:schema12.properties.scan,data:data11};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.signature !== undefined){
let data14 = data.signature;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
for(const key5 in data14){
if(!((((key5 === "workflow") || (key5 === "source")) || (key5 === "issuer")) || (key5 === "key"))){
const err18 = {instancePath:instancePath+"/signature",schemaPath:"#/properties/signature/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},schema:false,parentSchema:schema12.properties.signature,data:data14};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data14.workflow !== undefined){
let data15 = data14.workflow;
if(typeof data15 === "string"){
if(!pattern7.test(data15)){
const err19 = {instancePath:instancePath+"/signature/workflow",schemaPath:"#/properties/signature/properties/workflow/pattern",keyword:"pattern",params:{pattern: "^[^/@\\s]+/[^/@\\s]+/[^@\\s]+@\\S+$"},schema:"^[^/@\\s]+/[^/@\\s]+/[^@\\s]+@\\S+$",parentSchema:schema12.properties.signature.properties.workflow,data:data15};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
else {
const err20 = {instancePath:instancePath+"/signature/workflow",schemaPath:"#/properties/signature/properties/workflow/type",keyword:"type",params:{type: "string"},schema:schema12.properties.signature.properties.workflow.type,parentSchema:schema12.properties.signature.properties.workflow,data:data15};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data14.source !== undefined){
let data16 = data14.source;
if(typeof data16 === "string"){
if(!pattern8.test(data16)){
const err21 = {instancePath:instancePath+"/signature/source",schemaPath:"#/properties/signature/properties/source/pattern",keyword:"pattern",params:{pattern: "^(app|[^/\\s]+/[^/\\s]+)$"},schema:"^(app|[^/\\s]+/[^/\\s]+)$",parentSchema:schema12.properties.signature.properties.source,data:data16};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
else {
const err22 = {instancePath:instancePath+"/signature/source",schemaPath:"#/properties/signature/properties/source/type",keyword:"type",params:{type: "string"},schema:schema12.properties.signature.properties.source.type,parentSchema:schema12.properties.signature.properties.source,data:data16};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data14.issuer !== undefined){
let data17 = data14.issuer;
if(typeof data17 === "string"){
if(!pattern9.test(data17)){
const err23 = {instancePath:instancePath+"/signature/issuer",schemaPath:"#/properties/signature/properties/issuer/pattern",keyword:"pattern",params:{pattern: "^https://"},schema:"^https://",parentSchema:schema12.properties.signature.properties.issuer,data:data17};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
else {
const err24 = {instancePath:instancePath+"/signature/issuer",schemaPath:"#/properties/signature/properties/issuer/type",keyword:"type",params:{type: "string"},schema:schema12.properties.signature.properties.issuer.type,parentSchema:schema12.properties.signature.properties.issuer,data:data17};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data14.key !== undefined){
let data18 = data14.key;
if(typeof data18 === "string"){
if(!pattern10.test(data18)){
const err25 = {instancePath:instancePath+"/signature/key",schemaPath:"#/properties/signature/properties/key/pattern",keyword:"pattern",params:{pattern: "^-----BEGIN PUBLIC KEY-----\\s[A-Za-z0-9+/=\\s]+-----END PUBLIC KEY-----\\s*$"},schema:"^-----BEGIN PUBLIC KEY-----\\s[A-Za-z0-9+/=\\s]+-----END PUBLIC KEY-----\\s*$",parentSchema:schema12.properties.signature.properties.key,data:data18};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/signature/key",schemaPath:"#/properties/signature/properties/key/type",keyword:"type",params:{type: "string"},schema:schema12.properties.signature.properties.key.type,parentSchema:schema12.properties.signature.properties.key,data:data18};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/signature",schemaPath:"#/properties/signature/type",keyword:"type",params:{type: "object"},schema:schema12.properties.signature.type,parentSchema:schema12.properties.signature,data:data14};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data.tests !== undefined){
let data19 = data.tests;
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
if(data19.contexts === undefined){
const err28 = {instancePath:instancePath+"/tests",schemaPath:"#/properties/tests/required",keyword:"required",params:{missingProperty: "contexts"},schema:schema12.properties.tests.required,parentSchema:schema12.properties.tests,data:data19};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
for(const key6 in data19){
if(!(key6 === "contexts")){
const err29 = {instancePath:instancePath+"/tests",schemaPath:"#/properties/tests/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},schema:false,parentSchema:schema12.properties.tests,data:data19};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data19.contexts !== undefined){
if(!(validate25(data19.contexts, {instancePath:instancePath+"/tests/contexts",parentData:data19,parentDataProperty:"contexts",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
}
else {
const err30 = {instancePath:instancePath+"/tests",schemaPath:"#/properties/tests/type",keyword:"type",params:{type: "object"},schema:schema12.properties.tests.type,parentSchema:schema12.properties.tests,data:data19};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data.checks !== undefined){
let data21 = data.checks;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
if(data21.contexts === undefined){
const err31 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/required",keyword:"required",params:{missingProperty: "contexts"},schema:schema12.properties.checks.required,parentSchema:schema12.properties.checks,data:data21};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
for(const key7 in data21){
if(!(key7 === "contexts")){
const err32 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},schema:false,parentSchema:schema12.properties.checks,data:data21};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data21.contexts !== undefined){
if(!(validate25(data21.contexts, {instancePath:instancePath+"/checks/contexts",parentData:data21,parentDataProperty:"contexts",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
}
else {
const err33 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/type",keyword:"type",params:{type: "object"},schema:schema12.properties.checks.type,parentSchema:schema12.properties.checks,data:data21};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data.registry !== undefined){
let data23 = data.registry;
if(typeof data23 !== "boolean"){
const err34 = {instancePath:instancePath+"/registry",schemaPath:"#/properties/registry/type",keyword:"type",params:{type: "boolean"},schema:schema12.properties.registry.type,parentSchema:schema12.properties.registry,data:data23};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data.budget !== undefined){
let data24 = data.budget;
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
if(data24["per-week"] === undefined){
const err35 = {instancePath:instancePath+"/budget",schemaPath:"#/properties/budget/required",keyword:"required",params:{missingProperty: "per-week"},schema:schema12.properties.budget.required,parentSchema:schema12.properties.budget,data:data24};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
for(const key8 in data24){
if(!(key8 === "per-week")){
const err36 = {instancePath:instancePath+"/budget",schemaPath:"#/properties/budget/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8},schema:false,parentSchema:schema12.properties.budget,data:data24};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data24["per-week"] !== undefined){
let data25 = data24["per-week"];
if(!(((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25))) && (isFinite(data25)))){
const err37 = {instancePath:instancePath+"/budget/per-week",schemaPath:"#/properties/budget/properties/per-week/type",keyword:"type",params:{type: "integer"},schema:schema12.properties.budget.properties["per-week"].type,parentSchema:schema12.properties.budget.properties["per-week"],data:data25};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
if((typeof data25 == "number") && (isFinite(data25))){
if(data25 > 1000 || isNaN(data25)){
const err38 = {instancePath:instancePath+"/budget/per-week",schemaPath:"#/properties/budget/properties/per-week/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000},schema:1000,parentSchema:schema12.properties.budget.properties["per-week"],data:data25};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
if(data25 < 1 || isNaN(data25)){
const err39 = {instancePath:instancePath+"/budget/per-week",schemaPath:"#/properties/budget/properties/per-week/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema12.properties.budget.properties["per-week"],data:data25};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
}
else {
const err40 = {instancePath:instancePath+"/budget",schemaPath:"#/properties/budget/type",keyword:"type",params:{type: "object"},schema:schema12.properties.budget.type,parentSchema:schema12.properties.budget,data:data24};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data.rollback !== undefined){
let data26 = data.rollback;
if(typeof data26 !== "boolean"){
const err41 = {instancePath:instancePath+"/rollback",schemaPath:"#/properties/rollback/type",keyword:"type",params:{type: "boolean"},schema:schema12.properties.rollback.type,parentSchema:schema12.properties.rollback,data:data26};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data.risk !== undefined){
let data27 = data.risk;
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
for(const key9 in data27){
if(!(((key9 === "low") || (key9 === "medium")) || (key9 === "high"))){
const err42 = {instancePath:instancePath+"/risk",schemaPath:"#/properties/risk/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},schema:false,parentSchema:schema12.properties.risk,data:data27};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data27.low !== undefined){
if(!(validate46(data27.low, {instancePath:instancePath+"/risk/low",parentData:data27,parentDataProperty:"low",rootData}))){
vErrors = vErrors === null ? validate46.errors : vErrors.concat(validate46.errors);
errors = vErrors.length;
}
}
if(data27.medium !== undefined){
if(!(validate46(data27.medium, {instancePath:instancePath+"/risk/medium",parentData:data27,parentDataProperty:"medium",rootData}))){
vErrors = vErrors === null ? validate46.errors : vErrors.concat(validate46.errors);
errors = vErrors.length;
}
}
if(data27.high !== undefined){
if(!(validate46(data27.high, {instancePath:instancePath+"/risk/high",parentData:data27,parentDataProperty:"high",rootData}))){
vErrors = vErrors === null ? validate46.errors : vErrors.concat(validate46.errors);
errors = vErrors.length;
}
}
}
else {
const err43 = {instancePath:instancePath+"/risk",schemaPath:"#/properties/risk/type",keyword:"type",params:{type: "object"},schema:schema12.properties.risk.type,parentSchema:schema12.properties.risk,data:data27};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
else {
const err44 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema12.type,parentSchema:schema12,data};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
validate32.errors = vErrors;
return errors === 0;
}

const schema16 = {"type":"object","additionalProperties":false,"properties":{"teams":{"description":"Slugs, with or without the organisation.","$ref":"#/definitions/words"},"users":{"description":"Logins.","$ref":"#/definitions/words"}}};

function validate51(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((key0 === "teams") || (key0 === "users"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema16,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.teams !== undefined){
if(!(validate25(data.teams, {instancePath:instancePath+"/teams",parentData:data,parentDataProperty:"teams",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.users !== undefined){
if(!(validate25(data.users, {instancePath:instancePath+"/users",parentData:data,parentDataProperty:"users",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema16.type,parentSchema:schema16,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate51.errors = vErrors;
return errors === 0;
}

const schema17 = {"description":"Further values that are copied with the image. Everything else never moves.","type":"array","items":{"type":"object","additionalProperties":false,"required":["file","path"],"properties":{"file":{"description":"File relative to the layout's folder.","type":"string"},"path":{"description":"Path of the value: spec.source.targetRevision, env[LOG_LEVEL].value.","type":"string"}}}};

function validate56(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.file === undefined){
const err0 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/required",keyword:"required",params:{missingProperty: "file"},schema:schema17.items.required,parentSchema:schema17.items,data:data0};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data0.path === undefined){
const err1 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/required",keyword:"required",params:{missingProperty: "path"},schema:schema17.items.required,parentSchema:schema17.items,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data0){
if(!((key0 === "file") || (key0 === "path"))){
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema17.items,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data0.file !== undefined){
let data1 = data0.file;
if(typeof data1 !== "string"){
const err3 = {instancePath:instancePath+"/" + i0+"/file",schemaPath:"#/items/properties/file/type",keyword:"type",params:{type: "string"},schema:schema17.items.properties.file.type,parentSchema:schema17.items.properties.file,data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data0.path !== undefined){
let data2 = data0.path;
if(typeof data2 !== "string"){
const err4 = {instancePath:instancePath+"/" + i0+"/path",schemaPath:"#/items/properties/path/type",keyword:"type",params:{type: "string"},schema:schema17.items.properties.path.type,parentSchema:schema17.items.properties.path,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/type",keyword:"type",params:{type: "object"},schema:schema17.items.type,parentSchema:schema17.items,data:data0};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},schema:schema17.type,parentSchema:schema17,data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate56.errors = vErrors;
return errors === 0;
}


function validate30(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func2.call(schema11.properties, key0))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.from !== undefined){
let data0 = data.from;
const _errs3 = errors;
let valid1 = false;
const _errs4 = errors;
if(typeof data0 !== "string"){
const err1 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/anyOf/0/type",keyword:"type",params:{type: "string"},schema:schema11.properties.from.anyOf[0].type,parentSchema:schema11.properties.from.anyOf[0],data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs4 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs6 = errors;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.any === undefined){
const err2 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/anyOf/1/required",keyword:"required",params:{missingProperty: "any"},schema:schema11.properties.from.anyOf[1].required,parentSchema:schema11.properties.from.anyOf[1],data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key1 in data0){
if(!(key1 === "any")){
const err3 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/anyOf/1/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},schema:false,parentSchema:schema11.properties.from.anyOf[1],data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data0.any !== undefined){
let data1 = data0.any;
if(Array.isArray(data1)){
if(data1.length < 1){
const err4 = {instancePath:instancePath+"/from/any",schemaPath:"#/properties/from/anyOf/1/properties/any/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema11.properties.from.anyOf[1].properties.any,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(typeof data2 !== "string"){
const err5 = {instancePath:instancePath+"/from/any/" + i0,schemaPath:"#/properties/from/anyOf/1/properties/any/items/type",keyword:"type",params:{type: "string"},schema:schema11.properties.from.anyOf[1].properties.any.items.type,parentSchema:schema11.properties.from.anyOf[1].properties.any.items,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath:instancePath+"/from/any",schemaPath:"#/properties/from/anyOf/1/properties/any/type",keyword:"type",params:{type: "array"},schema:schema11.properties.from.anyOf[1].properties.any.type,parentSchema:schema11.properties.from.anyOf[1].properties.any,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/anyOf/1/type",keyword:"type",params:{type: "object"},schema:schema11.properties.from.anyOf[1].type,parentSchema:schema11.properties.from.anyOf[1],data:data0};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
var _valid0 = _errs6 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const _errs13 = errors;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.all === undefined){
const err8 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/anyOf/2/required",keyword:"required",params:{missingProperty: "all"},schema:schema11.properties.from.anyOf[2].required,parentSchema:schema11.properties.from.anyOf[2],data:data0};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key2 in data0){
if(!(key2 === "all")){
const err9 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/anyOf/2/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},schema:false,parentSchema:schema11.properties.from.anyOf[2],data:data0};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data0.all !== undefined){
let data3 = data0.all;
if(Array.isArray(data3)){
if(data3.length < 1){
const err10 = {instancePath:instancePath+"/from/all",schemaPath:"#/properties/from/anyOf/2/properties/all/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema11.properties.from.anyOf[2].properties.all,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
if(typeof data4 !== "string"){
const err11 = {instancePath:instancePath+"/from/all/" + i1,schemaPath:"#/properties/from/anyOf/2/properties/all/items/type",keyword:"type",params:{type: "string"},schema:schema11.properties.from.anyOf[2].properties.all.items.type,parentSchema:schema11.properties.from.anyOf[2].properties.all.items,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath:instancePath+"/from/all",schemaPath:"#/properties/from/anyOf/2/properties/all/type",keyword:"type",params:{type: "array"},schema:schema11.properties.from.anyOf[2].properties.all.type,parentSchema:schema11.properties.from.anyOf[2].properties.all,data:data3};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/anyOf/2/type",keyword:"type",params:{type: "object"},schema:schema11.properties.from.anyOf[2].type,parentSchema:schema11.properties.from.anyOf[2],data:data0};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
var _valid0 = _errs13 === errors;
valid1 = valid1 || _valid0;
}
}
if(!valid1){
const err14 = {instancePath:instancePath+"/from",schemaPath:"#/properties/from/anyOf",keyword:"anyOf",params:{},schema:schema11.properties.from.anyOf,parentSchema:schema11.properties.from,data:data0};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
else {
errors = _errs3;
if(vErrors !== null){
if(_errs3){
vErrors.length = _errs3;
}
else {
vErrors = null;
}
}
}
}
if(data.delivery !== undefined){
let data5 = data.delivery;
if(!((data5 === "commit") || (data5 === "pull-request"))){
const err15 = {instancePath:instancePath+"/delivery",schemaPath:"#/properties/delivery/enum",keyword:"enum",params:{allowedValues: schema11.properties.delivery.enum},schema:schema11.properties.delivery.enum,parentSchema:schema11.properties.delivery,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.like !== undefined){
let data6 = data.like;
if(typeof data6 !== "string"){
const err16 = {instancePath:instancePath+"/like",schemaPath:"#/properties/like/type",keyword:"type",params:{type: "string"},schema:schema11.properties.like.type,parentSchema:schema11.properties.like,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.layout !== undefined){
if(!(validate22(data.layout, {instancePath:instancePath+"/layout",parentData:data,parentDataProperty:"layout",rootData}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
if(data.destination !== undefined){
let data8 = data.destination;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key3 in data8){
if(!(((key3 === "cluster") || (key3 === "namespace")) || (key3 === "application"))){
const err17 = {instancePath:instancePath+"/destination",schemaPath:"#/properties/destination/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},schema:false,parentSchema:schema11.properties.destination,data:data8};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data8.cluster !== undefined){
let data9 = data8.cluster;
if(typeof data9 !== "string"){
const err18 = {instancePath:instancePath+"/destination/cluster",schemaPath:"#/properties/destination/properties/cluster/type",keyword:"type",params:{type: "string"},schema:schema11.properties.destination.properties.cluster.type,parentSchema:schema11.properties.destination.properties.cluster,data:data9};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data8.namespace !== undefined){
let data10 = data8.namespace;
if(typeof data10 !== "string"){
const err19 = {instancePath:instancePath+"/destination/namespace",schemaPath:"#/properties/destination/properties/namespace/type",keyword:"type",params:{type: "string"},schema:schema11.properties.destination.properties.namespace.type,parentSchema:schema11.properties.destination.properties.namespace,data:data10};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data8.application !== undefined){
let data11 = data8.application;
if(typeof data11 !== "string"){
const err20 = {instancePath:instancePath+"/destination/application",schemaPath:"#/properties/destination/properties/application/type",keyword:"type",params:{type: "string"},schema:schema11.properties.destination.properties.application.type,parentSchema:schema11.properties.destination.properties.application,data:data11};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath:instancePath+"/destination",schemaPath:"#/properties/destination/type",keyword:"type",params:{type: "object"},schema:schema11.properties.destination.type,parentSchema:schema11.properties.destination,data:data8};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.gates !== undefined){
if(!(validate32(data.gates, {instancePath:instancePath+"/gates",parentData:data,parentDataProperty:"gates",rootData}))){
vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
errors = vErrors.length;
}
}
if(data.trust !== undefined){
let data13 = data.trust;
if(!((data13 === "app") || (data13 === "any"))){
const err22 = {instancePath:instancePath+"/trust",schemaPath:"#/properties/trust/enum",keyword:"enum",params:{allowedValues: schema11.properties.trust.enum},schema:schema11.properties.trust.enum,parentSchema:schema11.properties.trust,data:data13};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.reviewers !== undefined){
if(!(validate51(data.reviewers, {instancePath:instancePath+"/reviewers",parentData:data,parentDataProperty:"reviewers",rootData}))){
vErrors = vErrors === null ? validate51.errors : vErrors.concat(validate51.errors);
errors = vErrors.length;
}
}
if(data.labels !== undefined){
if(!(validate25(data.labels, {instancePath:instancePath+"/labels",parentData:data,parentDataProperty:"labels",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.draft !== undefined){
let data16 = data.draft;
if(typeof data16 !== "boolean"){
const err23 = {instancePath:instancePath+"/draft",schemaPath:"#/properties/draft/type",keyword:"type",params:{type: "boolean"},schema:schema11.properties.draft.type,parentSchema:schema11.properties.draft,data:data16};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.merge !== undefined){
let data17 = data.merge;
if(!(((data17 === "auto") || (data17 === "manual")) || (data17 === "queue"))){
const err24 = {instancePath:instancePath+"/merge",schemaPath:"#/properties/merge/enum",keyword:"enum",params:{allowedValues: schema11.properties.merge.enum},schema:schema11.properties.merge.enum,parentSchema:schema11.properties.merge,data:data17};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.supersede !== undefined){
let data18 = data.supersede;
if(!((data18 === "supersede") || (data18 === "update"))){
const err25 = {instancePath:instancePath+"/supersede",schemaPath:"#/properties/supersede/enum",keyword:"enum",params:{allowedValues: schema11.properties.supersede.enum},schema:schema11.properties.supersede.enum,parentSchema:schema11.properties.supersede,data:data18};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.promotable !== undefined){
if(!(validate56(data.promotable, {instancePath:instancePath+"/promotable",parentData:data,parentDataProperty:"promotable",rootData}))){
vErrors = vErrors === null ? validate56.errors : vErrors.concat(validate56.errors);
errors = vErrors.length;
}
}
if(data.margin !== undefined){
if(!(validate33(data.margin, {instancePath:instancePath+"/margin",parentData:data,parentDataProperty:"margin",rootData}))){
vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
errors = vErrors.length;
}
}
}
else {
const err26 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema11.type,parentSchema:schema11,data};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
validate30.errors = vErrors;
return errors === 0;
}

const schema18 = {"type":"object","additionalProperties":false,"properties":{"repository":{"description":"The app's source repository, owner/repo: where its images have to come from.","type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$"},"images":{"description":"Names of the images entries that are this app's own; others in its files never move.","$ref":"#/definitions/words"},"environments":{"description":"The environments this app is in. Default: all.","$ref":"#/definitions/words"},"layout":{"$ref":"#/definitions/layout"},"risk":{"description":"The least that its changes are taken for. Default: what the change shows.","enum":["low","medium","high"]},"rollback":{"description":"How this app is rolled back.","type":"object","additionalProperties":false,"required":["class"],"properties":{"class":{"description":"automatic: the old digest just works. manual: a person follows the plan. none: it cannot be rolled back.","enum":["automatic","manual","none"]},"plan":{"description":"Path or URL of the plan.","type":"string"}}},"promotable":{"$ref":"#/definitions/promotable"}}};
const pattern11 = new RegExp("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", "u");

function validate61(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((((((key0 === "repository") || (key0 === "images")) || (key0 === "environments")) || (key0 === "layout")) || (key0 === "risk")) || (key0 === "rollback")) || (key0 === "promotable"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema18,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.repository !== undefined){
let data0 = data.repository;
if(typeof data0 === "string"){
if(!pattern11.test(data0)){
const err1 = {instancePath:instancePath+"/repository",schemaPath:"#/properties/repository/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$"},schema:"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$",parentSchema:schema18.properties.repository,data:data0};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/repository",schemaPath:"#/properties/repository/type",keyword:"type",params:{type: "string"},schema:schema18.properties.repository.type,parentSchema:schema18.properties.repository,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.images !== undefined){
if(!(validate25(data.images, {instancePath:instancePath+"/images",parentData:data,parentDataProperty:"images",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.environments !== undefined){
if(!(validate25(data.environments, {instancePath:instancePath+"/environments",parentData:data,parentDataProperty:"environments",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.layout !== undefined){
if(!(validate22(data.layout, {instancePath:instancePath+"/layout",parentData:data,parentDataProperty:"layout",rootData}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
if(data.risk !== undefined){
let data4 = data.risk;
if(!(((data4 === "low") || (data4 === "medium")) || (data4 === "high"))){
const err3 = {instancePath:instancePath+"/risk",schemaPath:"#/properties/risk/enum",keyword:"enum",params:{allowedValues: schema18.properties.risk.enum},schema:schema18.properties.risk.enum,parentSchema:schema18.properties.risk,data:data4};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.rollback !== undefined){
let data5 = data.rollback;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.class === undefined){
const err4 = {instancePath:instancePath+"/rollback",schemaPath:"#/properties/rollback/required",keyword:"required",params:{missingProperty: "class"},schema:schema18.properties.rollback.required,parentSchema:schema18.properties.rollback,data:data5};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key1 in data5){
if(!((key1 === "class") || (key1 === "plan"))){
const err5 = {instancePath:instancePath+"/rollback",schemaPath:"#/properties/rollback/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},schema:false,parentSchema:schema18.properties.rollback,data:data5};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data5.class !== undefined){
let data6 = data5.class;
if(!(((data6 === "automatic") || (data6 === "manual")) || (data6 === "none"))){
const err6 = {instancePath:instancePath+"/rollback/class",schemaPath:"#/properties/rollback/properties/class/enum",keyword:"enum",params:{allowedValues: schema18.properties.rollback.properties.class.enum},schema:schema18.properties.rollback.properties.class.enum,parentSchema:schema18.properties.rollback.properties.class,data:data6};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data5.plan !== undefined){
let data7 = data5.plan;
if(typeof data7 !== "string"){
const err7 = {instancePath:instancePath+"/rollback/plan",schemaPath:"#/properties/rollback/properties/plan/type",keyword:"type",params:{type: "string"},schema:schema18.properties.rollback.properties.plan.type,parentSchema:schema18.properties.rollback.properties.plan,data:data7};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/rollback",schemaPath:"#/properties/rollback/type",keyword:"type",params:{type: "object"},schema:schema18.properties.rollback.type,parentSchema:schema18.properties.rollback,data:data5};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.promotable !== undefined){
if(!(validate56(data.promotable, {instancePath:instancePath+"/promotable",parentData:data,parentDataProperty:"promotable",rootData}))){
vErrors = vErrors === null ? validate56.errors : vErrors.concat(validate56.errors);
errors = vErrors.length;
}
}
}
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema18.type,parentSchema:schema18,data};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
validate61.errors = vErrors;
return errors === 0;
}

const schema19 = {"type":"object","additionalProperties":false,"required":["from","until","reason"],"properties":{"from":{"description":"It begins in this instant.","$ref":"#/definitions/instant"},"until":{"description":"It is over in this instant.","$ref":"#/definitions/instant"},"environments":{"description":"Default: all.","$ref":"#/definitions/words"},"apps":{"description":"Default: all.","$ref":"#/definitions/words"},"reason":{"description":"What people read while they wait.","type":"string","pattern":"\\S"},"except":{"description":"What may move all the same, and who approved that.","type":"array","items":{"$ref":"#/definitions/freezeException"}}}};
const schema20 = {"description":"An instant with its offset, such as 2026-12-20T00:00:00Z.","type":"string","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$"};
const pattern12 = new RegExp("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$", "u");

function validate68(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern12.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$"},schema:"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$",parentSchema:schema20,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"},schema:schema20.type,parentSchema:schema20,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate68.errors = vErrors;
return errors === 0;
}

const schema21 = {"type":"object","additionalProperties":false,"required":["apps","approved-by","reason"],"properties":{"apps":{"description":"Names of the apps that may move.","$ref":"#/definitions/words"},"environments":{"description":"Default: all that the freeze is for.","$ref":"#/definitions/words"},"approved-by":{"description":"Login of who approved it.","type":"string","pattern":"\\S"},"reason":{"description":"Why.","type":"string","pattern":"\\S"},"ticket":{"description":"Where it is recorded beside this.","type":"string","pattern":"\\S"},"until":{"description":"Default: the end of the freeze.","$ref":"#/definitions/instant"}}};

function validate73(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apps === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apps"},schema:schema21.required,parentSchema:schema21,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data["approved-by"] === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "approved-by"},schema:schema21.required,parentSchema:schema21,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.reason === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "reason"},schema:schema21.required,parentSchema:schema21,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "apps") || (key0 === "environments")) || (key0 === "approved-by")) || (key0 === "reason")) || (key0 === "ticket")) || (key0 === "until"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema21,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.apps !== undefined){
if(!(validate25(data.apps, {instancePath:instancePath+"/apps",parentData:data,parentDataProperty:"apps",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.environments !== undefined){
if(!(validate25(data.environments, {instancePath:instancePath+"/environments",parentData:data,parentDataProperty:"environments",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data["approved-by"] !== undefined){
let data2 = data["approved-by"];
if(typeof data2 === "string"){
if(!pattern2.test(data2)){
const err4 = {instancePath:instancePath+"/approved-by",schemaPath:"#/properties/approved-by/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema21.properties["approved-by"],data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/approved-by",schemaPath:"#/properties/approved-by/type",keyword:"type",params:{type: "string"},schema:schema21.properties["approved-by"].type,parentSchema:schema21.properties["approved-by"],data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.reason !== undefined){
let data3 = data.reason;
if(typeof data3 === "string"){
if(!pattern2.test(data3)){
const err6 = {instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema21.properties.reason,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"},schema:schema21.properties.reason.type,parentSchema:schema21.properties.reason,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.ticket !== undefined){
let data4 = data.ticket;
if(typeof data4 === "string"){
if(!pattern2.test(data4)){
const err8 = {instancePath:instancePath+"/ticket",schemaPath:"#/properties/ticket/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema21.properties.ticket,data:data4};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/ticket",schemaPath:"#/properties/ticket/type",keyword:"type",params:{type: "string"},schema:schema21.properties.ticket.type,parentSchema:schema21.properties.ticket,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.until !== undefined){
if(!(validate68(data.until, {instancePath:instancePath+"/until",parentData:data,parentDataProperty:"until",rootData}))){
vErrors = vErrors === null ? validate68.errors : vErrors.concat(validate68.errors);
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema21.type,parentSchema:schema21,data};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
validate73.errors = vErrors;
return errors === 0;
}


function validate67(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.from === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "from"},schema:schema19.required,parentSchema:schema19,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.until === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "until"},schema:schema19.required,parentSchema:schema19,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.reason === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "reason"},schema:schema19.required,parentSchema:schema19,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "from") || (key0 === "until")) || (key0 === "environments")) || (key0 === "apps")) || (key0 === "reason")) || (key0 === "except"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema19,data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.from !== undefined){
if(!(validate68(data.from, {instancePath:instancePath+"/from",parentData:data,parentDataProperty:"from",rootData}))){
vErrors = vErrors === null ? validate68.errors : vErrors.concat(validate68.errors);
errors = vErrors.length;
}
}
if(data.until !== undefined){
if(!(validate68(data.until, {instancePath:instancePath+"/until",parentData:data,parentDataProperty:"until",rootData}))){
vErrors = vErrors === null ? validate68.errors : vErrors.concat(validate68.errors);
errors = vErrors.length;
}
}
if(data.environments !== undefined){
if(!(validate25(data.environments, {instancePath:instancePath+"/environments",parentData:data,parentDataProperty:"environments",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.apps !== undefined){
if(!(validate25(data.apps, {instancePath:instancePath+"/apps",parentData:data,parentDataProperty:"apps",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.reason !== undefined){
let data4 = data.reason;
if(typeof data4 === "string"){
if(!pattern2.test(data4)){
const err4 = {instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/pattern",keyword:"pattern",params:{pattern: "\\S"},schema:"\\S",parentSchema:schema19.properties.reason,data:data4};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"},schema:schema19.properties.reason.type,parentSchema:schema19.properties.reason,data:data4};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.except !== undefined){
let data5 = data.except;
if(Array.isArray(data5)){
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
if(!(validate73(data5[i0], {instancePath:instancePath+"/except/" + i0,parentData:data5,parentDataProperty:i0,rootData}))){
vErrors = vErrors === null ? validate73.errors : vErrors.concat(validate73.errors);
errors = vErrors.length;
}
}
}
else {
const err6 = {instancePath:instancePath+"/except",schemaPath:"#/properties/except/type",keyword:"type",params:{type: "array"},schema:schema19.properties.except.type,parentSchema:schema19.properties.except,data:data5};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema19.type,parentSchema:schema19,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
validate67.errors = vErrors;
return errors === 0;
}

const schema22 = {"type":"object","additionalProperties":false,"required":["apps"],"properties":{"apps":{"description":"Names of apps, or * for all.","$ref":"#/definitions/words"},"except":{"description":"Apps that stay behind.","$ref":"#/definitions/words"},"max":{"description":"At most this many apps in one pull request. Default: 50.","type":"integer","minimum":1,"maximum":100}}};

function validate80(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.apps === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apps"},schema:schema22.required,parentSchema:schema22,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "apps") || (key0 === "except")) || (key0 === "max"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema22,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.apps !== undefined){
if(!(validate25(data.apps, {instancePath:instancePath+"/apps",parentData:data,parentDataProperty:"apps",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.except !== undefined){
if(!(validate25(data.except, {instancePath:instancePath+"/except",parentData:data,parentDataProperty:"except",rootData}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
if(data.max !== undefined){
let data2 = data.max;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
const err2 = {instancePath:instancePath+"/max",schemaPath:"#/properties/max/type",keyword:"type",params:{type: "integer"},schema:schema22.properties.max.type,parentSchema:schema22.properties.max,data:data2};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 > 100 || isNaN(data2)){
const err3 = {instancePath:instancePath+"/max",schemaPath:"#/properties/max/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},schema:100,parentSchema:schema22.properties.max,data:data2};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data2 < 1 || isNaN(data2)){
const err4 = {instancePath:instancePath+"/max",schemaPath:"#/properties/max/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},schema:1,parentSchema:schema22.properties.max,data:data2};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
}
else {
const err5 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema22.type,parentSchema:schema22,data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
validate80.errors = vErrors;
return errors === 0;
}

const pattern4 = new RegExp("^[A-Za-z0-9][A-Za-z0-9-]*(\\[bot\\])?$", "u");

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="https://raw.githubusercontent.com/org/gitops-actions/v1/promotion.schema.json" */;
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "version"},schema:schema6.required,parentSchema:schema6,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.environments === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "environments"},schema:schema6.required,parentSchema:schema6,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((((((((key0 === "version") || (key0 === "layout")) || (key0 === "app-projects")) || (key0 === "trust")) || (key0 === "environments")) || (key0 === "apps")) || (key0 === "freezes")) || (key0 === "trains"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema6,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.version !== undefined){
let data0 = data.version;
if(1 !== data0){
const err3 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/const",keyword:"const",params:{allowedValue: 1},schema:1,parentSchema:schema6.properties.version,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.layout !== undefined){
if(!(validate22(data.layout, {instancePath:instancePath+"/layout",parentData:data,parentDataProperty:"layout",rootData}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
if(data["app-projects"] !== undefined){
if(!(validate24(data["app-projects"], {instancePath:instancePath+"/app-projects",parentData:data,parentDataProperty:"app-projects",rootData}))){
vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
errors = vErrors.length;
}
}
if(data.trust !== undefined){
let data3 = data.trust;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key1 in data3){
if(!(key1 === "actors")){
const err4 = {instancePath:instancePath+"/trust",schemaPath:"#/properties/trust/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},schema:false,parentSchema:schema6.properties.trust,data:data3};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data3.actors !== undefined){
let data4 = data3.actors;
if(Array.isArray(data4)){
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
let data5 = data4[i0];
if(typeof data5 === "string"){
if(!pattern4.test(data5)){
const err5 = {instancePath:instancePath+"/trust/actors/" + i0,schemaPath:"#/properties/trust/properties/actors/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9-]*(\\[bot\\])?$"},schema:"^[A-Za-z0-9][A-Za-z0-9-]*(\\[bot\\])?$",parentSchema:schema6.properties.trust.properties.actors.items,data:data5};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/trust/actors/" + i0,schemaPath:"#/properties/trust/properties/actors/items/type",keyword:"type",params:{type: "string"},schema:schema6.properties.trust.properties.actors.items.type,parentSchema:schema6.properties.trust.properties.actors.items,data:data5};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/trust/actors",schemaPath:"#/properties/trust/properties/actors/type",keyword:"type",params:{type: "array"},schema:schema6.properties.trust.properties.actors.type,parentSchema:schema6.properties.trust.properties.actors,data:data4};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/trust",schemaPath:"#/properties/trust/type",keyword:"type",params:{type: "object"},schema:schema6.properties.trust.type,parentSchema:schema6.properties.trust,data:data3};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.environments !== undefined){
let data6 = data.environments;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
if(Object.keys(data6).length < 1){
const err9 = {instancePath:instancePath+"/environments",schemaPath:"#/properties/environments/minProperties",keyword:"minProperties",params:{limit: 1},schema:1,parentSchema:schema6.properties.environments,data:data6};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
for(const key2 in data6){
const _errs14 = errors;
if(!(validate28(key2, {instancePath:instancePath+"/environments",parentData:data6,parentDataProperty:"environments",rootData}))){
vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
errors = vErrors.length;
}
var valid4 = _errs14 === errors;
if(!valid4){
const err10 = {instancePath:instancePath+"/environments",schemaPath:"#/properties/environments/propertyNames",keyword:"propertyNames",params:{propertyName: key2},schema:schema6.properties.environments.propertyNames,parentSchema:schema6.properties.environments,data:data6};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
for(const key3 in data6){
if(!(validate30(data6[key3], {instancePath:instancePath+"/environments/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data6,parentDataProperty:key3,rootData}))){
vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);
errors = vErrors.length;
}
}
}
else {
const err11 = {instancePath:instancePath+"/environments",schemaPath:"#/properties/environments/type",keyword:"type",params:{type: "object"},schema:schema6.properties.environments.type,parentSchema:schema6.properties.environments,data:data6};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.apps !== undefined){
let data8 = data.apps;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key4 in data8){
const _errs19 = errors;
if(!(validate28(key4, {instancePath:instancePath+"/apps",parentData:data8,parentDataProperty:"apps",rootData}))){
vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
errors = vErrors.length;
}
var valid6 = _errs19 === errors;
if(!valid6){
const err12 = {instancePath:instancePath+"/apps",schemaPath:"#/properties/apps/propertyNames",keyword:"propertyNames",params:{propertyName: key4},schema:schema6.properties.apps.propertyNames,parentSchema:schema6.properties.apps,data:data8};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
for(const key5 in data8){
if(!(validate61(data8[key5], {instancePath:instancePath+"/apps/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data8,parentDataProperty:key5,rootData}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath:instancePath+"/apps",schemaPath:"#/properties/apps/type",keyword:"type",params:{type: "object"},schema:schema6.properties.apps.type,parentSchema:schema6.properties.apps,data:data8};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.freezes !== undefined){
let data10 = data.freezes;
if(Array.isArray(data10)){
const len1 = data10.length;
for(let i1=0; i1<len1; i1++){
if(!(validate67(data10[i1], {instancePath:instancePath+"/freezes/" + i1,parentData:data10,parentDataProperty:i1,rootData}))){
vErrors = vErrors === null ? validate67.errors : vErrors.concat(validate67.errors);
errors = vErrors.length;
}
}
}
else {
const err14 = {instancePath:instancePath+"/freezes",schemaPath:"#/properties/freezes/type",keyword:"type",params:{type: "array"},schema:schema6.properties.freezes.type,parentSchema:schema6.properties.freezes,data:data10};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.trains !== undefined){
let data12 = data.trains;
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
for(const key6 in data12){
const _errs27 = errors;
if(!(validate28(key6, {instancePath:instancePath+"/trains",parentData:data12,parentDataProperty:"trains",rootData}))){
vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
errors = vErrors.length;
}
var valid10 = _errs27 === errors;
if(!valid10){
const err15 = {instancePath:instancePath+"/trains",schemaPath:"#/properties/trains/propertyNames",keyword:"propertyNames",params:{propertyName: key6},schema:schema6.properties.trains.propertyNames,parentSchema:schema6.properties.trains,data:data12};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
for(const key7 in data12){
if(!(validate80(data12[key7], {instancePath:instancePath+"/trains/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data12,parentDataProperty:key7,rootData}))){
vErrors = vErrors === null ? validate80.errors : vErrors.concat(validate80.errors);
errors = vErrors.length;
}
}
}
else {
const err16 = {instancePath:instancePath+"/trains",schemaPath:"#/properties/trains/type",keyword:"type",params:{type: "object"},schema:schema6.properties.trains.type,parentSchema:schema6.properties.trains,data:data12};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema6.type,parentSchema:schema6,data};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}

