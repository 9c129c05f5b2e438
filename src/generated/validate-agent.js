// Generated from schemas/agent.schema.json by `npm run generate`; do not edit.
export const validate = validate20;
export default validate20;
let $schema31;
function schema31() { return $schema31 ??= {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"vexor/v1/agent.schema.json","title":"Agent settings","description":"What the agent on this host trusts and how it works. The file lies on the host, not in git.","type":"object","required":["source"],"additionalProperties":false,"properties":{"approval":{"title":"Whether a person must approve","description":"`required`: each apply of a plan that writes needs `vexor approve` on this host, also one that corrects drift. Here and not in git, so that no commit can lift it.","enum":["none","required"],"default":"none","examples":["required"]},"source":{"title":"Where the host file comes from","description":"A git repository (`url`) or a plain directory (`directory`), and which of its commits are accepted.","type":"object","additionalProperties":false,"oneOf":[{"required":["url"]},{"required":["directory"]}],"properties":{"url":{"description":"The repository: over https, over ssh, or a path on this host. Plain http is accepted on this host's own addresses only. No redirect is followed. No passwords: use a deploy key.","type":"string","pattern":"^(?:(?:https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?|ssh://(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|file://)?(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)+/?|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:/?[A-Za-z0-9._~+][A-Za-z0-9._~+-]*(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)*/?)$","x-wanted":"a repository such as https://host/path, ssh://user@host/path, user@host:path or /path","examples":["git@github.com:example/fleet.git","https://git.example.org/fleet.git","/srv/git/fleet.git"]},"directory":{"description":"A directory on this host, in place of a repository. It is watched; only root may be able to write in it.","type":"string","pattern":"^/[A-Za-z0-9._/+@-]*$","x-wanted":"an absolute path","examples":["/etc/vexor-agent/fleet"]},"branch":{"description":"The branch that this host follows.","type":"string","pattern":"^(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.|\\.$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$","x-wanted":"a branch name of letters, digits, ., _, - and /","default":"main","examples":["main"]},"path":{"description":"The host file, from the root of the repository. Default: `hosts/<this machine's name>.yaml`.","type":"string","pattern":"^(?!.*(?:^|/)(?:\\.{1,2}|\\.git)(?:/|$))[A-Za-z0-9._@+-][A-Za-z0-9._@+ -]*(?:/[A-Za-z0-9._@+ -]+)*$","x-wanted":"a relative path","examples":["hosts/val-ams-1.yaml"]},"poll":{"description":"How often the branch is looked at; at least `5s`.","type":"string","pattern":"^[1-9][0-9]{0,5}[smhd]$","x-wanted":"a time such as 30s, 5m or 4h","default":"60s","examples":["30s"]},"timeout":{"description":"How long one fetch may take.","type":"string","pattern":"^[1-9][0-9]{0,5}[smhd]$","x-wanted":"a time such as 30s, 5m or 4h","default":"60s","examples":["2m"]},"signatures":{"description":"Which commits must be signed by a key of `signers` or `keyring`: the branch's newest (`head`), every one since the last accepted (`every`), or `none`.","enum":["none","head","every"],"default":"head","examples":["every"]},"signers":{"description":"Accepted SSH keys, in the form of OpenSSH's allowed signers (`man ssh-keygen`). Only root may be able to write it.","type":"string","pattern":"^/[A-Za-z0-9._/+@-]+$","x-wanted":"an absolute path","examples":["/etc/vexor-agent/allowed_signers"]},"keyring":{"description":"Accepted OpenPGP keys, as `gpg --export` writes them, not armoured. Only root may be able to write it.","type":"string","pattern":"^/[A-Za-z0-9._/+@-]+$","x-wanted":"an absolute path","examples":["/etc/vexor-agent/keyring.gpg"]},"pin":{"description":"The first commit that is accepted, in full. The branch must contain it. Once a commit was accepted, the pin is history.","type":"string","pattern":"^[0-9a-f]{40}$","x-wanted":"a commit id of 40 hexadecimal digits","examples":["2a75d028b6c3b7a2f0a9a0f6c1a2b3c4d5e6f708"]},"freshness":{"description":"Alarm when the branch's newest commit is older than this.","type":"string","pattern":"^[1-9][0-9]{0,5}[smhd]$","x-wanted":"a time such as 12h or 7d","examples":["7d"]},"sshKey":{"description":"The private key that ssh signs in with; the agent's user must be able to read it. Default: `/etc/vexor-agent/deploy_key`, if it exists.","type":"string","pattern":"^/[A-Za-z0-9._/+@-]+$","x-wanted":"an absolute path","examples":["/etc/vexor-agent/deploy_key"]},"knownHosts":{"description":"The host keys that ssh takes; no other one is ever accepted.","type":"string","pattern":"^/[A-Za-z0-9._/+@-]+$","x-wanted":"an absolute path","default":"/etc/vexor-agent/known_hosts","examples":["/etc/vexor-agent/known_hosts"]},"maxSize":{"description":"How much of this host's disk the copy of the branch may take, history included. A branch that takes more is refused.","type":"string","pattern":"^[1-9][0-9]{0,3}(?:MiB|GiB)$","x-wanted":"a size such as 64MiB or 1GiB","default":"64MiB","examples":["256MiB"]}},"examples":[{"url":"git@github.com:example/fleet.git","signatures":"head","signers":"/etc/vexor-agent/allowed_signers","pin":"2a75d028b6c3b7a2f0a9a0f6c1a2b3c4d5e6f708","freshness":"7d"},{"directory":"/etc/vexor-agent/fleet"}]},"facts":{"title":"Where facts of this host are published","description":"Recorded facts, signed with a key of this host's own, for `vexor review`: to a directory, by HTTPS, or to a git repository. Nothing is published unless this is written. docs/review.md says what they are.","type":"object","additionalProperties":false,"oneOf":[{"required":["directory"]},{"required":["url"]},{"required":["repository"]}],"properties":{"directory":{"description":"A directory that the agent's user may write in. `systemctl edit vexor-agent` must permit it: `[Service]`, `ReadWritePaths=DIRECTORY`.","type":"string","pattern":"^/[A-Za-z0-9._/+@-]*$","x-wanted":"an absolute path","examples":["/srv/facts"]},"url":{"description":"Where they are PUT, as HOST.json and HOST.json.sig below it; plain http to this host's own addresses only. No redirect is followed.","type":"string","pattern":"^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~+-]+)*/?$","x-wanted":"a URL such as https://host/path, without a question mark","examples":["https://facts.example.org/fleet"]},"tokenFile":{"description":"With `url`: a file that holds what is sent as `Authorization: Bearer`. Others than its owner and group must not be able to read it.","type":"string","pattern":"^/[A-Za-z0-9._/+@-]+$","x-wanted":"an absolute path","examples":["/etc/vexor-agent/facts.token"]},"repository":{"description":"A git repository, never the one that this host follows: a host that may push to that one could rewrite its own orders.","type":"string","pattern":"^(?:(?:https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?|ssh://(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|file://)?(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)+/?|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:/?[A-Za-z0-9._~+][A-Za-z0-9._~+-]*(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)*/?)$","x-wanted":"a repository such as https://host/path, ssh://user@host/path, user@host:path or /path","examples":["git@git.example.org:facts.git"]},"branch":{"description":"With `repository`: the branch.","type":"string","pattern":"^(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.|\\.$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$","x-wanted":"a branch name of letters, digits, ., _, - and /","default":"main","examples":["main"]},"sshKey":{"description":"With `repository`: the private key that ssh signs in with, another one than the source's; the agent's user must be able to read it.","type":"string","pattern":"^/[A-Za-z0-9._/+@-]+$","x-wanted":"an absolute path","examples":["/etc/vexor-agent/publish_key"]},"atMostEvery":{"description":"The least time between two of them. They are published when the plan is another one, and once a day.","type":"string","pattern":"^[1-9][0-9]{0,5}[smhd]$","x-wanted":"a time such as 30m or 4h","default":"1h","examples":["4h"]}},"examples":[{"repository":"git@git.example.org:facts.git","sshKey":"/etc/vexor-agent/publish_key"},{"url":"https://facts.example.org/fleet","tokenFile":"/etc/vexor-agent/facts.token"}]},"metrics":{"title":"Metrics for Prometheus","description":"Off unless it says where to listen. docs/metrics.md lists the metrics.","type":"object","required":["listen"],"additionalProperties":false,"properties":{"listen":{"description":"`unix` is /run/vexor-agent/agent/metrics.sock, for root and its group; else an address of this host only, which everybody on this host may read. One or a list.","type":["string","array"],"pattern":"^(?:unix|(?:127\\.0\\.0\\.1|\\[::1\\]):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$","x-wanted":"unix, or 127.0.0.1 or [::1] with a port","minItems":1,"maxItems":3,"items":{"$ref":"#/$defs/listen"},"examples":["unix","127.0.0.1:9464",["unix","127.0.0.1:9464"]]}},"examples":[{"listen":"127.0.0.1:9464"}]},"webhooks":{"title":"Webhooks","description":"Whom to tell of events, over HTTP. docs/logs.md lists the events and what is sent.","type":"array","maxItems":8,"items":{"type":"object","additionalProperties":false,"oneOf":[{"required":["url"]},{"required":["urlFile"]}],"properties":{"url":{"description":"Where messages go: https, or plain http to this host's own addresses. A URL that is itself a secret, as Slack's are, belongs in `urlFile`.","type":"string","pattern":"^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::[0-9]{1,5})?(?:/[\\x21-\\x7e]*)?$","x-wanted":"a URL such as https://host/path","examples":["https://alerts.example.org/vexor"]},"urlFile":{"description":"A file that holds the URL. Others than its owner and group must not be able to read it.","type":"string","pattern":"^/[A-Za-z0-9._/+@-]+$","x-wanted":"an absolute path","examples":["/etc/vexor-agent/slack.url"]},"form":{"description":"`json` is a document of its own format, `slack` is what Slack, Mattermost and others take.","enum":["json","slack"],"default":"json","examples":["slack"]},"events":{"description":"Which events. Default: every alarm, and `applied`.","type":"array","minItems":1,"items":{"enum":["started","stopped","reloaded","settings","applied","observe","suspended","window","countdown","approval","drift","moved","blocked","watching","unwatched","yielded","break-glass-expired","source","plan","operation-lost","memory-not-saved","forgotten","apply-loop","rolled-back","unhealthy","health-unknown","rollback-failed","halted","takeover","failover","keeper-silent","keeper-answers","published","not-published","metrics"]},"examples":[["applied","rolled-back","yielded"]]},"secretFile":{"description":"A file that holds the key of the signature in `X-Vexor-Signature`. Others than its owner and group must not be able to read it.","type":"string","pattern":"^/[A-Za-z0-9._/+@-]+$","x-wanted":"an absolute path","examples":["/etc/vexor-agent/webhook.key"]}}},"examples":[[{"urlFile":"/etc/vexor-agent/slack.url","form":"slack","events":["rolled-back","yielded"]}]]}},"$defs":{"listen":{"type":"string","pattern":"^(?:unix|(?:127\\.0\\.0\\.1|\\[::1\\]):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$","x-wanted":"unix, or 127.0.0.1 or [::1] with a port"}}}; }
let $schema32;
function schema32() { return $schema32 ??= {"type":"string","pattern":"^(?:unix|(?:127\\.0\\.0\\.1|\\[::1\\]):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$","x-wanted":"unix, or 127.0.0.1 or [::1] with a port"}; }
const func1 = Object.prototype.hasOwnProperty;
let $pattern4;
function pattern4() { return $pattern4 ??= new RegExp("^(?:(?:https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?|ssh://(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|file://)?(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)+/?|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:/?[A-Za-z0-9._~+][A-Za-z0-9._~+-]*(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)*/?)$", "u"); }
let $pattern5;
function pattern5() { return $pattern5 ??= new RegExp("^/[A-Za-z0-9._/+@-]*$", "u"); }
let $pattern6;
function pattern6() { return $pattern6 ??= new RegExp("^(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.|\\.$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$", "u"); }
let $pattern7;
function pattern7() { return $pattern7 ??= new RegExp("^(?!.*(?:^|/)(?:\\.{1,2}|\\.git)(?:/|$))[A-Za-z0-9._@+-][A-Za-z0-9._@+ -]*(?:/[A-Za-z0-9._@+ -]+)*$", "u"); }
let $pattern8;
function pattern8() { return $pattern8 ??= new RegExp("^[1-9][0-9]{0,5}[smhd]$", "u"); }
let $pattern10;
function pattern10() { return $pattern10 ??= new RegExp("^/[A-Za-z0-9._/+@-]+$", "u"); }
let $pattern12;
function pattern12() { return $pattern12 ??= new RegExp("^[0-9a-f]{40}$", "u"); }
let $pattern16;
function pattern16() { return $pattern16 ??= new RegExp("^[1-9][0-9]{0,3}(?:MiB|GiB)$", "u"); }
let $pattern18;
function pattern18() { return $pattern18 ??= new RegExp("^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~+-]+)*/?$", "u"); }
let $pattern24;
function pattern24() { return $pattern24 ??= new RegExp("^(?:unix|(?:127\\.0\\.0\\.1|\\[::1\\]):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$", "u"); }
let $pattern26;
function pattern26() { return $pattern26 ??= new RegExp("^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::[0-9]{1,5})?(?:/[\\x21-\\x7e]*)?$", "u"); }

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="vexor/v1/agent.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.source === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "source"},message:"must have required property '"+"source"+"'",schema:schema31().required,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(((((key0 === "approval") || (key0 === "source")) || (key0 === "facts")) || (key0 === "metrics")) || (key0 === "webhooks"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.approval !== undefined){
let data0 = data.approval;
if(!((data0 === "none") || (data0 === "required"))){
const err2 = {instancePath:instancePath+"/approval",schemaPath:"#/properties/approval/enum",keyword:"enum",params:{allowedValues: schema31().properties.approval.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.approval.enum,parentSchema:schema31().properties.approval,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.source !== undefined){
let data1 = data.source;
const _errs5 = errors;
let valid1 = false;
let passing0 = null;
const _errs6 = errors;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.url === undefined){
const err3 = {instancePath:instancePath+"/source",schemaPath:"#/properties/source/oneOf/0/required",keyword:"required",params:{missingProperty: "url"},message:"must have required property '"+"url"+"'",schema:schema31().properties.source.oneOf[0].required,parentSchema:schema31().properties.source.oneOf[0],data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
var _valid0 = _errs6 === errors;
if(_valid0){
valid1 = true;
passing0 = 0;
}
const _errs7 = errors;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(data1.directory === undefined){
const err4 = {instancePath:instancePath+"/source",schemaPath:"#/properties/source/oneOf/1/required",keyword:"required",params:{missingProperty: "directory"},message:"must have required property '"+"directory"+"'",schema:schema31().properties.source.oneOf[1].required,parentSchema:schema31().properties.source.oneOf[1],data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
var _valid0 = _errs7 === errors;
if(_valid0 && valid1){
valid1 = false;
passing0 = [passing0, 1];
}
else {
if(_valid0){
valid1 = true;
passing0 = 1;
}
}
if(!valid1){
const err5 = {instancePath:instancePath+"/source",schemaPath:"#/properties/source/oneOf",keyword:"oneOf",params:{passingSchemas: passing0},message:"must match exactly one schema in oneOf",schema:schema31().properties.source.oneOf,parentSchema:schema31().properties.source,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
for(const key1 in data1){
if(!(["url","directory","branch","path","poll","timeout","signatures","signers","keyring","pin","freshness","sshKey","knownHosts","maxSize"].includes(key1))){
const err6 = {instancePath:instancePath+"/source",schemaPath:"#/properties/source/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.source,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data1.url !== undefined){
let data2 = data1.url;
if(typeof data2 === "string"){
if(!pattern4().test(data2)){
const err7 = {instancePath:instancePath+"/source/url",schemaPath:"#/properties/source/properties/url/pattern",keyword:"pattern",params:{pattern: "^(?:(?:https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?|ssh://(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|file://)?(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)+/?|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:/?[A-Za-z0-9._~+][A-Za-z0-9._~+-]*(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)*/?)$"},message:"must match pattern \""+"^(?:(?:https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?|ssh://(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|file://)?(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)+/?|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:/?[A-Za-z0-9._~+][A-Za-z0-9._~+-]*(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)*/?)$"+"\"",schema:"^(?:(?:https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?|ssh://(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|file://)?(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)+/?|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:/?[A-Za-z0-9._~+][A-Za-z0-9._~+-]*(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)*/?)$",parentSchema:schema31().properties.source.properties.url,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/source/url",schemaPath:"#/properties/source/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.url.type,parentSchema:schema31().properties.source.properties.url,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data1.directory !== undefined){
let data3 = data1.directory;
if(typeof data3 === "string"){
if(!pattern5().test(data3)){
const err9 = {instancePath:instancePath+"/source/directory",schemaPath:"#/properties/source/properties/directory/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9._/+@-]*$"},message:"must match pattern \""+"^/[A-Za-z0-9._/+@-]*$"+"\"",schema:"^/[A-Za-z0-9._/+@-]*$",parentSchema:schema31().properties.source.properties.directory,data:data3};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/source/directory",schemaPath:"#/properties/source/properties/directory/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.directory.type,parentSchema:schema31().properties.source.properties.directory,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data1.branch !== undefined){
let data4 = data1.branch;
if(typeof data4 === "string"){
if(!pattern6().test(data4)){
const err11 = {instancePath:instancePath+"/source/branch",schemaPath:"#/properties/source/properties/branch/pattern",keyword:"pattern",params:{pattern: "^(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.|\\.$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$"},message:"must match pattern \""+"^(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.|\\.$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$"+"\"",schema:"^(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.|\\.$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$",parentSchema:schema31().properties.source.properties.branch,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/source/branch",schemaPath:"#/properties/source/properties/branch/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.branch.type,parentSchema:schema31().properties.source.properties.branch,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data1.path !== undefined){
let data5 = data1.path;
if(typeof data5 === "string"){
if(!pattern7().test(data5)){
const err13 = {instancePath:instancePath+"/source/path",schemaPath:"#/properties/source/properties/path/pattern",keyword:"pattern",params:{pattern: "^(?!.*(?:^|/)(?:\\.{1,2}|\\.git)(?:/|$))[A-Za-z0-9._@+-][A-Za-z0-9._@+ -]*(?:/[A-Za-z0-9._@+ -]+)*$"},message:"must match pattern \""+"^(?!.*(?:^|/)(?:\\.{1,2}|\\.git)(?:/|$))[A-Za-z0-9._@+-][A-Za-z0-9._@+ -]*(?:/[A-Za-z0-9._@+ -]+)*$"+"\"",schema:"^(?!.*(?:^|/)(?:\\.{1,2}|\\.git)(?:/|$))[A-Za-z0-9._@+-][A-Za-z0-9._@+ -]*(?:/[A-Za-z0-9._@+ -]+)*$",parentSchema:schema31().properties.source.properties.path,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/source/path",schemaPath:"#/properties/source/properties/path/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.path.type,parentSchema:schema31().properties.source.properties.path,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data1.poll !== undefined){
let data6 = data1.poll;
if(typeof data6 === "string"){
if(!pattern8().test(data6)){
const err15 = {instancePath:instancePath+"/source/poll",schemaPath:"#/properties/source/properties/poll/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,5}[smhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,5}[smhd]$"+"\"",schema:"^[1-9][0-9]{0,5}[smhd]$",parentSchema:schema31().properties.source.properties.poll,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/source/poll",schemaPath:"#/properties/source/properties/poll/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.poll.type,parentSchema:schema31().properties.source.properties.poll,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data1.timeout !== undefined){
let data7 = data1.timeout;
if(typeof data7 === "string"){
if(!pattern8().test(data7)){
const err17 = {instancePath:instancePath+"/source/timeout",schemaPath:"#/properties/source/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,5}[smhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,5}[smhd]$"+"\"",schema:"^[1-9][0-9]{0,5}[smhd]$",parentSchema:schema31().properties.source.properties.timeout,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/source/timeout",schemaPath:"#/properties/source/properties/timeout/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.timeout.type,parentSchema:schema31().properties.source.properties.timeout,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data1.signatures !== undefined){
let data8 = data1.signatures;
if(!(((data8 === "none") || (data8 === "head")) || (data8 === "every"))){
const err19 = {instancePath:instancePath+"/source/signatures",schemaPath:"#/properties/source/properties/signatures/enum",keyword:"enum",params:{allowedValues: schema31().properties.source.properties.signatures.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.source.properties.signatures.enum,parentSchema:schema31().properties.source.properties.signatures,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data1.signers !== undefined){
let data9 = data1.signers;
if(typeof data9 === "string"){
if(!pattern10().test(data9)){
const err20 = {instancePath:instancePath+"/source/signers",schemaPath:"#/properties/source/properties/signers/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9._/+@-]+$"},message:"must match pattern \""+"^/[A-Za-z0-9._/+@-]+$"+"\"",schema:"^/[A-Za-z0-9._/+@-]+$",parentSchema:schema31().properties.source.properties.signers,data:data9};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/source/signers",schemaPath:"#/properties/source/properties/signers/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.signers.type,parentSchema:schema31().properties.source.properties.signers,data:data9};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data1.keyring !== undefined){
let data10 = data1.keyring;
if(typeof data10 === "string"){
if(!pattern10().test(data10)){
const err22 = {instancePath:instancePath+"/source/keyring",schemaPath:"#/properties/source/properties/keyring/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9._/+@-]+$"},message:"must match pattern \""+"^/[A-Za-z0-9._/+@-]+$"+"\"",schema:"^/[A-Za-z0-9._/+@-]+$",parentSchema:schema31().properties.source.properties.keyring,data:data10};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
else {
const err23 = {instancePath:instancePath+"/source/keyring",schemaPath:"#/properties/source/properties/keyring/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.keyring.type,parentSchema:schema31().properties.source.properties.keyring,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data1.pin !== undefined){
let data11 = data1.pin;
if(typeof data11 === "string"){
if(!pattern12().test(data11)){
const err24 = {instancePath:instancePath+"/source/pin",schemaPath:"#/properties/source/properties/pin/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{40}$"},message:"must match pattern \""+"^[0-9a-f]{40}$"+"\"",schema:"^[0-9a-f]{40}$",parentSchema:schema31().properties.source.properties.pin,data:data11};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/source/pin",schemaPath:"#/properties/source/properties/pin/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.pin.type,parentSchema:schema31().properties.source.properties.pin,data:data11};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data1.freshness !== undefined){
let data12 = data1.freshness;
if(typeof data12 === "string"){
if(!pattern8().test(data12)){
const err26 = {instancePath:instancePath+"/source/freshness",schemaPath:"#/properties/source/properties/freshness/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,5}[smhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,5}[smhd]$"+"\"",schema:"^[1-9][0-9]{0,5}[smhd]$",parentSchema:schema31().properties.source.properties.freshness,data:data12};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
else {
const err27 = {instancePath:instancePath+"/source/freshness",schemaPath:"#/properties/source/properties/freshness/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.freshness.type,parentSchema:schema31().properties.source.properties.freshness,data:data12};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data1.sshKey !== undefined){
let data13 = data1.sshKey;
if(typeof data13 === "string"){
if(!pattern10().test(data13)){
const err28 = {instancePath:instancePath+"/source/sshKey",schemaPath:"#/properties/source/properties/sshKey/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9._/+@-]+$"},message:"must match pattern \""+"^/[A-Za-z0-9._/+@-]+$"+"\"",schema:"^/[A-Za-z0-9._/+@-]+$",parentSchema:schema31().properties.source.properties.sshKey,data:data13};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/source/sshKey",schemaPath:"#/properties/source/properties/sshKey/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.sshKey.type,parentSchema:schema31().properties.source.properties.sshKey,data:data13};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data1.knownHosts !== undefined){
let data14 = data1.knownHosts;
if(typeof data14 === "string"){
if(!pattern10().test(data14)){
const err30 = {instancePath:instancePath+"/source/knownHosts",schemaPath:"#/properties/source/properties/knownHosts/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9._/+@-]+$"},message:"must match pattern \""+"^/[A-Za-z0-9._/+@-]+$"+"\"",schema:"^/[A-Za-z0-9._/+@-]+$",parentSchema:schema31().properties.source.properties.knownHosts,data:data14};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
else {
const err31 = {instancePath:instancePath+"/source/knownHosts",schemaPath:"#/properties/source/properties/knownHosts/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.knownHosts.type,parentSchema:schema31().properties.source.properties.knownHosts,data:data14};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data1.maxSize !== undefined){
let data15 = data1.maxSize;
if(typeof data15 === "string"){
if(!pattern16().test(data15)){
const err32 = {instancePath:instancePath+"/source/maxSize",schemaPath:"#/properties/source/properties/maxSize/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,3}(?:MiB|GiB)$"},message:"must match pattern \""+"^[1-9][0-9]{0,3}(?:MiB|GiB)$"+"\"",schema:"^[1-9][0-9]{0,3}(?:MiB|GiB)$",parentSchema:schema31().properties.source.properties.maxSize,data:data15};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/source/maxSize",schemaPath:"#/properties/source/properties/maxSize/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.source.properties.maxSize.type,parentSchema:schema31().properties.source.properties.maxSize,data:data15};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/source",schemaPath:"#/properties/source/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.source.type,parentSchema:schema31().properties.source,data:data1};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data.facts !== undefined){
let data16 = data.facts;
const _errs38 = errors;
let valid3 = false;
let passing1 = null;
const _errs39 = errors;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
if(data16.directory === undefined){
const err35 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/oneOf/0/required",keyword:"required",params:{missingProperty: "directory"},message:"must have required property '"+"directory"+"'",schema:schema31().properties.facts.oneOf[0].required,parentSchema:schema31().properties.facts.oneOf[0],data:data16};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
var _valid1 = _errs39 === errors;
if(_valid1){
valid3 = true;
passing1 = 0;
}
const _errs40 = errors;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
if(data16.url === undefined){
const err36 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/oneOf/1/required",keyword:"required",params:{missingProperty: "url"},message:"must have required property '"+"url"+"'",schema:schema31().properties.facts.oneOf[1].required,parentSchema:schema31().properties.facts.oneOf[1],data:data16};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
var _valid1 = _errs40 === errors;
if(_valid1 && valid3){
valid3 = false;
passing1 = [passing1, 1];
}
else {
if(_valid1){
valid3 = true;
passing1 = 1;
}
const _errs41 = errors;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
if(data16.repository === undefined){
const err37 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/oneOf/2/required",keyword:"required",params:{missingProperty: "repository"},message:"must have required property '"+"repository"+"'",schema:schema31().properties.facts.oneOf[2].required,parentSchema:schema31().properties.facts.oneOf[2],data:data16};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
var _valid1 = _errs41 === errors;
if(_valid1 && valid3){
valid3 = false;
passing1 = [passing1, 2];
}
else {
if(_valid1){
valid3 = true;
passing1 = 2;
}
}
}
if(!valid3){
const err38 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/oneOf",keyword:"oneOf",params:{passingSchemas: passing1},message:"must match exactly one schema in oneOf",schema:schema31().properties.facts.oneOf,parentSchema:schema31().properties.facts,data:data16};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
else {
errors = _errs38;
if(vErrors !== null){
if(_errs38){
vErrors.length = _errs38;
}
else {
vErrors = null;
}
}
}
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
for(const key2 in data16){
if(!(((((((key2 === "directory") || (key2 === "url")) || (key2 === "tokenFile")) || (key2 === "repository")) || (key2 === "branch")) || (key2 === "sshKey")) || (key2 === "atMostEvery"))){
const err39 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.facts,data:data16};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data16.directory !== undefined){
let data17 = data16.directory;
if(typeof data17 === "string"){
if(!pattern5().test(data17)){
const err40 = {instancePath:instancePath+"/facts/directory",schemaPath:"#/properties/facts/properties/directory/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9._/+@-]*$"},message:"must match pattern \""+"^/[A-Za-z0-9._/+@-]*$"+"\"",schema:"^/[A-Za-z0-9._/+@-]*$",parentSchema:schema31().properties.facts.properties.directory,data:data17};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
else {
const err41 = {instancePath:instancePath+"/facts/directory",schemaPath:"#/properties/facts/properties/directory/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.facts.properties.directory.type,parentSchema:schema31().properties.facts.properties.directory,data:data17};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data16.url !== undefined){
let data18 = data16.url;
if(typeof data18 === "string"){
if(!pattern18().test(data18)){
const err42 = {instancePath:instancePath+"/facts/url",schemaPath:"#/properties/facts/properties/url/pattern",keyword:"pattern",params:{pattern: "^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~+-]+)*/?$"},message:"must match pattern \""+"^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~+-]+)*/?$"+"\"",schema:"^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~+-]+)*/?$",parentSchema:schema31().properties.facts.properties.url,data:data18};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
else {
const err43 = {instancePath:instancePath+"/facts/url",schemaPath:"#/properties/facts/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.facts.properties.url.type,parentSchema:schema31().properties.facts.properties.url,data:data18};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data16.tokenFile !== undefined){
let data19 = data16.tokenFile;
if(typeof data19 === "string"){
if(!pattern10().test(data19)){
const err44 = {instancePath:instancePath+"/facts/tokenFile",schemaPath:"#/properties/facts/properties/tokenFile/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9._/+@-]+$"},message:"must match pattern \""+"^/[A-Za-z0-9._/+@-]+$"+"\"",schema:"^/[A-Za-z0-9._/+@-]+$",parentSchema:schema31().properties.facts.properties.tokenFile,data:data19};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
else {
const err45 = {instancePath:instancePath+"/facts/tokenFile",schemaPath:"#/properties/facts/properties/tokenFile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.facts.properties.tokenFile.type,parentSchema:schema31().properties.facts.properties.tokenFile,data:data19};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data16.repository !== undefined){
let data20 = data16.repository;
if(typeof data20 === "string"){
if(!pattern4().test(data20)){
const err46 = {instancePath:instancePath+"/facts/repository",schemaPath:"#/properties/facts/properties/repository/pattern",keyword:"pattern",params:{pattern: "^(?:(?:https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?|ssh://(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|file://)?(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)+/?|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:/?[A-Za-z0-9._~+][A-Za-z0-9._~+-]*(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)*/?)$"},message:"must match pattern \""+"^(?:(?:https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?|ssh://(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|file://)?(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)+/?|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:/?[A-Za-z0-9._~+][A-Za-z0-9._~+-]*(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)*/?)$"+"\"",schema:"^(?:(?:https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|http://(?:127\\.0\\.0\\.1|localhost)(?::[0-9]{1,5})?|ssh://(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?|file://)?(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)+/?|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:/?[A-Za-z0-9._~+][A-Za-z0-9._~+-]*(?:/[A-Za-z0-9._~+][A-Za-z0-9._~+-]*)*/?)$",parentSchema:schema31().properties.facts.properties.repository,data:data20};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
else {
const err47 = {instancePath:instancePath+"/facts/repository",schemaPath:"#/properties/facts/properties/repository/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.facts.properties.repository.type,parentSchema:schema31().properties.facts.properties.repository,data:data20};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data16.branch !== undefined){
let data21 = data16.branch;
if(typeof data21 === "string"){
if(!pattern6().test(data21)){
const err48 = {instancePath:instancePath+"/facts/branch",schemaPath:"#/properties/facts/properties/branch/pattern",keyword:"pattern",params:{pattern: "^(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.|\\.$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$"},message:"must match pattern \""+"^(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.|\\.$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$"+"\"",schema:"^(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.|\\.$|/$))[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}$",parentSchema:schema31().properties.facts.properties.branch,data:data21};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
else {
const err49 = {instancePath:instancePath+"/facts/branch",schemaPath:"#/properties/facts/properties/branch/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.facts.properties.branch.type,parentSchema:schema31().properties.facts.properties.branch,data:data21};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data16.sshKey !== undefined){
let data22 = data16.sshKey;
if(typeof data22 === "string"){
if(!pattern10().test(data22)){
const err50 = {instancePath:instancePath+"/facts/sshKey",schemaPath:"#/properties/facts/properties/sshKey/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9._/+@-]+$"},message:"must match pattern \""+"^/[A-Za-z0-9._/+@-]+$"+"\"",schema:"^/[A-Za-z0-9._/+@-]+$",parentSchema:schema31().properties.facts.properties.sshKey,data:data22};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
else {
const err51 = {instancePath:instancePath+"/facts/sshKey",schemaPath:"#/properties/facts/properties/sshKey/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.facts.properties.sshKey.type,parentSchema:schema31().properties.facts.properties.sshKey,data:data22};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
if(data16.atMostEvery !== undefined){
let data23 = data16.atMostEvery;
if(typeof data23 === "string"){
if(!pattern8().test(data23)){
const err52 = {instancePath:instancePath+"/facts/atMostEvery",schemaPath:"#/properties/facts/properties/atMostEvery/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,5}[smhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,5}[smhd]$"+"\"",schema:"^[1-9][0-9]{0,5}[smhd]$",parentSchema:schema31().properties.facts.properties.atMostEvery,data:data23};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
else {
const err53 = {instancePath:instancePath+"/facts/atMostEvery",schemaPath:"#/properties/facts/properties/atMostEvery/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.facts.properties.atMostEvery.type,parentSchema:schema31().properties.facts.properties.atMostEvery,data:data23};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
}
else {
const err54 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.facts.type,parentSchema:schema31().properties.facts,data:data16};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
if(data.metrics !== undefined){
let data24 = data.metrics;
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
if(data24.listen === undefined){
const err55 = {instancePath:instancePath+"/metrics",schemaPath:"#/properties/metrics/required",keyword:"required",params:{missingProperty: "listen"},message:"must have required property '"+"listen"+"'",schema:schema31().properties.metrics.required,parentSchema:schema31().properties.metrics,data:data24};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
for(const key3 in data24){
if(!(key3 === "listen")){
const err56 = {instancePath:instancePath+"/metrics",schemaPath:"#/properties/metrics/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.metrics,data:data24};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data24.listen !== undefined){
let data25 = data24.listen;
if((typeof data25 !== "string") && (!(Array.isArray(data25)))){
const err57 = {instancePath:instancePath+"/metrics/listen",schemaPath:"#/properties/metrics/properties/listen/type",keyword:"type",params:{type: schema31().properties.metrics.properties.listen.type},message:"must be string,array",schema:schema31().properties.metrics.properties.listen.type,parentSchema:schema31().properties.metrics.properties.listen,data:data25};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
if(typeof data25 === "string"){
if(!pattern24().test(data25)){
const err58 = {instancePath:instancePath+"/metrics/listen",schemaPath:"#/properties/metrics/properties/listen/pattern",keyword:"pattern",params:{pattern: "^(?:unix|(?:127\\.0\\.0\\.1|\\[::1\\]):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$"},message:"must match pattern \""+"^(?:unix|(?:127\\.0\\.0\\.1|\\[::1\\]):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$"+"\"",schema:"^(?:unix|(?:127\\.0\\.0\\.1|\\[::1\\]):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$",parentSchema:schema31().properties.metrics.properties.listen,data:data25};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(Array.isArray(data25)){
if(data25.length > 3){
const err59 = {instancePath:instancePath+"/metrics/listen",schemaPath:"#/properties/metrics/properties/listen/maxItems",keyword:"maxItems",params:{limit: 3},message:"must NOT have more than 3 items",schema:3,parentSchema:schema31().properties.metrics.properties.listen,data:data25};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if(data25.length < 1){
const err60 = {instancePath:instancePath+"/metrics/listen",schemaPath:"#/properties/metrics/properties/listen/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31().properties.metrics.properties.listen,data:data25};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
const len0 = data25.length;
for(let i0=0; i0<len0; i0++){
let data26 = data25[i0];
if(typeof data26 === "string"){
if(!pattern24().test(data26)){
const err61 = {instancePath:instancePath+"/metrics/listen/" + i0,schemaPath:"#/$defs/listen/pattern",keyword:"pattern",params:{pattern: "^(?:unix|(?:127\\.0\\.0\\.1|\\[::1\\]):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$"},message:"must match pattern \""+"^(?:unix|(?:127\\.0\\.0\\.1|\\[::1\\]):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$"+"\"",schema:"^(?:unix|(?:127\\.0\\.0\\.1|\\[::1\\]):(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))$",parentSchema:schema32(),data:data26};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
else {
const err62 = {instancePath:instancePath+"/metrics/listen/" + i0,schemaPath:"#/$defs/listen/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32().type,parentSchema:schema32(),data:data26};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
}
}
}
else {
const err63 = {instancePath:instancePath+"/metrics",schemaPath:"#/properties/metrics/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.metrics.type,parentSchema:schema31().properties.metrics,data:data24};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data.webhooks !== undefined){
let data27 = data.webhooks;
if(Array.isArray(data27)){
if(data27.length > 8){
const err64 = {instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/maxItems",keyword:"maxItems",params:{limit: 8},message:"must NOT have more than 8 items",schema:8,parentSchema:schema31().properties.webhooks,data:data27};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
const len1 = data27.length;
for(let i1=0; i1<len1; i1++){
let data28 = data27[i1];
const _errs69 = errors;
let valid11 = false;
let passing2 = null;
const _errs70 = errors;
if(data28 && typeof data28 == "object" && !Array.isArray(data28)){
if(data28.url === undefined){
const err65 = {instancePath:instancePath+"/webhooks/" + i1,schemaPath:"#/properties/webhooks/items/oneOf/0/required",keyword:"required",params:{missingProperty: "url"},message:"must have required property '"+"url"+"'",schema:schema31().properties.webhooks.items.oneOf[0].required,parentSchema:schema31().properties.webhooks.items.oneOf[0],data:data28};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
var _valid2 = _errs70 === errors;
if(_valid2){
valid11 = true;
passing2 = 0;
}
const _errs71 = errors;
if(data28 && typeof data28 == "object" && !Array.isArray(data28)){
if(data28.urlFile === undefined){
const err66 = {instancePath:instancePath+"/webhooks/" + i1,schemaPath:"#/properties/webhooks/items/oneOf/1/required",keyword:"required",params:{missingProperty: "urlFile"},message:"must have required property '"+"urlFile"+"'",schema:schema31().properties.webhooks.items.oneOf[1].required,parentSchema:schema31().properties.webhooks.items.oneOf[1],data:data28};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
var _valid2 = _errs71 === errors;
if(_valid2 && valid11){
valid11 = false;
passing2 = [passing2, 1];
}
else {
if(_valid2){
valid11 = true;
passing2 = 1;
}
}
if(!valid11){
const err67 = {instancePath:instancePath+"/webhooks/" + i1,schemaPath:"#/properties/webhooks/items/oneOf",keyword:"oneOf",params:{passingSchemas: passing2},message:"must match exactly one schema in oneOf",schema:schema31().properties.webhooks.items.oneOf,parentSchema:schema31().properties.webhooks.items,data:data28};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
else {
errors = _errs69;
if(vErrors !== null){
if(_errs69){
vErrors.length = _errs69;
}
else {
vErrors = null;
}
}
}
if(data28 && typeof data28 == "object" && !Array.isArray(data28)){
for(const key4 in data28){
if(!(((((key4 === "url") || (key4 === "urlFile")) || (key4 === "form")) || (key4 === "events")) || (key4 === "secretFile"))){
const err68 = {instancePath:instancePath+"/webhooks/" + i1,schemaPath:"#/properties/webhooks/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema31().properties.webhooks.items,data:data28};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data28.url !== undefined){
let data29 = data28.url;
if(typeof data29 === "string"){
if(!pattern26().test(data29)){
const err69 = {instancePath:instancePath+"/webhooks/" + i1+"/url",schemaPath:"#/properties/webhooks/items/properties/url/pattern",keyword:"pattern",params:{pattern: "^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::[0-9]{1,5})?(?:/[\\x21-\\x7e]*)?$"},message:"must match pattern \""+"^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::[0-9]{1,5})?(?:/[\\x21-\\x7e]*)?$"+"\"",schema:"^(?:https://[A-Za-z0-9][A-Za-z0-9.-]*|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\]))(?::[0-9]{1,5})?(?:/[\\x21-\\x7e]*)?$",parentSchema:schema31().properties.webhooks.items.properties.url,data:data29};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
else {
const err70 = {instancePath:instancePath+"/webhooks/" + i1+"/url",schemaPath:"#/properties/webhooks/items/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.webhooks.items.properties.url.type,parentSchema:schema31().properties.webhooks.items.properties.url,data:data29};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data28.urlFile !== undefined){
let data30 = data28.urlFile;
if(typeof data30 === "string"){
if(!pattern10().test(data30)){
const err71 = {instancePath:instancePath+"/webhooks/" + i1+"/urlFile",schemaPath:"#/properties/webhooks/items/properties/urlFile/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9._/+@-]+$"},message:"must match pattern \""+"^/[A-Za-z0-9._/+@-]+$"+"\"",schema:"^/[A-Za-z0-9._/+@-]+$",parentSchema:schema31().properties.webhooks.items.properties.urlFile,data:data30};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
else {
const err72 = {instancePath:instancePath+"/webhooks/" + i1+"/urlFile",schemaPath:"#/properties/webhooks/items/properties/urlFile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.webhooks.items.properties.urlFile.type,parentSchema:schema31().properties.webhooks.items.properties.urlFile,data:data30};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
if(data28.form !== undefined){
let data31 = data28.form;
if(!((data31 === "json") || (data31 === "slack"))){
const err73 = {instancePath:instancePath+"/webhooks/" + i1+"/form",schemaPath:"#/properties/webhooks/items/properties/form/enum",keyword:"enum",params:{allowedValues: schema31().properties.webhooks.items.properties.form.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.webhooks.items.properties.form.enum,parentSchema:schema31().properties.webhooks.items.properties.form,data:data31};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
if(data28.events !== undefined){
let data32 = data28.events;
if(Array.isArray(data32)){
if(data32.length < 1){
const err74 = {instancePath:instancePath+"/webhooks/" + i1+"/events",schemaPath:"#/properties/webhooks/items/properties/events/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31().properties.webhooks.items.properties.events,data:data32};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
const len2 = data32.length;
for(let i2=0; i2<len2; i2++){
let data33 = data32[i2];
if(!(((((((((((((((((((((((((((((((((((data33 === "started") || (data33 === "stopped")) || (data33 === "reloaded")) || (data33 === "settings")) || (data33 === "applied")) || (data33 === "observe")) || (data33 === "suspended")) || (data33 === "window")) || (data33 === "countdown")) || (data33 === "approval")) || (data33 === "drift")) || (data33 === "moved")) || (data33 === "blocked")) || (data33 === "watching")) || (data33 === "unwatched")) || (data33 === "yielded")) || (data33 === "break-glass-expired")) || (data33 === "source")) || (data33 === "plan")) || (data33 === "operation-lost")) || (data33 === "memory-not-saved")) || (data33 === "forgotten")) || (data33 === "apply-loop")) || (data33 === "rolled-back")) || (data33 === "unhealthy")) || (data33 === "health-unknown")) || (data33 === "rollback-failed")) || (data33 === "halted")) || (data33 === "takeover")) || (data33 === "failover")) || (data33 === "keeper-silent")) || (data33 === "keeper-answers")) || (data33 === "published")) || (data33 === "not-published")) || (data33 === "metrics"))){
const err75 = {instancePath:instancePath+"/webhooks/" + i1+"/events/" + i2,schemaPath:"#/properties/webhooks/items/properties/events/items/enum",keyword:"enum",params:{allowedValues: schema31().properties.webhooks.items.properties.events.items.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.webhooks.items.properties.events.items.enum,parentSchema:schema31().properties.webhooks.items.properties.events.items,data:data33};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
}
else {
const err76 = {instancePath:instancePath+"/webhooks/" + i1+"/events",schemaPath:"#/properties/webhooks/items/properties/events/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.webhooks.items.properties.events.type,parentSchema:schema31().properties.webhooks.items.properties.events,data:data32};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
if(data28.secretFile !== undefined){
let data34 = data28.secretFile;
if(typeof data34 === "string"){
if(!pattern10().test(data34)){
const err77 = {instancePath:instancePath+"/webhooks/" + i1+"/secretFile",schemaPath:"#/properties/webhooks/items/properties/secretFile/pattern",keyword:"pattern",params:{pattern: "^/[A-Za-z0-9._/+@-]+$"},message:"must match pattern \""+"^/[A-Za-z0-9._/+@-]+$"+"\"",schema:"^/[A-Za-z0-9._/+@-]+$",parentSchema:schema31().properties.webhooks.items.properties.secretFile,data:data34};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
else {
const err78 = {instancePath:instancePath+"/webhooks/" + i1+"/secretFile",schemaPath:"#/properties/webhooks/items/properties/secretFile/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.webhooks.items.properties.secretFile.type,parentSchema:schema31().properties.webhooks.items.properties.secretFile,data:data34};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
}
else {
const err79 = {instancePath:instancePath+"/webhooks/" + i1,schemaPath:"#/properties/webhooks/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.webhooks.items.type,parentSchema:schema31().properties.webhooks.items,data:data28};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
}
else {
const err80 = {instancePath:instancePath+"/webhooks",schemaPath:"#/properties/webhooks/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.webhooks.type,parentSchema:schema31().properties.webhooks,data:data27};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
}
}
else {
const err81 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().type,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
