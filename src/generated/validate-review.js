// Generated from schemas/review.schema.json by `npm run generate`; do not edit.
export const validate = validate20;
export default validate20;
let $schema31;
function schema31() { return $schema31 ??= {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"vexor/v1/review.schema.json","title":"Review","description":"What a change to a repository does to the hosts that are declared in it, as `vexor review --json` tells. Its texts come from a repository and from hosts: whoever shows them escapes them.","type":"object","additionalProperties":false,"required":["format","base","head","from","summary","hosts","groups","alsoInBase","policy","trusted"],"properties":{"format":{"const":"vexor.review/1"},"base":{"description":"The commit that BASE names.","type":"string","pattern":"^[0-9a-f]{40}$"},"head":{"description":"The commit that HEAD names.","type":"string","pattern":"^[0-9a-f]{40}$"},"from":{"description":"The newest commit that both build on: HEAD is compared with it. It is `head` where HEAD holds no commit that BASE lacks, as in a swapped range.","type":"string","pattern":"^[0-9a-f]{40}$"},"number":{"description":"Of the pull request or merge request, where `--number` has named it.","type":"integer","minimum":1,"maximum":999999999},"summary":{"type":"object","additionalProperties":false,"required":["hosts","changed","added","removed","failed","unplanned","changes","permissions","fights","interrupted","reboots","signing","denied","warned"],"properties":{"hosts":{"description":"Host files of HEAD.","type":"integer","minimum":0},"changed":{"type":"integer","minimum":0},"added":{"type":"integer","minimum":0},"removed":{"type":"integer","minimum":0},"failed":{"description":"Hosts whose host file cannot be read in HEAD, or cannot be planned on their facts. The review exits with 1.","type":"integer","minimum":0},"unplanned":{"description":"Hosts without facts that can be used.","type":"integer","minimum":0},"changes":{"description":"Changes of all hosts, by their action.","type":"object","additionalProperties":false,"required":["none","update","persist","adopt","release","drift","blocked","impossible","declared","dropped"],"properties":{"none":{"type":"integer","minimum":0},"update":{"type":"integer","minimum":0},"persist":{"type":"integer","minimum":0},"adopt":{"type":"integer","minimum":0},"release":{"type":"integer","minimum":0},"drift":{"type":"integer","minimum":0},"blocked":{"type":"integer","minimum":0},"impossible":{"type":"integer","minimum":0},"declared":{"type":"integer","minimum":0},"dropped":{"type":"integer","minimum":0}}},"permissions":{"type":"integer","minimum":0},"fights":{"type":"integer","minimum":0},"interrupted":{"description":"Hosts on which a unit stops, starts or restarts.","type":"integer","minimum":0},"reboots":{"description":"Hosts on which a value waits for a reboot.","type":"integer","minimum":0},"signing":{"description":"Hosts on which it changes who signs.","type":"integer","minimum":0},"denied":{"description":"Hits of rules that deny.","type":"integer","minimum":0},"warned":{"description":"Hits of rules that warn.","type":"integer","minimum":0}}},"hosts":{"description":"Hosts whose declaration differs, through extends: as well.","type":"array","items":{"$ref":"#/$defs/host"}},"groups":{"description":"Hosts on which the same changes have the same effect. Each change of each host stands in one group; `place` is that of the first host.","type":"array","items":{"type":"object","additionalProperties":false,"required":["hosts","changes"],"properties":{"hosts":{"type":"array","items":{"description":"A host's name.","type":"string"}},"changes":{"type":"array","items":{"$ref":"#/$defs/change"}}}}},"alsoInBase":{"description":"Hosts that BASE has changed as well since `from`: what is merged is neither plan.","type":"array","items":{"description":"A host's name.","type":"string"}},"policy":{"description":"Rules of BASE's policy that apply; what denies comes first. One that denies ends the review with 6.","type":"array","items":{"type":"object","additionalProperties":false,"required":["effect","rule","says","message","on"],"properties":{"effect":{"enum":["deny","warn"]},"rule":{"description":"Its key in the policy; `readable` where HEAD's policy cannot be read.","type":"string"},"says":{"description":"Where the policy says so.","$ref":"#/$defs/place"},"message":{"type":"string"},"on":{"description":"Hosts, each with its line; empty where it is about files that no host is reviewed for.","type":"array","items":{"type":"object","additionalProperties":false,"required":["host","place"],"properties":{"host":{"type":"string"},"place":{"$ref":"#/$defs/place"}}}}}}},"trusted":{"description":"Files of policy/, keys/ and facts/, and of pipelines (.github/, .gitlab/, .gitlab-ci.yml), that the change alters, from the top of the repository: later reviews rest on them.","type":"array","items":{"description":"A path.","type":"string"}}},"$defs":{"place":{"type":"object","additionalProperties":false,"required":["file","line","column"],"properties":{"file":{"description":"From the top of the repository.","type":"string"},"line":{"type":"integer","minimum":1},"column":{"type":"integer","minimum":1}}},"problem":{"type":"object","additionalProperties":false,"required":["code","message","hint","place"],"properties":{"code":{"description":"A code of docs/errors.md.","type":"string"},"message":{"type":"string"},"hint":{"type":"string"},"place":{"anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}]}}},"plan":{"description":"As `vexor plan --json` prints it.","type":"object","required":["format","id","host","items","changes","summary"],"properties":{"format":{"const":"vexor.plan/2"}}},"evidence":{"description":"As in a plan.","type":"object","required":["kind","says"],"properties":{"kind":{"type":"string"},"path":{"type":"string"},"line":{"type":"integer"},"says":{"type":"string"}}},"change":{"type":"object","additionalProperties":false,"required":["address","action","from","to","base","place"],"properties":{"address":{"description":"Of a setting; of an entry of the host file where the action is `declared`.","type":"string"},"action":{"description":"As in a plan. `declared`: the host file says something else, and the plan is the same, or there is none. `dropped`: the base would act on the setting, and the head says nothing of it.","enum":["none","update","persist","adopt","release","drift","blocked","impossible","declared","dropped"]},"from":{"description":"The value found; of a `declared` change what the base says, as JSON.","type":["string","null"]},"to":{"description":"The value after an apply; of one that is not written, what the head asks for.","type":["string","null"]},"base":{"description":"What the base's plan makes of it; null where the base says nothing of it.","anyOf":[{"type":"object","additionalProperties":false,"required":["action","to"],"properties":{"action":{"enum":["none","update","persist","adopt","release","drift","blocked","impossible"]},"to":{"type":["string","null"]}}},{"type":"null"}]},"origin":{"enum":["default","distro","managed","custom","unknown"]},"takesEffect":{"description":"When; left out where that is at once.","enum":["next-start","reboot"]},"interrupts":{"description":"Units that stop, start or restart with it.","type":"array","items":{"type":"string"}},"signs":{"description":"It changes who signs, and a rollback takes no signature back.","const":true},"adopts":{"description":"The custom value that it takes over by permission.","type":"string"},"why":{"description":"In the host file's words.","type":"string"},"reason":{"description":"Of one that is blocked or impossible.","type":"string"},"evidence":{"type":"array","items":{"$ref":"#/$defs/evidence"}},"waysOut":{"type":"array","items":{"type":"string"}},"warnings":{"description":"Those that the base's plan does not have.","type":"array","items":{"type":"string"}},"place":{"description":"Where HEAD asks for it.","anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}]}}},"said":{"type":"object","additionalProperties":false,"required":["place","value"],"properties":{"place":{"$ref":"#/$defs/place"},"value":{"description":"As JSON.","type":"string"}}},"host":{"type":"object","additionalProperties":false,"required":["host","file","status","failure","baseFailure","facts","factsProblem","before","after","changes","apart","permissions","fights","sections","policy"],"properties":{"host":{"type":"string"},"file":{"description":"Its host file, from the top of the repository.","type":"string"},"status":{"enum":["changed","added","removed","failed"]},"failure":{"description":"Why HEAD's host file cannot be read, or be planned.","anyOf":[{"$ref":"#/$defs/problem"},{"type":"null"}]},"baseFailure":{"description":"The same of the base; then all that the head plans counts as changed.","anyOf":[{"$ref":"#/$defs/problem"},{"type":"null"}]},"facts":{"anyOf":[{"type":"object","additionalProperties":false,"required":["at","ageSeconds","digest","vexor","asRoot","signedBy"],"properties":{"at":{"description":"The hour in which they were recorded, in UTC.","type":"string"},"ageSeconds":{"description":"Whole hours.","type":"integer","minimum":0},"digest":{"type":"string"},"vexor":{"description":"The version that recorded them.","type":"string"},"asRoot":{"description":"What only root may read is among them.","type":"boolean"},"signedBy":{"description":"The fingerprint of the key in keys/hosts/HOST.pub of BASE that has signed them; null where BASE lists no keys of hosts, and signatures are not asked for.","type":["string","null"]}}},{"type":"null"}]},"factsProblem":{"description":"Why there are no facts that can be used: then the host files are compared, and no plan.","anyOf":[{"$ref":"#/$defs/problem"},{"type":"null"}]},"before":{"description":"The plan of `from` on the host's facts; null where there is none, and where plans are left out.","anyOf":[{"$ref":"#/$defs/plan"},{"type":"null"}]},"after":{"description":"The plan of HEAD on the same facts; null as above.","anyOf":[{"$ref":"#/$defs/plan"},{"type":"null"}]},"changes":{"type":"array","items":{"$ref":"#/$defs/change"}},"apart":{"description":"Items of the head's plan that the base's has as well: drift, and what is yet to be applied.","type":"object","additionalProperties":false,"required":["toDo","blocked"],"properties":{"toDo":{"type":"integer","minimum":0},"blocked":{"type":"integer","minimum":0}}},"permissions":{"description":"`adopt:` that HEAD has and the base has not.","type":"array","items":{"type":"object","additionalProperties":false,"required":["entry","from","why","place"],"properties":{"entry":{"type":"string"},"from":{"description":"The custom value.","type":"string"},"why":{"description":"In the host file's words.","type":["string","null"]},"place":{"anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}]}}}},"fights":{"description":"Entries of which two files say different things, and neither builds on the other.","type":"array","items":{"type":"object","additionalProperties":false,"required":["entry","counts","loses"],"properties":{"entry":{"type":"string"},"counts":{"$ref":"#/$defs/said"},"loses":{"$ref":"#/$defs/said"}}}},"sections":{"description":"Sections of the host file that say something else.","type":"array","items":{"type":"object","additionalProperties":false,"required":["name","place"],"properties":{"name":{"type":"string"},"place":{"anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}]}}}},"policy":{"description":"What of the policy applies to this host.","type":"array","items":{"type":"object","additionalProperties":false,"required":["effect","rule","message","place"],"properties":{"effect":{"enum":["deny","warn"]},"rule":{"type":"string"},"message":{"type":"string"},"place":{"$ref":"#/$defs/place"}}}},"map":{"description":"Its CPUs, where services or interrupts move on them; left out where none does.","$ref":"#/$defs/map"}}},"cpuList":{"description":"CPUs as the kernel lists them: `0-3,8`; empty for none.","type":"string","pattern":"^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"},"cpuBox":{"description":"CPUs that share a package, a NUMA node or an L3 cache. What is not in one of its boxes is among its cores.","type":"object","additionalProperties":false,"required":["names","boxes","cores"],"properties":{"names":{"description":"Outermost first; none for a machine of several packages.","type":"array","maxItems":64,"items":{"type":"object","additionalProperties":false,"required":["kind","id"],"properties":{"kind":{"enum":["package","node","l3"]},"id":{"type":"integer","minimum":0},"size":{"description":"Of a cache.","type":"string","pattern":"^\\d{1,12}[KM]$"}}}},"boxes":{"type":"array","items":{"$ref":"#/$defs/cpuBox"}},"cores":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["kind","each"],"properties":{"kind":{"description":"Where cores are not alike.","enum":["P","E","LP",null]},"each":{"description":"The CPUs of each core.","type":"array","items":{"$ref":"#/$defs/cpuList"}}}}}}},"map":{"description":"As `vexor map --json` prints it.","type":"object","additionalProperties":false,"required":["format","host","machine","online","offline","isolated","tickless","unpinned","nodesWithoutCpus","occupants","more","isPlanned","unknown"],"properties":{"format":{"const":"vexor.map/1"},"host":{"type":"string"},"machine":{"$ref":"#/$defs/cpuBox"},"online":{"$ref":"#/$defs/cpuList"},"offline":{"$ref":"#/$defs/cpuList"},"isolated":{"$ref":"#/$defs/cpuList"},"tickless":{"$ref":"#/$defs/cpuList"},"unpinned":{"description":"Where what is pinned nowhere runs.","$ref":"#/$defs/cpuList"},"nodesWithoutCpus":{"type":"array","maxItems":4096,"items":{"type":"integer","minimum":0}},"occupants":{"type":"array","maxItems":400,"items":{"type":"object","additionalProperties":false,"required":["key","kind","name","before","after"],"properties":{"key":{"description":"Stands for it on each CPU.","type":"string","pattern":"^([A-Z]{1,3}\\d{0,5}|[a-z]{1,3})$"},"kind":{"enum":["service","thread","interrupts"]},"name":{"type":"string"},"of":{"description":"Of a thread: the key of its service.","type":"string","pattern":"^[A-Z]{1,3}$"},"count":{"description":"How many interrupts.","type":"integer","minimum":0},"before":{"$ref":"#/$defs/cpuList"},"after":{"$ref":"#/$defs/cpuList"},"remark":{"type":"string"}}}},"more":{"description":"How many more occupants there are.","type":"integer","minimum":0},"isPlanned":{"type":"boolean"},"unknown":{"description":"What could not be read.","type":"array","maxItems":64,"items":{"type":"string"}}}}}}; }
let $schema34;
function schema34() { return $schema34 ??= {"type":"object","additionalProperties":false,"required":["file","line","column"],"properties":{"file":{"description":"From the top of the repository.","type":"string"},"line":{"type":"integer","minimum":1},"column":{"type":"integer","minimum":1}}}; }
const func1 = Object.prototype.hasOwnProperty;
let $pattern4;
function pattern4() { return $pattern4 ??= new RegExp("^[0-9a-f]{40}$", "u"); }
let $schema32;
function schema32() { return $schema32 ??= {"type":"object","additionalProperties":false,"required":["host","file","status","failure","baseFailure","facts","factsProblem","before","after","changes","apart","permissions","fights","sections","policy"],"properties":{"host":{"type":"string"},"file":{"description":"Its host file, from the top of the repository.","type":"string"},"status":{"enum":["changed","added","removed","failed"]},"failure":{"description":"Why HEAD's host file cannot be read, or be planned.","anyOf":[{"$ref":"#/$defs/problem"},{"type":"null"}]},"baseFailure":{"description":"The same of the base; then all that the head plans counts as changed.","anyOf":[{"$ref":"#/$defs/problem"},{"type":"null"}]},"facts":{"anyOf":[{"type":"object","additionalProperties":false,"required":["at","ageSeconds","digest","vexor","asRoot","signedBy"],"properties":{"at":{"description":"The hour in which they were recorded, in UTC.","type":"string"},"ageSeconds":{"description":"Whole hours.","type":"integer","minimum":0},"digest":{"type":"string"},"vexor":{"description":"The version that recorded them.","type":"string"},"asRoot":{"description":"What only root may read is among them.","type":"boolean"},"signedBy":{"description":"The fingerprint of the key in keys/hosts/HOST.pub of BASE that has signed them; null where BASE lists no keys of hosts, and signatures are not asked for.","type":["string","null"]}}},{"type":"null"}]},"factsProblem":{"description":"Why there are no facts that can be used: then the host files are compared, and no plan.","anyOf":[{"$ref":"#/$defs/problem"},{"type":"null"}]},"before":{"description":"The plan of `from` on the host's facts; null where there is none, and where plans are left out.","anyOf":[{"$ref":"#/$defs/plan"},{"type":"null"}]},"after":{"description":"The plan of HEAD on the same facts; null as above.","anyOf":[{"$ref":"#/$defs/plan"},{"type":"null"}]},"changes":{"type":"array","items":{"$ref":"#/$defs/change"}},"apart":{"description":"Items of the head's plan that the base's has as well: drift, and what is yet to be applied.","type":"object","additionalProperties":false,"required":["toDo","blocked"],"properties":{"toDo":{"type":"integer","minimum":0},"blocked":{"type":"integer","minimum":0}}},"permissions":{"description":"`adopt:` that HEAD has and the base has not.","type":"array","items":{"type":"object","additionalProperties":false,"required":["entry","from","why","place"],"properties":{"entry":{"type":"string"},"from":{"description":"The custom value.","type":"string"},"why":{"description":"In the host file's words.","type":["string","null"]},"place":{"anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}]}}}},"fights":{"description":"Entries of which two files say different things, and neither builds on the other.","type":"array","items":{"type":"object","additionalProperties":false,"required":["entry","counts","loses"],"properties":{"entry":{"type":"string"},"counts":{"$ref":"#/$defs/said"},"loses":{"$ref":"#/$defs/said"}}}},"sections":{"description":"Sections of the host file that say something else.","type":"array","items":{"type":"object","additionalProperties":false,"required":["name","place"],"properties":{"name":{"type":"string"},"place":{"anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}]}}}},"policy":{"description":"What of the policy applies to this host.","type":"array","items":{"type":"object","additionalProperties":false,"required":["effect","rule","message","place"],"properties":{"effect":{"enum":["deny","warn"]},"rule":{"type":"string"},"message":{"type":"string"},"place":{"$ref":"#/$defs/place"}}}},"map":{"description":"Its CPUs, where services or interrupts move on them; left out where none does.","$ref":"#/$defs/map"}}}; }
let $schema35;
function schema35() { return $schema35 ??= {"description":"As `vexor plan --json` prints it.","type":"object","required":["format","id","host","items","changes","summary"],"properties":{"format":{"const":"vexor.plan/2"}}}; }
let $schema33;
function schema33() { return $schema33 ??= {"type":"object","additionalProperties":false,"required":["code","message","hint","place"],"properties":{"code":{"description":"A code of docs/errors.md.","type":"string"},"message":{"type":"string"},"hint":{"type":"string"},"place":{"anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}]}}}; }

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.code === undefined) && (missing0 = "code")) || ((data.message === undefined) && (missing0 = "message"))) || ((data.hint === undefined) && (missing0 = "hint"))) || ((data.place === undefined) && (missing0 = "place"))){
validate22.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((key0 === "code") || (key0 === "message")) || (key0 === "hint")) || (key0 === "place"))){
validate22.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.code !== undefined){
const _errs2 = errors;
if(typeof data.code !== "string"){
validate22.errors = [{instancePath:instancePath+"/code",schemaPath:"#/properties/code/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.message !== undefined){
const _errs4 = errors;
if(typeof data.message !== "string"){
validate22.errors = [{instancePath:instancePath+"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.hint !== undefined){
const _errs6 = errors;
if(typeof data.hint !== "string"){
validate22.errors = [{instancePath:instancePath+"/hint",schemaPath:"#/properties/hint/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.place !== undefined){
let data3 = data.place;
const _errs8 = errors;
const _errs9 = errors;
let valid1 = false;
const _errs10 = errors;
const _errs11 = errors;
if(errors === _errs11){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if((((data3.file === undefined) && (missing1 = "file")) || ((data3.line === undefined) && (missing1 = "line"))) || ((data3.column === undefined) && (missing1 = "column"))){
const err0 = {instancePath:instancePath+"/place",schemaPath:"#/$defs/place/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
else {
const _errs13 = errors;
for(const key1 in data3){
if(!(((key1 === "file") || (key1 === "line")) || (key1 === "column"))){
const err1 = {instancePath:instancePath+"/place",schemaPath:"#/$defs/place/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
break;
}
}
if(_errs13 === errors){
if(data3.file !== undefined){
const _errs14 = errors;
if(typeof data3.file !== "string"){
const err2 = {instancePath:instancePath+"/place/file",schemaPath:"#/$defs/place/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
var valid3 = _errs14 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.line !== undefined){
let data5 = data3.line;
const _errs16 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err3 = {instancePath:instancePath+"/place/line",schemaPath:"#/$defs/place/properties/line/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(errors === _errs16){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 < 1 || isNaN(data5)){
const err4 = {instancePath:instancePath+"/place/line",schemaPath:"#/$defs/place/properties/line/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
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
var valid3 = _errs16 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.column !== undefined){
let data6 = data3.column;
const _errs18 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
const err5 = {instancePath:instancePath+"/place/column",schemaPath:"#/$defs/place/properties/column/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(errors === _errs18){
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 < 1 || isNaN(data6)){
const err6 = {instancePath:instancePath+"/place/column",schemaPath:"#/$defs/place/properties/column/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
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
var valid3 = _errs18 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
}
else {
const err7 = {instancePath:instancePath+"/place",schemaPath:"#/$defs/place/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
var _valid0 = _errs10 === errors;
valid1 = valid1 || _valid0;
const _errs20 = errors;
if(data3 !== null){
const err8 = {instancePath:instancePath+"/place",schemaPath:"#/properties/place/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
var _valid0 = _errs20 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const err9 = {instancePath:instancePath+"/place",schemaPath:"#/properties/place/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
validate22.errors = vErrors;
return false;
}
else {
errors = _errs9;
if(vErrors !== null){
if(_errs9){
vErrors.length = _errs9;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate22.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema37;
function schema37() { return $schema37 ??= {"type":"object","additionalProperties":false,"required":["address","action","from","to","base","place"],"properties":{"address":{"description":"Of a setting; of an entry of the host file where the action is `declared`.","type":"string"},"action":{"description":"As in a plan. `declared`: the host file says something else, and the plan is the same, or there is none. `dropped`: the base would act on the setting, and the head says nothing of it.","enum":["none","update","persist","adopt","release","drift","blocked","impossible","declared","dropped"]},"from":{"description":"The value found; of a `declared` change what the base says, as JSON.","type":["string","null"]},"to":{"description":"The value after an apply; of one that is not written, what the head asks for.","type":["string","null"]},"base":{"description":"What the base's plan makes of it; null where the base says nothing of it.","anyOf":[{"type":"object","additionalProperties":false,"required":["action","to"],"properties":{"action":{"enum":["none","update","persist","adopt","release","drift","blocked","impossible"]},"to":{"type":["string","null"]}}},{"type":"null"}]},"origin":{"enum":["default","distro","managed","custom","unknown"]},"takesEffect":{"description":"When; left out where that is at once.","enum":["next-start","reboot"]},"interrupts":{"description":"Units that stop, start or restart with it.","type":"array","items":{"type":"string"}},"signs":{"description":"It changes who signs, and a rollback takes no signature back.","const":true},"adopts":{"description":"The custom value that it takes over by permission.","type":"string"},"why":{"description":"In the host file's words.","type":"string"},"reason":{"description":"Of one that is blocked or impossible.","type":"string"},"evidence":{"type":"array","items":{"$ref":"#/$defs/evidence"}},"waysOut":{"type":"array","items":{"type":"string"}},"warnings":{"description":"Those that the base's plan does not have.","type":"array","items":{"type":"string"}},"place":{"description":"Where HEAD asks for it.","anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}]}}}; }
let $schema38;
function schema38() { return $schema38 ??= {"description":"As in a plan.","type":"object","required":["kind","says"],"properties":{"kind":{"type":"string"},"path":{"type":"string"},"line":{"type":"integer"},"says":{"type":"string"}}}; }

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate26.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((data.address === undefined) && (missing0 = "address")) || ((data.action === undefined) && (missing0 = "action"))) || ((data.from === undefined) && (missing0 = "from"))) || ((data.to === undefined) && (missing0 = "to"))) || ((data.base === undefined) && (missing0 = "base"))) || ((data.place === undefined) && (missing0 = "place"))){
validate26.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(["address","action","from","to","base","origin","takesEffect","interrupts","signs","adopts","why","reason","evidence","waysOut","warnings","place"].includes(key0))){
validate26.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.address !== undefined){
const _errs2 = errors;
if(typeof data.address !== "string"){
validate26.errors = [{instancePath:instancePath+"/address",schemaPath:"#/properties/address/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.action !== undefined){
let data1 = data.action;
const _errs4 = errors;
if(!((((((((((data1 === "none") || (data1 === "update")) || (data1 === "persist")) || (data1 === "adopt")) || (data1 === "release")) || (data1 === "drift")) || (data1 === "blocked")) || (data1 === "impossible")) || (data1 === "declared")) || (data1 === "dropped"))){
validate26.errors = [{instancePath:instancePath+"/action",schemaPath:"#/properties/action/enum",keyword:"enum",params:{allowedValues: schema37().properties.action.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.from !== undefined){
let data2 = data.from;
const _errs5 = errors;
if((typeof data2 !== "string") && (data2 !== null)){
validate26.errors = [{instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: schema37().properties.from.type},message:"must be string,null"}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.to !== undefined){
let data3 = data.to;
const _errs7 = errors;
if((typeof data3 !== "string") && (data3 !== null)){
validate26.errors = [{instancePath:instancePath+"/to",schemaPath:"#/properties/to/type",keyword:"type",params:{type: schema37().properties.to.type},message:"must be string,null"}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.base !== undefined){
let data4 = data.base;
const _errs9 = errors;
const _errs10 = errors;
let valid1 = false;
const _errs11 = errors;
if(errors === _errs11){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
let missing1;
if(((data4.action === undefined) && (missing1 = "action")) || ((data4.to === undefined) && (missing1 = "to"))){
const err0 = {instancePath:instancePath+"/base",schemaPath:"#/properties/base/anyOf/0/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
else {
const _errs13 = errors;
for(const key1 in data4){
if(!((key1 === "action") || (key1 === "to"))){
const err1 = {instancePath:instancePath+"/base",schemaPath:"#/properties/base/anyOf/0/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
break;
}
}
if(_errs13 === errors){
if(data4.action !== undefined){
let data5 = data4.action;
const _errs14 = errors;
if(!((((((((data5 === "none") || (data5 === "update")) || (data5 === "persist")) || (data5 === "adopt")) || (data5 === "release")) || (data5 === "drift")) || (data5 === "blocked")) || (data5 === "impossible"))){
const err2 = {instancePath:instancePath+"/base/action",schemaPath:"#/properties/base/anyOf/0/properties/action/enum",keyword:"enum",params:{allowedValues: schema37().properties.base.anyOf[0].properties.action.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
var valid2 = _errs14 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data4.to !== undefined){
let data6 = data4.to;
const _errs15 = errors;
if((typeof data6 !== "string") && (data6 !== null)){
const err3 = {instancePath:instancePath+"/base/to",schemaPath:"#/properties/base/anyOf/0/properties/to/type",keyword:"type",params:{type: schema37().properties.base.anyOf[0].properties.to.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
var valid2 = _errs15 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
else {
const err4 = {instancePath:instancePath+"/base",schemaPath:"#/properties/base/anyOf/0/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
var _valid0 = _errs11 === errors;
valid1 = valid1 || _valid0;
const _errs17 = errors;
if(data4 !== null){
const err5 = {instancePath:instancePath+"/base",schemaPath:"#/properties/base/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
var _valid0 = _errs17 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const err6 = {instancePath:instancePath+"/base",schemaPath:"#/properties/base/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
validate26.errors = vErrors;
return false;
}
else {
errors = _errs10;
if(vErrors !== null){
if(_errs10){
vErrors.length = _errs10;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.origin !== undefined){
let data7 = data.origin;
const _errs19 = errors;
if(!(((((data7 === "default") || (data7 === "distro")) || (data7 === "managed")) || (data7 === "custom")) || (data7 === "unknown"))){
validate26.errors = [{instancePath:instancePath+"/origin",schemaPath:"#/properties/origin/enum",keyword:"enum",params:{allowedValues: schema37().properties.origin.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.takesEffect !== undefined){
let data8 = data.takesEffect;
const _errs20 = errors;
if(!((data8 === "next-start") || (data8 === "reboot"))){
validate26.errors = [{instancePath:instancePath+"/takesEffect",schemaPath:"#/properties/takesEffect/enum",keyword:"enum",params:{allowedValues: schema37().properties.takesEffect.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.interrupts !== undefined){
let data9 = data.interrupts;
const _errs21 = errors;
if(errors === _errs21){
if(Array.isArray(data9)){
var valid3 = true;
const len0 = data9.length;
for(let i0=0; i0<len0; i0++){
const _errs23 = errors;
if(typeof data9[i0] !== "string"){
validate26.errors = [{instancePath:instancePath+"/interrupts/" + i0,schemaPath:"#/properties/interrupts/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid3 = _errs23 === errors;
if(!valid3){
break;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/interrupts",schemaPath:"#/properties/interrupts/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs21 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.signs !== undefined){
const _errs25 = errors;
if(true !== data.signs){
validate26.errors = [{instancePath:instancePath+"/signs",schemaPath:"#/properties/signs/const",keyword:"const",params:{allowedValue: true},message:"must be equal to constant"}];
return false;
}
var valid0 = _errs25 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.adopts !== undefined){
const _errs26 = errors;
if(typeof data.adopts !== "string"){
validate26.errors = [{instancePath:instancePath+"/adopts",schemaPath:"#/properties/adopts/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.why !== undefined){
const _errs28 = errors;
if(typeof data.why !== "string"){
validate26.errors = [{instancePath:instancePath+"/why",schemaPath:"#/properties/why/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs30 = errors;
if(typeof data.reason !== "string"){
validate26.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.evidence !== undefined){
let data15 = data.evidence;
const _errs32 = errors;
if(errors === _errs32){
if(Array.isArray(data15)){
var valid4 = true;
const len1 = data15.length;
for(let i1=0; i1<len1; i1++){
let data16 = data15[i1];
const _errs34 = errors;
const _errs35 = errors;
if(errors === _errs35){
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
let missing2;
if(((data16.kind === undefined) && (missing2 = "kind")) || ((data16.says === undefined) && (missing2 = "says"))){
validate26.errors = [{instancePath:instancePath+"/evidence/" + i1,schemaPath:"#/$defs/evidence/required",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'"}];
return false;
}
else {
if(data16.kind !== undefined){
const _errs37 = errors;
if(typeof data16.kind !== "string"){
validate26.errors = [{instancePath:instancePath+"/evidence/" + i1+"/kind",schemaPath:"#/$defs/evidence/properties/kind/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid6 = _errs37 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data16.path !== undefined){
const _errs39 = errors;
if(typeof data16.path !== "string"){
validate26.errors = [{instancePath:instancePath+"/evidence/" + i1+"/path",schemaPath:"#/$defs/evidence/properties/path/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid6 = _errs39 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data16.line !== undefined){
let data19 = data16.line;
const _errs41 = errors;
if(!(((typeof data19 == "number") && (!(data19 % 1) && !isNaN(data19))) && (isFinite(data19)))){
validate26.errors = [{instancePath:instancePath+"/evidence/" + i1+"/line",schemaPath:"#/$defs/evidence/properties/line/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid6 = _errs41 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data16.says !== undefined){
const _errs43 = errors;
if(typeof data16.says !== "string"){
validate26.errors = [{instancePath:instancePath+"/evidence/" + i1+"/says",schemaPath:"#/$defs/evidence/properties/says/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid6 = _errs43 === errors;
}
else {
var valid6 = true;
}
}
}
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/evidence/" + i1,schemaPath:"#/$defs/evidence/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid4 = _errs34 === errors;
if(!valid4){
break;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/evidence",schemaPath:"#/properties/evidence/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs32 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.waysOut !== undefined){
let data21 = data.waysOut;
const _errs45 = errors;
if(errors === _errs45){
if(Array.isArray(data21)){
var valid7 = true;
const len2 = data21.length;
for(let i2=0; i2<len2; i2++){
const _errs47 = errors;
if(typeof data21[i2] !== "string"){
validate26.errors = [{instancePath:instancePath+"/waysOut/" + i2,schemaPath:"#/properties/waysOut/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid7 = _errs47 === errors;
if(!valid7){
break;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/waysOut",schemaPath:"#/properties/waysOut/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs45 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.warnings !== undefined){
let data23 = data.warnings;
const _errs49 = errors;
if(errors === _errs49){
if(Array.isArray(data23)){
var valid8 = true;
const len3 = data23.length;
for(let i3=0; i3<len3; i3++){
const _errs51 = errors;
if(typeof data23[i3] !== "string"){
validate26.errors = [{instancePath:instancePath+"/warnings/" + i3,schemaPath:"#/properties/warnings/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid8 = _errs51 === errors;
if(!valid8){
break;
}
}
}
else {
validate26.errors = [{instancePath:instancePath+"/warnings",schemaPath:"#/properties/warnings/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs49 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.place !== undefined){
let data25 = data.place;
const _errs53 = errors;
const _errs54 = errors;
let valid9 = false;
const _errs55 = errors;
const _errs56 = errors;
if(errors === _errs56){
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
let missing3;
if((((data25.file === undefined) && (missing3 = "file")) || ((data25.line === undefined) && (missing3 = "line"))) || ((data25.column === undefined) && (missing3 = "column"))){
const err7 = {instancePath:instancePath+"/place",schemaPath:"#/$defs/place/required",keyword:"required",params:{missingProperty: missing3},message:"must have required property '"+missing3+"'"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
else {
const _errs58 = errors;
for(const key2 in data25){
if(!(((key2 === "file") || (key2 === "line")) || (key2 === "column"))){
const err8 = {instancePath:instancePath+"/place",schemaPath:"#/$defs/place/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
break;
}
}
if(_errs58 === errors){
if(data25.file !== undefined){
const _errs59 = errors;
if(typeof data25.file !== "string"){
const err9 = {instancePath:instancePath+"/place/file",schemaPath:"#/$defs/place/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
var valid11 = _errs59 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data25.line !== undefined){
let data27 = data25.line;
const _errs61 = errors;
if(!(((typeof data27 == "number") && (!(data27 % 1) && !isNaN(data27))) && (isFinite(data27)))){
const err10 = {instancePath:instancePath+"/place/line",schemaPath:"#/$defs/place/properties/line/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(errors === _errs61){
if((typeof data27 == "number") && (isFinite(data27))){
if(data27 < 1 || isNaN(data27)){
const err11 = {instancePath:instancePath+"/place/line",schemaPath:"#/$defs/place/properties/line/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
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
var valid11 = _errs61 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data25.column !== undefined){
let data28 = data25.column;
const _errs63 = errors;
if(!(((typeof data28 == "number") && (!(data28 % 1) && !isNaN(data28))) && (isFinite(data28)))){
const err12 = {instancePath:instancePath+"/place/column",schemaPath:"#/$defs/place/properties/column/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(errors === _errs63){
if((typeof data28 == "number") && (isFinite(data28))){
if(data28 < 1 || isNaN(data28)){
const err13 = {instancePath:instancePath+"/place/column",schemaPath:"#/$defs/place/properties/column/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
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
var valid11 = _errs63 === errors;
}
else {
var valid11 = true;
}
}
}
}
}
}
else {
const err14 = {instancePath:instancePath+"/place",schemaPath:"#/$defs/place/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
var _valid1 = _errs55 === errors;
valid9 = valid9 || _valid1;
const _errs65 = errors;
if(data25 !== null){
const err15 = {instancePath:instancePath+"/place",schemaPath:"#/properties/place/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
var _valid1 = _errs65 === errors;
valid9 = valid9 || _valid1;
if(!valid9){
const err16 = {instancePath:instancePath+"/place",schemaPath:"#/properties/place/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
validate26.errors = vErrors;
return false;
}
else {
errors = _errs54;
if(vErrors !== null){
if(_errs54){
vErrors.length = _errs54;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs53 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate26.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate26.errors = vErrors;
return errors === 0;
}
validate26.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema41;
function schema41() { return $schema41 ??= {"type":"object","additionalProperties":false,"required":["place","value"],"properties":{"place":{"$ref":"#/$defs/place"},"value":{"description":"As JSON.","type":"string"}}}; }

function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate28.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.place === undefined) && (missing0 = "place")) || ((data.value === undefined) && (missing0 = "value"))){
validate28.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "place") || (key0 === "value"))){
validate28.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.place !== undefined){
let data0 = data.place;
const _errs2 = errors;
const _errs3 = errors;
if(errors === _errs3){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
let missing1;
if((((data0.file === undefined) && (missing1 = "file")) || ((data0.line === undefined) && (missing1 = "line"))) || ((data0.column === undefined) && (missing1 = "column"))){
validate28.errors = [{instancePath:instancePath+"/place",schemaPath:"#/$defs/place/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
const _errs5 = errors;
for(const key1 in data0){
if(!(((key1 === "file") || (key1 === "line")) || (key1 === "column"))){
validate28.errors = [{instancePath:instancePath+"/place",schemaPath:"#/$defs/place/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs5 === errors){
if(data0.file !== undefined){
const _errs6 = errors;
if(typeof data0.file !== "string"){
validate28.errors = [{instancePath:instancePath+"/place/file",schemaPath:"#/$defs/place/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid2 = _errs6 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data0.line !== undefined){
let data2 = data0.line;
const _errs8 = errors;
if(!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))){
validate28.errors = [{instancePath:instancePath+"/place/line",schemaPath:"#/$defs/place/properties/line/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs8){
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 < 1 || isNaN(data2)){
validate28.errors = [{instancePath:instancePath+"/place/line",schemaPath:"#/$defs/place/properties/line/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
var valid2 = _errs8 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data0.column !== undefined){
let data3 = data0.column;
const _errs10 = errors;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
validate28.errors = [{instancePath:instancePath+"/place/column",schemaPath:"#/$defs/place/properties/column/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs10){
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 < 1 || isNaN(data3)){
validate28.errors = [{instancePath:instancePath+"/place/column",schemaPath:"#/$defs/place/properties/column/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
var valid2 = _errs10 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate28.errors = [{instancePath:instancePath+"/place",schemaPath:"#/$defs/place/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.value !== undefined){
const _errs12 = errors;
if(typeof data.value !== "string"){
validate28.errors = [{instancePath:instancePath+"/value",schemaPath:"#/properties/value/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate28.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate28.errors = vErrors;
return errors === 0;
}
validate28.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $schema45;
function schema45() { return $schema45 ??= {"description":"As `vexor map --json` prints it.","type":"object","additionalProperties":false,"required":["format","host","machine","online","offline","isolated","tickless","unpinned","nodesWithoutCpus","occupants","more","isPlanned","unknown"],"properties":{"format":{"const":"vexor.map/1"},"host":{"type":"string"},"machine":{"$ref":"#/$defs/cpuBox"},"online":{"$ref":"#/$defs/cpuList"},"offline":{"$ref":"#/$defs/cpuList"},"isolated":{"$ref":"#/$defs/cpuList"},"tickless":{"$ref":"#/$defs/cpuList"},"unpinned":{"description":"Where what is pinned nowhere runs.","$ref":"#/$defs/cpuList"},"nodesWithoutCpus":{"type":"array","maxItems":4096,"items":{"type":"integer","minimum":0}},"occupants":{"type":"array","maxItems":400,"items":{"type":"object","additionalProperties":false,"required":["key","kind","name","before","after"],"properties":{"key":{"description":"Stands for it on each CPU.","type":"string","pattern":"^([A-Z]{1,3}\\d{0,5}|[a-z]{1,3})$"},"kind":{"enum":["service","thread","interrupts"]},"name":{"type":"string"},"of":{"description":"Of a thread: the key of its service.","type":"string","pattern":"^[A-Z]{1,3}$"},"count":{"description":"How many interrupts.","type":"integer","minimum":0},"before":{"$ref":"#/$defs/cpuList"},"after":{"$ref":"#/$defs/cpuList"},"remark":{"type":"string"}}}},"more":{"description":"How many more occupants there are.","type":"integer","minimum":0},"isPlanned":{"type":"boolean"},"unknown":{"description":"What could not be read.","type":"array","maxItems":64,"items":{"type":"string"}}}}; }
let $schema47;
function schema47() { return $schema47 ??= {"description":"CPUs as the kernel lists them: `0-3,8`; empty for none.","type":"string","pattern":"^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"}; }
let $schema46;
function schema46() { return $schema46 ??= {"description":"CPUs that share a package, a NUMA node or an L3 cache. What is not in one of its boxes is among its cores.","type":"object","additionalProperties":false,"required":["names","boxes","cores"],"properties":{"names":{"description":"Outermost first; none for a machine of several packages.","type":"array","maxItems":64,"items":{"type":"object","additionalProperties":false,"required":["kind","id"],"properties":{"kind":{"enum":["package","node","l3"]},"id":{"type":"integer","minimum":0},"size":{"description":"Of a cache.","type":"string","pattern":"^\\d{1,12}[KM]$"}}}},"boxes":{"type":"array","items":{"$ref":"#/$defs/cpuBox"}},"cores":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["kind","each"],"properties":{"kind":{"description":"Where cores are not alike.","enum":["P","E","LP",null]},"each":{"description":"The CPUs of each core.","type":"array","items":{"$ref":"#/$defs/cpuList"}}}}}}}; }
let $pattern7;
function pattern7() { return $pattern7 ??= new RegExp("^\\d{1,12}[KM]$", "u"); }
let $pattern8;
function pattern8() { return $pattern8 ??= new RegExp("^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$", "u"); }
const wrapper0 = {validate: validate32};

function validate32(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate32.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.names === undefined) && (missing0 = "names")) || ((data.boxes === undefined) && (missing0 = "boxes"))) || ((data.cores === undefined) && (missing0 = "cores"))){
validate32.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "names") || (key0 === "boxes")) || (key0 === "cores"))){
validate32.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.names !== undefined){
let data0 = data.names;
const _errs2 = errors;
if(errors === _errs2){
if(Array.isArray(data0)){
if(data0.length > 64){
validate32.errors = [{instancePath:instancePath+"/names",schemaPath:"#/properties/names/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items"}];
return false;
}
else {
var valid1 = true;
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
const _errs4 = errors;
if(errors === _errs4){
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
let missing1;
if(((data1.kind === undefined) && (missing1 = "kind")) || ((data1.id === undefined) && (missing1 = "id"))){
validate32.errors = [{instancePath:instancePath+"/names/" + i0,schemaPath:"#/properties/names/items/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
const _errs6 = errors;
for(const key1 in data1){
if(!(((key1 === "kind") || (key1 === "id")) || (key1 === "size"))){
validate32.errors = [{instancePath:instancePath+"/names/" + i0,schemaPath:"#/properties/names/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs6 === errors){
if(data1.kind !== undefined){
let data2 = data1.kind;
const _errs7 = errors;
if(!(((data2 === "package") || (data2 === "node")) || (data2 === "l3"))){
validate32.errors = [{instancePath:instancePath+"/names/" + i0+"/kind",schemaPath:"#/properties/names/items/properties/kind/enum",keyword:"enum",params:{allowedValues: schema46().properties.names.items.properties.kind.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid2 = _errs7 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.id !== undefined){
let data3 = data1.id;
const _errs8 = errors;
if(!(((typeof data3 == "number") && (!(data3 % 1) && !isNaN(data3))) && (isFinite(data3)))){
validate32.errors = [{instancePath:instancePath+"/names/" + i0+"/id",schemaPath:"#/properties/names/items/properties/id/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs8){
if((typeof data3 == "number") && (isFinite(data3))){
if(data3 < 0 || isNaN(data3)){
validate32.errors = [{instancePath:instancePath+"/names/" + i0+"/id",schemaPath:"#/properties/names/items/properties/id/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs8 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data1.size !== undefined){
let data4 = data1.size;
const _errs10 = errors;
if(errors === _errs10){
if(typeof data4 === "string"){
if(!pattern7().test(data4)){
validate32.errors = [{instancePath:instancePath+"/names/" + i0+"/size",schemaPath:"#/properties/names/items/properties/size/pattern",keyword:"pattern",params:{pattern: "^\\d{1,12}[KM]$"},message:"must match pattern \""+"^\\d{1,12}[KM]$"+"\""}];
return false;
}
}
else {
validate32.errors = [{instancePath:instancePath+"/names/" + i0+"/size",schemaPath:"#/properties/names/items/properties/size/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs10 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/names/" + i0,schemaPath:"#/properties/names/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs4 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/names",schemaPath:"#/properties/names/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.boxes !== undefined){
let data5 = data.boxes;
const _errs12 = errors;
if(errors === _errs12){
if(Array.isArray(data5)){
var valid3 = true;
const len1 = data5.length;
for(let i1=0; i1<len1; i1++){
const _errs14 = errors;
if(!(wrapper0.validate(data5[i1], {instancePath:instancePath+"/boxes/" + i1,parentData:data5,parentDataProperty:i1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? wrapper0.validate.errors : vErrors.concat(wrapper0.validate.errors);
errors = vErrors.length;
}
var valid3 = _errs14 === errors;
if(!valid3){
break;
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/boxes",schemaPath:"#/properties/boxes/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.cores !== undefined){
let data7 = data.cores;
const _errs15 = errors;
if(errors === _errs15){
if(Array.isArray(data7)){
var valid4 = true;
const len2 = data7.length;
for(let i2=0; i2<len2; i2++){
let data8 = data7[i2];
const _errs17 = errors;
if(errors === _errs17){
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
let missing2;
if(((data8.kind === undefined) && (missing2 = "kind")) || ((data8.each === undefined) && (missing2 = "each"))){
validate32.errors = [{instancePath:instancePath+"/cores/" + i2,schemaPath:"#/properties/cores/items/required",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'"}];
return false;
}
else {
const _errs19 = errors;
for(const key2 in data8){
if(!((key2 === "kind") || (key2 === "each"))){
validate32.errors = [{instancePath:instancePath+"/cores/" + i2,schemaPath:"#/properties/cores/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs19 === errors){
if(data8.kind !== undefined){
let data9 = data8.kind;
const _errs20 = errors;
if(!((((data9 === "P") || (data9 === "E")) || (data9 === "LP")) || (data9 === null))){
validate32.errors = [{instancePath:instancePath+"/cores/" + i2+"/kind",schemaPath:"#/properties/cores/items/properties/kind/enum",keyword:"enum",params:{allowedValues: schema46().properties.cores.items.properties.kind.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid5 = _errs20 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data8.each !== undefined){
let data10 = data8.each;
const _errs21 = errors;
if(errors === _errs21){
if(Array.isArray(data10)){
var valid6 = true;
const len3 = data10.length;
for(let i3=0; i3<len3; i3++){
let data11 = data10[i3];
const _errs23 = errors;
const _errs24 = errors;
if(errors === _errs24){
if(typeof data11 === "string"){
if(!pattern8().test(data11)){
validate32.errors = [{instancePath:instancePath+"/cores/" + i2+"/each/" + i3,schemaPath:"#/$defs/cpuList/pattern",keyword:"pattern",params:{pattern: "^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"},message:"must match pattern \""+"^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"+"\""}];
return false;
}
}
else {
validate32.errors = [{instancePath:instancePath+"/cores/" + i2+"/each/" + i3,schemaPath:"#/$defs/cpuList/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid6 = _errs23 === errors;
if(!valid6){
break;
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/cores/" + i2+"/each",schemaPath:"#/properties/cores/items/properties/each/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid5 = _errs21 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/cores/" + i2,schemaPath:"#/properties/cores/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid4 = _errs17 === errors;
if(!valid4){
break;
}
}
}
else {
validate32.errors = [{instancePath:instancePath+"/cores",schemaPath:"#/properties/cores/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
else {
validate32.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate32.errors = vErrors;
return errors === 0;
}
validate32.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

let $pattern14;
function pattern14() { return $pattern14 ??= new RegExp("^([A-Z]{1,3}\\d{0,5}|[a-z]{1,3})$", "u"); }
let $pattern15;
function pattern15() { return $pattern15 ??= new RegExp("^[A-Z]{1,3}$", "u"); }

function validate31(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate31.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((((((((((data.format === undefined) && (missing0 = "format")) || ((data.host === undefined) && (missing0 = "host"))) || ((data.machine === undefined) && (missing0 = "machine"))) || ((data.online === undefined) && (missing0 = "online"))) || ((data.offline === undefined) && (missing0 = "offline"))) || ((data.isolated === undefined) && (missing0 = "isolated"))) || ((data.tickless === undefined) && (missing0 = "tickless"))) || ((data.unpinned === undefined) && (missing0 = "unpinned"))) || ((data.nodesWithoutCpus === undefined) && (missing0 = "nodesWithoutCpus"))) || ((data.occupants === undefined) && (missing0 = "occupants"))) || ((data.more === undefined) && (missing0 = "more"))) || ((data.isPlanned === undefined) && (missing0 = "isPlanned"))) || ((data.unknown === undefined) && (missing0 = "unknown"))){
validate31.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(["format","host","machine","online","offline","isolated","tickless","unpinned","nodesWithoutCpus","occupants","more","isPlanned","unknown"].includes(key0))){
validate31.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.format !== undefined){
const _errs2 = errors;
if("vexor.map/1" !== data.format){
validate31.errors = [{instancePath:instancePath+"/format",schemaPath:"#/properties/format/const",keyword:"const",params:{allowedValue: "vexor.map/1"},message:"must be equal to constant"}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.host !== undefined){
const _errs3 = errors;
if(typeof data.host !== "string"){
validate31.errors = [{instancePath:instancePath+"/host",schemaPath:"#/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.machine !== undefined){
const _errs5 = errors;
if(!(validate32(data.machine, {instancePath:instancePath+"/machine",parentData:data,parentDataProperty:"machine",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.online !== undefined){
let data3 = data.online;
const _errs6 = errors;
const _errs7 = errors;
if(errors === _errs7){
if(typeof data3 === "string"){
if(!pattern8().test(data3)){
validate31.errors = [{instancePath:instancePath+"/online",schemaPath:"#/$defs/cpuList/pattern",keyword:"pattern",params:{pattern: "^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"},message:"must match pattern \""+"^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"+"\""}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/online",schemaPath:"#/$defs/cpuList/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.offline !== undefined){
let data4 = data.offline;
const _errs9 = errors;
const _errs10 = errors;
if(errors === _errs10){
if(typeof data4 === "string"){
if(!pattern8().test(data4)){
validate31.errors = [{instancePath:instancePath+"/offline",schemaPath:"#/$defs/cpuList/pattern",keyword:"pattern",params:{pattern: "^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"},message:"must match pattern \""+"^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"+"\""}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/offline",schemaPath:"#/$defs/cpuList/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.isolated !== undefined){
let data5 = data.isolated;
const _errs12 = errors;
const _errs13 = errors;
if(errors === _errs13){
if(typeof data5 === "string"){
if(!pattern8().test(data5)){
validate31.errors = [{instancePath:instancePath+"/isolated",schemaPath:"#/$defs/cpuList/pattern",keyword:"pattern",params:{pattern: "^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"},message:"must match pattern \""+"^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"+"\""}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/isolated",schemaPath:"#/$defs/cpuList/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.tickless !== undefined){
let data6 = data.tickless;
const _errs15 = errors;
const _errs16 = errors;
if(errors === _errs16){
if(typeof data6 === "string"){
if(!pattern8().test(data6)){
validate31.errors = [{instancePath:instancePath+"/tickless",schemaPath:"#/$defs/cpuList/pattern",keyword:"pattern",params:{pattern: "^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"},message:"must match pattern \""+"^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"+"\""}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/tickless",schemaPath:"#/$defs/cpuList/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.unpinned !== undefined){
let data7 = data.unpinned;
const _errs18 = errors;
const _errs19 = errors;
if(errors === _errs19){
if(typeof data7 === "string"){
if(!pattern8().test(data7)){
validate31.errors = [{instancePath:instancePath+"/unpinned",schemaPath:"#/$defs/cpuList/pattern",keyword:"pattern",params:{pattern: "^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"},message:"must match pattern \""+"^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"+"\""}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/unpinned",schemaPath:"#/$defs/cpuList/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.nodesWithoutCpus !== undefined){
let data8 = data.nodesWithoutCpus;
const _errs21 = errors;
if(errors === _errs21){
if(Array.isArray(data8)){
if(data8.length > 4096){
validate31.errors = [{instancePath:instancePath+"/nodesWithoutCpus",schemaPath:"#/properties/nodesWithoutCpus/maxItems",keyword:"maxItems",params:{limit: 4096},message:"must NOT have more than 4096 items"}];
return false;
}
else {
var valid6 = true;
const len0 = data8.length;
for(let i0=0; i0<len0; i0++){
let data9 = data8[i0];
const _errs23 = errors;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
validate31.errors = [{instancePath:instancePath+"/nodesWithoutCpus/" + i0,schemaPath:"#/properties/nodesWithoutCpus/items/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs23){
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 < 0 || isNaN(data9)){
validate31.errors = [{instancePath:instancePath+"/nodesWithoutCpus/" + i0,schemaPath:"#/properties/nodesWithoutCpus/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid6 = _errs23 === errors;
if(!valid6){
break;
}
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/nodesWithoutCpus",schemaPath:"#/properties/nodesWithoutCpus/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs21 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.occupants !== undefined){
let data10 = data.occupants;
const _errs25 = errors;
if(errors === _errs25){
if(Array.isArray(data10)){
if(data10.length > 400){
validate31.errors = [{instancePath:instancePath+"/occupants",schemaPath:"#/properties/occupants/maxItems",keyword:"maxItems",params:{limit: 400},message:"must NOT have more than 400 items"}];
return false;
}
else {
var valid7 = true;
const len1 = data10.length;
for(let i1=0; i1<len1; i1++){
let data11 = data10[i1];
const _errs27 = errors;
if(errors === _errs27){
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
let missing1;
if((((((data11.key === undefined) && (missing1 = "key")) || ((data11.kind === undefined) && (missing1 = "kind"))) || ((data11.name === undefined) && (missing1 = "name"))) || ((data11.before === undefined) && (missing1 = "before"))) || ((data11.after === undefined) && (missing1 = "after"))){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1,schemaPath:"#/properties/occupants/items/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
const _errs29 = errors;
for(const key1 in data11){
if(!((((((((key1 === "key") || (key1 === "kind")) || (key1 === "name")) || (key1 === "of")) || (key1 === "count")) || (key1 === "before")) || (key1 === "after")) || (key1 === "remark"))){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1,schemaPath:"#/properties/occupants/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs29 === errors){
if(data11.key !== undefined){
let data12 = data11.key;
const _errs30 = errors;
if(errors === _errs30){
if(typeof data12 === "string"){
if(!pattern14().test(data12)){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/key",schemaPath:"#/properties/occupants/items/properties/key/pattern",keyword:"pattern",params:{pattern: "^([A-Z]{1,3}\\d{0,5}|[a-z]{1,3})$"},message:"must match pattern \""+"^([A-Z]{1,3}\\d{0,5}|[a-z]{1,3})$"+"\""}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/key",schemaPath:"#/properties/occupants/items/properties/key/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid8 = _errs30 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data11.kind !== undefined){
let data13 = data11.kind;
const _errs32 = errors;
if(!(((data13 === "service") || (data13 === "thread")) || (data13 === "interrupts"))){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/kind",schemaPath:"#/properties/occupants/items/properties/kind/enum",keyword:"enum",params:{allowedValues: schema45().properties.occupants.items.properties.kind.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid8 = _errs32 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data11.name !== undefined){
const _errs33 = errors;
if(typeof data11.name !== "string"){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/name",schemaPath:"#/properties/occupants/items/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid8 = _errs33 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data11.of !== undefined){
let data15 = data11.of;
const _errs35 = errors;
if(errors === _errs35){
if(typeof data15 === "string"){
if(!pattern15().test(data15)){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/of",schemaPath:"#/properties/occupants/items/properties/of/pattern",keyword:"pattern",params:{pattern: "^[A-Z]{1,3}$"},message:"must match pattern \""+"^[A-Z]{1,3}$"+"\""}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/of",schemaPath:"#/properties/occupants/items/properties/of/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid8 = _errs35 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data11.count !== undefined){
let data16 = data11.count;
const _errs37 = errors;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/count",schemaPath:"#/properties/occupants/items/properties/count/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs37){
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 < 0 || isNaN(data16)){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/count",schemaPath:"#/properties/occupants/items/properties/count/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid8 = _errs37 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data11.before !== undefined){
let data17 = data11.before;
const _errs39 = errors;
const _errs40 = errors;
if(errors === _errs40){
if(typeof data17 === "string"){
if(!pattern8().test(data17)){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/before",schemaPath:"#/$defs/cpuList/pattern",keyword:"pattern",params:{pattern: "^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"},message:"must match pattern \""+"^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"+"\""}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/before",schemaPath:"#/$defs/cpuList/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid8 = _errs39 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data11.after !== undefined){
let data18 = data11.after;
const _errs42 = errors;
const _errs43 = errors;
if(errors === _errs43){
if(typeof data18 === "string"){
if(!pattern8().test(data18)){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/after",schemaPath:"#/$defs/cpuList/pattern",keyword:"pattern",params:{pattern: "^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"},message:"must match pattern \""+"^(\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*)?$"+"\""}];
return false;
}
}
else {
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/after",schemaPath:"#/$defs/cpuList/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid8 = _errs42 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data11.remark !== undefined){
const _errs45 = errors;
if(typeof data11.remark !== "string"){
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1+"/remark",schemaPath:"#/properties/occupants/items/properties/remark/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid8 = _errs45 === errors;
}
else {
var valid8 = true;
}
}
}
}
}
}
}
}
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/occupants/" + i1,schemaPath:"#/properties/occupants/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid7 = _errs27 === errors;
if(!valid7){
break;
}
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/occupants",schemaPath:"#/properties/occupants/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs25 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.more !== undefined){
let data20 = data.more;
const _errs47 = errors;
if(!(((typeof data20 == "number") && (!(data20 % 1) && !isNaN(data20))) && (isFinite(data20)))){
validate31.errors = [{instancePath:instancePath+"/more",schemaPath:"#/properties/more/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs47){
if((typeof data20 == "number") && (isFinite(data20))){
if(data20 < 0 || isNaN(data20)){
validate31.errors = [{instancePath:instancePath+"/more",schemaPath:"#/properties/more/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid0 = _errs47 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.isPlanned !== undefined){
const _errs49 = errors;
if(typeof data.isPlanned !== "boolean"){
validate31.errors = [{instancePath:instancePath+"/isPlanned",schemaPath:"#/properties/isPlanned/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"}];
return false;
}
var valid0 = _errs49 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.unknown !== undefined){
let data22 = data.unknown;
const _errs51 = errors;
if(errors === _errs51){
if(Array.isArray(data22)){
if(data22.length > 64){
validate31.errors = [{instancePath:instancePath+"/unknown",schemaPath:"#/properties/unknown/maxItems",keyword:"maxItems",params:{limit: 64},message:"must NOT have more than 64 items"}];
return false;
}
else {
var valid11 = true;
const len2 = data22.length;
for(let i2=0; i2<len2; i2++){
const _errs53 = errors;
if(typeof data22[i2] !== "string"){
validate31.errors = [{instancePath:instancePath+"/unknown/" + i2,schemaPath:"#/properties/unknown/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid11 = _errs53 === errors;
if(!valid11){
break;
}
}
}
}
else {
validate31.errors = [{instancePath:instancePath+"/unknown",schemaPath:"#/properties/unknown/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs51 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate31.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate31.errors = vErrors;
return errors === 0;
}
validate31.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((((((((((((data.host === undefined) && (missing0 = "host")) || ((data.file === undefined) && (missing0 = "file"))) || ((data.status === undefined) && (missing0 = "status"))) || ((data.failure === undefined) && (missing0 = "failure"))) || ((data.baseFailure === undefined) && (missing0 = "baseFailure"))) || ((data.facts === undefined) && (missing0 = "facts"))) || ((data.factsProblem === undefined) && (missing0 = "factsProblem"))) || ((data.before === undefined) && (missing0 = "before"))) || ((data.after === undefined) && (missing0 = "after"))) || ((data.changes === undefined) && (missing0 = "changes"))) || ((data.apart === undefined) && (missing0 = "apart"))) || ((data.permissions === undefined) && (missing0 = "permissions"))) || ((data.fights === undefined) && (missing0 = "fights"))) || ((data.sections === undefined) && (missing0 = "sections"))) || ((data.policy === undefined) && (missing0 = "policy"))){
validate21.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(["host","file","status","failure","baseFailure","facts","factsProblem","before","after","changes","apart","permissions","fights","sections","policy","map"].includes(key0))){
validate21.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.host !== undefined){
const _errs2 = errors;
if(typeof data.host !== "string"){
validate21.errors = [{instancePath:instancePath+"/host",schemaPath:"#/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.file !== undefined){
const _errs4 = errors;
if(typeof data.file !== "string"){
validate21.errors = [{instancePath:instancePath+"/file",schemaPath:"#/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.status !== undefined){
let data2 = data.status;
const _errs6 = errors;
if(!((((data2 === "changed") || (data2 === "added")) || (data2 === "removed")) || (data2 === "failed"))){
validate21.errors = [{instancePath:instancePath+"/status",schemaPath:"#/properties/status/enum",keyword:"enum",params:{allowedValues: schema32().properties.status.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.failure !== undefined){
let data3 = data.failure;
const _errs7 = errors;
const _errs8 = errors;
let valid1 = false;
const _errs9 = errors;
if(!(validate22(data3, {instancePath:instancePath+"/failure",parentData:data,parentDataProperty:"failure",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
var _valid0 = _errs9 === errors;
valid1 = valid1 || _valid0;
const _errs10 = errors;
if(data3 !== null){
const err0 = {instancePath:instancePath+"/failure",schemaPath:"#/properties/failure/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs10 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const err1 = {instancePath:instancePath+"/failure",schemaPath:"#/properties/failure/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
validate21.errors = vErrors;
return false;
}
else {
errors = _errs8;
if(vErrors !== null){
if(_errs8){
vErrors.length = _errs8;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.baseFailure !== undefined){
let data4 = data.baseFailure;
const _errs12 = errors;
const _errs13 = errors;
let valid2 = false;
const _errs14 = errors;
if(!(validate22(data4, {instancePath:instancePath+"/baseFailure",parentData:data,parentDataProperty:"baseFailure",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
var _valid1 = _errs14 === errors;
valid2 = valid2 || _valid1;
const _errs15 = errors;
if(data4 !== null){
const err2 = {instancePath:instancePath+"/baseFailure",schemaPath:"#/properties/baseFailure/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
var _valid1 = _errs15 === errors;
valid2 = valid2 || _valid1;
if(!valid2){
const err3 = {instancePath:instancePath+"/baseFailure",schemaPath:"#/properties/baseFailure/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
validate21.errors = vErrors;
return false;
}
else {
errors = _errs13;
if(vErrors !== null){
if(_errs13){
vErrors.length = _errs13;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.facts !== undefined){
let data5 = data.facts;
const _errs17 = errors;
const _errs18 = errors;
let valid3 = false;
const _errs19 = errors;
if(errors === _errs19){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
let missing1;
if(((((((data5.at === undefined) && (missing1 = "at")) || ((data5.ageSeconds === undefined) && (missing1 = "ageSeconds"))) || ((data5.digest === undefined) && (missing1 = "digest"))) || ((data5.vexor === undefined) && (missing1 = "vexor"))) || ((data5.asRoot === undefined) && (missing1 = "asRoot"))) || ((data5.signedBy === undefined) && (missing1 = "signedBy"))){
const err4 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/anyOf/0/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
else {
const _errs21 = errors;
for(const key1 in data5){
if(!((((((key1 === "at") || (key1 === "ageSeconds")) || (key1 === "digest")) || (key1 === "vexor")) || (key1 === "asRoot")) || (key1 === "signedBy"))){
const err5 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/anyOf/0/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
break;
}
}
if(_errs21 === errors){
if(data5.at !== undefined){
const _errs22 = errors;
if(typeof data5.at !== "string"){
const err6 = {instancePath:instancePath+"/facts/at",schemaPath:"#/properties/facts/anyOf/0/properties/at/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
var valid4 = _errs22 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.ageSeconds !== undefined){
let data7 = data5.ageSeconds;
const _errs24 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
const err7 = {instancePath:instancePath+"/facts/ageSeconds",schemaPath:"#/properties/facts/anyOf/0/properties/ageSeconds/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(errors === _errs24){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 < 0 || isNaN(data7)){
const err8 = {instancePath:instancePath+"/facts/ageSeconds",schemaPath:"#/properties/facts/anyOf/0/properties/ageSeconds/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
var valid4 = _errs24 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.digest !== undefined){
const _errs26 = errors;
if(typeof data5.digest !== "string"){
const err9 = {instancePath:instancePath+"/facts/digest",schemaPath:"#/properties/facts/anyOf/0/properties/digest/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
var valid4 = _errs26 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.vexor !== undefined){
const _errs28 = errors;
if(typeof data5.vexor !== "string"){
const err10 = {instancePath:instancePath+"/facts/vexor",schemaPath:"#/properties/facts/anyOf/0/properties/vexor/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
var valid4 = _errs28 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.asRoot !== undefined){
const _errs30 = errors;
if(typeof data5.asRoot !== "boolean"){
const err11 = {instancePath:instancePath+"/facts/asRoot",schemaPath:"#/properties/facts/anyOf/0/properties/asRoot/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
var valid4 = _errs30 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.signedBy !== undefined){
let data11 = data5.signedBy;
const _errs32 = errors;
if((typeof data11 !== "string") && (data11 !== null)){
const err12 = {instancePath:instancePath+"/facts/signedBy",schemaPath:"#/properties/facts/anyOf/0/properties/signedBy/type",keyword:"type",params:{type: schema32().properties.facts.anyOf[0].properties.signedBy.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
var valid4 = _errs32 === errors;
}
else {
var valid4 = true;
}
}
}
}
}
}
}
}
}
else {
const err13 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/anyOf/0/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
var _valid2 = _errs19 === errors;
valid3 = valid3 || _valid2;
const _errs34 = errors;
if(data5 !== null){
const err14 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
var _valid2 = _errs34 === errors;
valid3 = valid3 || _valid2;
if(!valid3){
const err15 = {instancePath:instancePath+"/facts",schemaPath:"#/properties/facts/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
validate21.errors = vErrors;
return false;
}
else {
errors = _errs18;
if(vErrors !== null){
if(_errs18){
vErrors.length = _errs18;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.factsProblem !== undefined){
let data12 = data.factsProblem;
const _errs36 = errors;
const _errs37 = errors;
let valid5 = false;
const _errs38 = errors;
if(!(validate22(data12, {instancePath:instancePath+"/factsProblem",parentData:data,parentDataProperty:"factsProblem",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
var _valid3 = _errs38 === errors;
valid5 = valid5 || _valid3;
const _errs39 = errors;
if(data12 !== null){
const err16 = {instancePath:instancePath+"/factsProblem",schemaPath:"#/properties/factsProblem/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
var _valid3 = _errs39 === errors;
valid5 = valid5 || _valid3;
if(!valid5){
const err17 = {instancePath:instancePath+"/factsProblem",schemaPath:"#/properties/factsProblem/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
validate21.errors = vErrors;
return false;
}
else {
errors = _errs37;
if(vErrors !== null){
if(_errs37){
vErrors.length = _errs37;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs36 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.before !== undefined){
let data13 = data.before;
const _errs41 = errors;
const _errs42 = errors;
let valid6 = false;
const _errs43 = errors;
const _errs44 = errors;
if(errors === _errs44){
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
let missing2;
if(((((((data13.format === undefined) && (missing2 = "format")) || ((data13.id === undefined) && (missing2 = "id"))) || ((data13.host === undefined) && (missing2 = "host"))) || ((data13.items === undefined) && (missing2 = "items"))) || ((data13.changes === undefined) && (missing2 = "changes"))) || ((data13.summary === undefined) && (missing2 = "summary"))){
const err18 = {instancePath:instancePath+"/before",schemaPath:"#/$defs/plan/required",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'"};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
else {
if(data13.format !== undefined){
if("vexor.plan/2" !== data13.format){
const err19 = {instancePath:instancePath+"/before/format",schemaPath:"#/$defs/plan/properties/format/const",keyword:"const",params:{allowedValue: "vexor.plan/2"},message:"must be equal to constant"};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
}
else {
const err20 = {instancePath:instancePath+"/before",schemaPath:"#/$defs/plan/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
var _valid4 = _errs43 === errors;
valid6 = valid6 || _valid4;
if(_valid4){
var props4 = {};
props4.format = true;
}
const _errs47 = errors;
if(data13 !== null){
const err21 = {instancePath:instancePath+"/before",schemaPath:"#/properties/before/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
var _valid4 = _errs47 === errors;
valid6 = valid6 || _valid4;
if(!valid6){
const err22 = {instancePath:instancePath+"/before",schemaPath:"#/properties/before/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
validate21.errors = vErrors;
return false;
}
else {
errors = _errs42;
if(vErrors !== null){
if(_errs42){
vErrors.length = _errs42;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs41 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.after !== undefined){
let data15 = data.after;
const _errs49 = errors;
const _errs50 = errors;
let valid9 = false;
const _errs51 = errors;
const _errs52 = errors;
if(errors === _errs52){
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
let missing3;
if(((((((data15.format === undefined) && (missing3 = "format")) || ((data15.id === undefined) && (missing3 = "id"))) || ((data15.host === undefined) && (missing3 = "host"))) || ((data15.items === undefined) && (missing3 = "items"))) || ((data15.changes === undefined) && (missing3 = "changes"))) || ((data15.summary === undefined) && (missing3 = "summary"))){
const err23 = {instancePath:instancePath+"/after",schemaPath:"#/$defs/plan/required",keyword:"required",params:{missingProperty: missing3},message:"must have required property '"+missing3+"'"};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
else {
if(data15.format !== undefined){
if("vexor.plan/2" !== data15.format){
const err24 = {instancePath:instancePath+"/after/format",schemaPath:"#/$defs/plan/properties/format/const",keyword:"const",params:{allowedValue: "vexor.plan/2"},message:"must be equal to constant"};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
}
else {
const err25 = {instancePath:instancePath+"/after",schemaPath:"#/$defs/plan/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
var _valid5 = _errs51 === errors;
valid9 = valid9 || _valid5;
if(_valid5){
var props5 = {};
props5.format = true;
}
const _errs55 = errors;
if(data15 !== null){
const err26 = {instancePath:instancePath+"/after",schemaPath:"#/properties/after/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
var _valid5 = _errs55 === errors;
valid9 = valid9 || _valid5;
if(!valid9){
const err27 = {instancePath:instancePath+"/after",schemaPath:"#/properties/after/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
validate21.errors = vErrors;
return false;
}
else {
errors = _errs50;
if(vErrors !== null){
if(_errs50){
vErrors.length = _errs50;
}
else {
vErrors = null;
}
}
}
var valid0 = _errs49 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.changes !== undefined){
let data17 = data.changes;
const _errs57 = errors;
if(errors === _errs57){
if(Array.isArray(data17)){
var valid12 = true;
const len0 = data17.length;
for(let i0=0; i0<len0; i0++){
const _errs59 = errors;
if(!(validate26(data17[i0], {instancePath:instancePath+"/changes/" + i0,parentData:data17,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
errors = vErrors.length;
}
var valid12 = _errs59 === errors;
if(!valid12){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/changes",schemaPath:"#/properties/changes/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs57 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.apart !== undefined){
let data19 = data.apart;
const _errs60 = errors;
if(errors === _errs60){
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
let missing4;
if(((data19.toDo === undefined) && (missing4 = "toDo")) || ((data19.blocked === undefined) && (missing4 = "blocked"))){
validate21.errors = [{instancePath:instancePath+"/apart",schemaPath:"#/properties/apart/required",keyword:"required",params:{missingProperty: missing4},message:"must have required property '"+missing4+"'"}];
return false;
}
else {
const _errs62 = errors;
for(const key2 in data19){
if(!((key2 === "toDo") || (key2 === "blocked"))){
validate21.errors = [{instancePath:instancePath+"/apart",schemaPath:"#/properties/apart/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs62 === errors){
if(data19.toDo !== undefined){
let data20 = data19.toDo;
const _errs63 = errors;
if(!(((typeof data20 == "number") && (!(data20 % 1) && !isNaN(data20))) && (isFinite(data20)))){
validate21.errors = [{instancePath:instancePath+"/apart/toDo",schemaPath:"#/properties/apart/properties/toDo/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs63){
if((typeof data20 == "number") && (isFinite(data20))){
if(data20 < 0 || isNaN(data20)){
validate21.errors = [{instancePath:instancePath+"/apart/toDo",schemaPath:"#/properties/apart/properties/toDo/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid13 = _errs63 === errors;
}
else {
var valid13 = true;
}
if(valid13){
if(data19.blocked !== undefined){
let data21 = data19.blocked;
const _errs65 = errors;
if(!(((typeof data21 == "number") && (!(data21 % 1) && !isNaN(data21))) && (isFinite(data21)))){
validate21.errors = [{instancePath:instancePath+"/apart/blocked",schemaPath:"#/properties/apart/properties/blocked/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs65){
if((typeof data21 == "number") && (isFinite(data21))){
if(data21 < 0 || isNaN(data21)){
validate21.errors = [{instancePath:instancePath+"/apart/blocked",schemaPath:"#/properties/apart/properties/blocked/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid13 = _errs65 === errors;
}
else {
var valid13 = true;
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/apart",schemaPath:"#/properties/apart/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs60 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.permissions !== undefined){
let data22 = data.permissions;
const _errs67 = errors;
if(errors === _errs67){
if(Array.isArray(data22)){
var valid14 = true;
const len1 = data22.length;
for(let i1=0; i1<len1; i1++){
let data23 = data22[i1];
const _errs69 = errors;
if(errors === _errs69){
if(data23 && typeof data23 == "object" && !Array.isArray(data23)){
let missing5;
if(((((data23.entry === undefined) && (missing5 = "entry")) || ((data23.from === undefined) && (missing5 = "from"))) || ((data23.why === undefined) && (missing5 = "why"))) || ((data23.place === undefined) && (missing5 = "place"))){
validate21.errors = [{instancePath:instancePath+"/permissions/" + i1,schemaPath:"#/properties/permissions/items/required",keyword:"required",params:{missingProperty: missing5},message:"must have required property '"+missing5+"'"}];
return false;
}
else {
const _errs71 = errors;
for(const key3 in data23){
if(!((((key3 === "entry") || (key3 === "from")) || (key3 === "why")) || (key3 === "place"))){
validate21.errors = [{instancePath:instancePath+"/permissions/" + i1,schemaPath:"#/properties/permissions/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs71 === errors){
if(data23.entry !== undefined){
const _errs72 = errors;
if(typeof data23.entry !== "string"){
validate21.errors = [{instancePath:instancePath+"/permissions/" + i1+"/entry",schemaPath:"#/properties/permissions/items/properties/entry/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid15 = _errs72 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data23.from !== undefined){
const _errs74 = errors;
if(typeof data23.from !== "string"){
validate21.errors = [{instancePath:instancePath+"/permissions/" + i1+"/from",schemaPath:"#/properties/permissions/items/properties/from/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid15 = _errs74 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data23.why !== undefined){
let data26 = data23.why;
const _errs76 = errors;
if((typeof data26 !== "string") && (data26 !== null)){
validate21.errors = [{instancePath:instancePath+"/permissions/" + i1+"/why",schemaPath:"#/properties/permissions/items/properties/why/type",keyword:"type",params:{type: schema32().properties.permissions.items.properties.why.type},message:"must be string,null"}];
return false;
}
var valid15 = _errs76 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data23.place !== undefined){
let data27 = data23.place;
const _errs78 = errors;
const _errs79 = errors;
let valid16 = false;
const _errs80 = errors;
const _errs81 = errors;
if(errors === _errs81){
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
let missing6;
if((((data27.file === undefined) && (missing6 = "file")) || ((data27.line === undefined) && (missing6 = "line"))) || ((data27.column === undefined) && (missing6 = "column"))){
const err28 = {instancePath:instancePath+"/permissions/" + i1+"/place",schemaPath:"#/$defs/place/required",keyword:"required",params:{missingProperty: missing6},message:"must have required property '"+missing6+"'"};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
else {
const _errs83 = errors;
for(const key4 in data27){
if(!(((key4 === "file") || (key4 === "line")) || (key4 === "column"))){
const err29 = {instancePath:instancePath+"/permissions/" + i1+"/place",schemaPath:"#/$defs/place/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
break;
}
}
if(_errs83 === errors){
if(data27.file !== undefined){
const _errs84 = errors;
if(typeof data27.file !== "string"){
const err30 = {instancePath:instancePath+"/permissions/" + i1+"/place/file",schemaPath:"#/$defs/place/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
var valid18 = _errs84 === errors;
}
else {
var valid18 = true;
}
if(valid18){
if(data27.line !== undefined){
let data29 = data27.line;
const _errs86 = errors;
if(!(((typeof data29 == "number") && (!(data29 % 1) && !isNaN(data29))) && (isFinite(data29)))){
const err31 = {instancePath:instancePath+"/permissions/" + i1+"/place/line",schemaPath:"#/$defs/place/properties/line/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(errors === _errs86){
if((typeof data29 == "number") && (isFinite(data29))){
if(data29 < 1 || isNaN(data29)){
const err32 = {instancePath:instancePath+"/permissions/" + i1+"/place/line",schemaPath:"#/$defs/place/properties/line/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
}
var valid18 = _errs86 === errors;
}
else {
var valid18 = true;
}
if(valid18){
if(data27.column !== undefined){
let data30 = data27.column;
const _errs88 = errors;
if(!(((typeof data30 == "number") && (!(data30 % 1) && !isNaN(data30))) && (isFinite(data30)))){
const err33 = {instancePath:instancePath+"/permissions/" + i1+"/place/column",schemaPath:"#/$defs/place/properties/column/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(errors === _errs88){
if((typeof data30 == "number") && (isFinite(data30))){
if(data30 < 1 || isNaN(data30)){
const err34 = {instancePath:instancePath+"/permissions/" + i1+"/place/column",schemaPath:"#/$defs/place/properties/column/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
var valid18 = _errs88 === errors;
}
else {
var valid18 = true;
}
}
}
}
}
}
else {
const err35 = {instancePath:instancePath+"/permissions/" + i1+"/place",schemaPath:"#/$defs/place/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
var _valid6 = _errs80 === errors;
valid16 = valid16 || _valid6;
const _errs90 = errors;
if(data27 !== null){
const err36 = {instancePath:instancePath+"/permissions/" + i1+"/place",schemaPath:"#/properties/permissions/items/properties/place/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
var _valid6 = _errs90 === errors;
valid16 = valid16 || _valid6;
if(!valid16){
const err37 = {instancePath:instancePath+"/permissions/" + i1+"/place",schemaPath:"#/properties/permissions/items/properties/place/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
validate21.errors = vErrors;
return false;
}
else {
errors = _errs79;
if(vErrors !== null){
if(_errs79){
vErrors.length = _errs79;
}
else {
vErrors = null;
}
}
}
var valid15 = _errs78 === errors;
}
else {
var valid15 = true;
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/permissions/" + i1,schemaPath:"#/properties/permissions/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid14 = _errs69 === errors;
if(!valid14){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/permissions",schemaPath:"#/properties/permissions/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs67 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.fights !== undefined){
let data31 = data.fights;
const _errs92 = errors;
if(errors === _errs92){
if(Array.isArray(data31)){
var valid19 = true;
const len2 = data31.length;
for(let i2=0; i2<len2; i2++){
let data32 = data31[i2];
const _errs94 = errors;
if(errors === _errs94){
if(data32 && typeof data32 == "object" && !Array.isArray(data32)){
let missing7;
if((((data32.entry === undefined) && (missing7 = "entry")) || ((data32.counts === undefined) && (missing7 = "counts"))) || ((data32.loses === undefined) && (missing7 = "loses"))){
validate21.errors = [{instancePath:instancePath+"/fights/" + i2,schemaPath:"#/properties/fights/items/required",keyword:"required",params:{missingProperty: missing7},message:"must have required property '"+missing7+"'"}];
return false;
}
else {
const _errs96 = errors;
for(const key5 in data32){
if(!(((key5 === "entry") || (key5 === "counts")) || (key5 === "loses"))){
validate21.errors = [{instancePath:instancePath+"/fights/" + i2,schemaPath:"#/properties/fights/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs96 === errors){
if(data32.entry !== undefined){
const _errs97 = errors;
if(typeof data32.entry !== "string"){
validate21.errors = [{instancePath:instancePath+"/fights/" + i2+"/entry",schemaPath:"#/properties/fights/items/properties/entry/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid20 = _errs97 === errors;
}
else {
var valid20 = true;
}
if(valid20){
if(data32.counts !== undefined){
const _errs99 = errors;
if(!(validate28(data32.counts, {instancePath:instancePath+"/fights/" + i2+"/counts",parentData:data32,parentDataProperty:"counts",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
errors = vErrors.length;
}
var valid20 = _errs99 === errors;
}
else {
var valid20 = true;
}
if(valid20){
if(data32.loses !== undefined){
const _errs100 = errors;
if(!(validate28(data32.loses, {instancePath:instancePath+"/fights/" + i2+"/loses",parentData:data32,parentDataProperty:"loses",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate28.errors : vErrors.concat(validate28.errors);
errors = vErrors.length;
}
var valid20 = _errs100 === errors;
}
else {
var valid20 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/fights/" + i2,schemaPath:"#/properties/fights/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid19 = _errs94 === errors;
if(!valid19){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/fights",schemaPath:"#/properties/fights/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs92 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sections !== undefined){
let data36 = data.sections;
const _errs101 = errors;
if(errors === _errs101){
if(Array.isArray(data36)){
var valid21 = true;
const len3 = data36.length;
for(let i3=0; i3<len3; i3++){
let data37 = data36[i3];
const _errs103 = errors;
if(errors === _errs103){
if(data37 && typeof data37 == "object" && !Array.isArray(data37)){
let missing8;
if(((data37.name === undefined) && (missing8 = "name")) || ((data37.place === undefined) && (missing8 = "place"))){
validate21.errors = [{instancePath:instancePath+"/sections/" + i3,schemaPath:"#/properties/sections/items/required",keyword:"required",params:{missingProperty: missing8},message:"must have required property '"+missing8+"'"}];
return false;
}
else {
const _errs105 = errors;
for(const key6 in data37){
if(!((key6 === "name") || (key6 === "place"))){
validate21.errors = [{instancePath:instancePath+"/sections/" + i3,schemaPath:"#/properties/sections/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs105 === errors){
if(data37.name !== undefined){
const _errs106 = errors;
if(typeof data37.name !== "string"){
validate21.errors = [{instancePath:instancePath+"/sections/" + i3+"/name",schemaPath:"#/properties/sections/items/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid22 = _errs106 === errors;
}
else {
var valid22 = true;
}
if(valid22){
if(data37.place !== undefined){
let data39 = data37.place;
const _errs108 = errors;
const _errs109 = errors;
let valid23 = false;
const _errs110 = errors;
const _errs111 = errors;
if(errors === _errs111){
if(data39 && typeof data39 == "object" && !Array.isArray(data39)){
let missing9;
if((((data39.file === undefined) && (missing9 = "file")) || ((data39.line === undefined) && (missing9 = "line"))) || ((data39.column === undefined) && (missing9 = "column"))){
const err38 = {instancePath:instancePath+"/sections/" + i3+"/place",schemaPath:"#/$defs/place/required",keyword:"required",params:{missingProperty: missing9},message:"must have required property '"+missing9+"'"};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
else {
const _errs113 = errors;
for(const key7 in data39){
if(!(((key7 === "file") || (key7 === "line")) || (key7 === "column"))){
const err39 = {instancePath:instancePath+"/sections/" + i3+"/place",schemaPath:"#/$defs/place/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties"};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
break;
}
}
if(_errs113 === errors){
if(data39.file !== undefined){
const _errs114 = errors;
if(typeof data39.file !== "string"){
const err40 = {instancePath:instancePath+"/sections/" + i3+"/place/file",schemaPath:"#/$defs/place/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
var valid25 = _errs114 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data39.line !== undefined){
let data41 = data39.line;
const _errs116 = errors;
if(!(((typeof data41 == "number") && (!(data41 % 1) && !isNaN(data41))) && (isFinite(data41)))){
const err41 = {instancePath:instancePath+"/sections/" + i3+"/place/line",schemaPath:"#/$defs/place/properties/line/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if(errors === _errs116){
if((typeof data41 == "number") && (isFinite(data41))){
if(data41 < 1 || isNaN(data41)){
const err42 = {instancePath:instancePath+"/sections/" + i3+"/place/line",schemaPath:"#/$defs/place/properties/line/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
}
var valid25 = _errs116 === errors;
}
else {
var valid25 = true;
}
if(valid25){
if(data39.column !== undefined){
let data42 = data39.column;
const _errs118 = errors;
if(!(((typeof data42 == "number") && (!(data42 % 1) && !isNaN(data42))) && (isFinite(data42)))){
const err43 = {instancePath:instancePath+"/sections/" + i3+"/place/column",schemaPath:"#/$defs/place/properties/column/type",keyword:"type",params:{type: "integer"},message:"must be integer"};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(errors === _errs118){
if((typeof data42 == "number") && (isFinite(data42))){
if(data42 < 1 || isNaN(data42)){
const err44 = {instancePath:instancePath+"/sections/" + i3+"/place/column",schemaPath:"#/$defs/place/properties/column/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
}
var valid25 = _errs118 === errors;
}
else {
var valid25 = true;
}
}
}
}
}
}
else {
const err45 = {instancePath:instancePath+"/sections/" + i3+"/place",schemaPath:"#/$defs/place/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
var _valid7 = _errs110 === errors;
valid23 = valid23 || _valid7;
const _errs120 = errors;
if(data39 !== null){
const err46 = {instancePath:instancePath+"/sections/" + i3+"/place",schemaPath:"#/properties/sections/items/properties/place/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
var _valid7 = _errs120 === errors;
valid23 = valid23 || _valid7;
if(!valid23){
const err47 = {instancePath:instancePath+"/sections/" + i3+"/place",schemaPath:"#/properties/sections/items/properties/place/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
validate21.errors = vErrors;
return false;
}
else {
errors = _errs109;
if(vErrors !== null){
if(_errs109){
vErrors.length = _errs109;
}
else {
vErrors = null;
}
}
}
var valid22 = _errs108 === errors;
}
else {
var valid22 = true;
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/sections/" + i3,schemaPath:"#/properties/sections/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid21 = _errs103 === errors;
if(!valid21){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/sections",schemaPath:"#/properties/sections/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs101 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.policy !== undefined){
let data43 = data.policy;
const _errs122 = errors;
if(errors === _errs122){
if(Array.isArray(data43)){
var valid26 = true;
const len4 = data43.length;
for(let i4=0; i4<len4; i4++){
let data44 = data43[i4];
const _errs124 = errors;
if(errors === _errs124){
if(data44 && typeof data44 == "object" && !Array.isArray(data44)){
let missing10;
if(((((data44.effect === undefined) && (missing10 = "effect")) || ((data44.rule === undefined) && (missing10 = "rule"))) || ((data44.message === undefined) && (missing10 = "message"))) || ((data44.place === undefined) && (missing10 = "place"))){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4,schemaPath:"#/properties/policy/items/required",keyword:"required",params:{missingProperty: missing10},message:"must have required property '"+missing10+"'"}];
return false;
}
else {
const _errs126 = errors;
for(const key8 in data44){
if(!((((key8 === "effect") || (key8 === "rule")) || (key8 === "message")) || (key8 === "place"))){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4,schemaPath:"#/properties/policy/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs126 === errors){
if(data44.effect !== undefined){
let data45 = data44.effect;
const _errs127 = errors;
if(!((data45 === "deny") || (data45 === "warn"))){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/effect",schemaPath:"#/properties/policy/items/properties/effect/enum",keyword:"enum",params:{allowedValues: schema32().properties.policy.items.properties.effect.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid27 = _errs127 === errors;
}
else {
var valid27 = true;
}
if(valid27){
if(data44.rule !== undefined){
const _errs128 = errors;
if(typeof data44.rule !== "string"){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/rule",schemaPath:"#/properties/policy/items/properties/rule/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid27 = _errs128 === errors;
}
else {
var valid27 = true;
}
if(valid27){
if(data44.message !== undefined){
const _errs130 = errors;
if(typeof data44.message !== "string"){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/message",schemaPath:"#/properties/policy/items/properties/message/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid27 = _errs130 === errors;
}
else {
var valid27 = true;
}
if(valid27){
if(data44.place !== undefined){
let data48 = data44.place;
const _errs132 = errors;
const _errs133 = errors;
if(errors === _errs133){
if(data48 && typeof data48 == "object" && !Array.isArray(data48)){
let missing11;
if((((data48.file === undefined) && (missing11 = "file")) || ((data48.line === undefined) && (missing11 = "line"))) || ((data48.column === undefined) && (missing11 = "column"))){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/place",schemaPath:"#/$defs/place/required",keyword:"required",params:{missingProperty: missing11},message:"must have required property '"+missing11+"'"}];
return false;
}
else {
const _errs135 = errors;
for(const key9 in data48){
if(!(((key9 === "file") || (key9 === "line")) || (key9 === "column"))){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/place",schemaPath:"#/$defs/place/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs135 === errors){
if(data48.file !== undefined){
const _errs136 = errors;
if(typeof data48.file !== "string"){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/place/file",schemaPath:"#/$defs/place/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid29 = _errs136 === errors;
}
else {
var valid29 = true;
}
if(valid29){
if(data48.line !== undefined){
let data50 = data48.line;
const _errs138 = errors;
if(!(((typeof data50 == "number") && (!(data50 % 1) && !isNaN(data50))) && (isFinite(data50)))){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/place/line",schemaPath:"#/$defs/place/properties/line/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs138){
if((typeof data50 == "number") && (isFinite(data50))){
if(data50 < 1 || isNaN(data50)){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/place/line",schemaPath:"#/$defs/place/properties/line/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
var valid29 = _errs138 === errors;
}
else {
var valid29 = true;
}
if(valid29){
if(data48.column !== undefined){
let data51 = data48.column;
const _errs140 = errors;
if(!(((typeof data51 == "number") && (!(data51 % 1) && !isNaN(data51))) && (isFinite(data51)))){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/place/column",schemaPath:"#/$defs/place/properties/column/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs140){
if((typeof data51 == "number") && (isFinite(data51))){
if(data51 < 1 || isNaN(data51)){
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/place/column",schemaPath:"#/$defs/place/properties/column/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
var valid29 = _errs140 === errors;
}
else {
var valid29 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/policy/" + i4+"/place",schemaPath:"#/$defs/place/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid27 = _errs132 === errors;
}
else {
var valid27 = true;
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/policy/" + i4,schemaPath:"#/properties/policy/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid26 = _errs124 === errors;
if(!valid26){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs122 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.map !== undefined){
const _errs142 = errors;
if(!(validate31(data.map, {instancePath:instancePath+"/map",parentData:data,parentDataProperty:"map",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
errors = vErrors.length;
}
var valid0 = _errs142 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="vexor/v1/review.schema.json" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((((((data.format === undefined) && (missing0 = "format")) || ((data.base === undefined) && (missing0 = "base"))) || ((data.head === undefined) && (missing0 = "head"))) || ((data.from === undefined) && (missing0 = "from"))) || ((data.summary === undefined) && (missing0 = "summary"))) || ((data.hosts === undefined) && (missing0 = "hosts"))) || ((data.groups === undefined) && (missing0 = "groups"))) || ((data.alsoInBase === undefined) && (missing0 = "alsoInBase"))) || ((data.policy === undefined) && (missing0 = "policy"))) || ((data.trusted === undefined) && (missing0 = "trusted"))){
validate20.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(["format","base","head","from","number","summary","hosts","groups","alsoInBase","policy","trusted"].includes(key0))){
validate20.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.format !== undefined){
const _errs2 = errors;
if("vexor.review/1" !== data.format){
validate20.errors = [{instancePath:instancePath+"/format",schemaPath:"#/properties/format/const",keyword:"const",params:{allowedValue: "vexor.review/1"},message:"must be equal to constant"}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.base !== undefined){
let data1 = data.base;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(!pattern4().test(data1)){
validate20.errors = [{instancePath:instancePath+"/base",schemaPath:"#/properties/base/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{40}$"},message:"must match pattern \""+"^[0-9a-f]{40}$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/base",schemaPath:"#/properties/base/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.head !== undefined){
let data2 = data.head;
const _errs5 = errors;
if(errors === _errs5){
if(typeof data2 === "string"){
if(!pattern4().test(data2)){
validate20.errors = [{instancePath:instancePath+"/head",schemaPath:"#/properties/head/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{40}$"},message:"must match pattern \""+"^[0-9a-f]{40}$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/head",schemaPath:"#/properties/head/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.from !== undefined){
let data3 = data.from;
const _errs7 = errors;
if(errors === _errs7){
if(typeof data3 === "string"){
if(!pattern4().test(data3)){
validate20.errors = [{instancePath:instancePath+"/from",schemaPath:"#/properties/from/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{40}$"},message:"must match pattern \""+"^[0-9a-f]{40}$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.number !== undefined){
let data4 = data.number;
const _errs9 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate20.errors = [{instancePath:instancePath+"/number",schemaPath:"#/properties/number/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs9){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 > 999999999 || isNaN(data4)){
validate20.errors = [{instancePath:instancePath+"/number",schemaPath:"#/properties/number/maximum",keyword:"maximum",params:{comparison: "<=", limit: 999999999},message:"must be <= 999999999"}];
return false;
}
else {
if(data4 < 1 || isNaN(data4)){
validate20.errors = [{instancePath:instancePath+"/number",schemaPath:"#/properties/number/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.summary !== undefined){
let data5 = data.summary;
const _errs11 = errors;
if(errors === _errs11){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
let missing1;
if(((((((((((((((data5.hosts === undefined) && (missing1 = "hosts")) || ((data5.changed === undefined) && (missing1 = "changed"))) || ((data5.added === undefined) && (missing1 = "added"))) || ((data5.removed === undefined) && (missing1 = "removed"))) || ((data5.failed === undefined) && (missing1 = "failed"))) || ((data5.unplanned === undefined) && (missing1 = "unplanned"))) || ((data5.changes === undefined) && (missing1 = "changes"))) || ((data5.permissions === undefined) && (missing1 = "permissions"))) || ((data5.fights === undefined) && (missing1 = "fights"))) || ((data5.interrupted === undefined) && (missing1 = "interrupted"))) || ((data5.reboots === undefined) && (missing1 = "reboots"))) || ((data5.signing === undefined) && (missing1 = "signing"))) || ((data5.denied === undefined) && (missing1 = "denied"))) || ((data5.warned === undefined) && (missing1 = "warned"))){
validate20.errors = [{instancePath:instancePath+"/summary",schemaPath:"#/properties/summary/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
const _errs13 = errors;
for(const key1 in data5){
if(!(["hosts","changed","added","removed","failed","unplanned","changes","permissions","fights","interrupted","reboots","signing","denied","warned"].includes(key1))){
validate20.errors = [{instancePath:instancePath+"/summary",schemaPath:"#/properties/summary/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs13 === errors){
if(data5.hosts !== undefined){
let data6 = data5.hosts;
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate20.errors = [{instancePath:instancePath+"/summary/hosts",schemaPath:"#/properties/summary/properties/hosts/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs14){
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 < 0 || isNaN(data6)){
validate20.errors = [{instancePath:instancePath+"/summary/hosts",schemaPath:"#/properties/summary/properties/hosts/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs14 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.changed !== undefined){
let data7 = data5.changed;
const _errs16 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate20.errors = [{instancePath:instancePath+"/summary/changed",schemaPath:"#/properties/summary/properties/changed/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs16){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 < 0 || isNaN(data7)){
validate20.errors = [{instancePath:instancePath+"/summary/changed",schemaPath:"#/properties/summary/properties/changed/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs16 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.added !== undefined){
let data8 = data5.added;
const _errs18 = errors;
if(!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))){
validate20.errors = [{instancePath:instancePath+"/summary/added",schemaPath:"#/properties/summary/properties/added/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs18){
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 < 0 || isNaN(data8)){
validate20.errors = [{instancePath:instancePath+"/summary/added",schemaPath:"#/properties/summary/properties/added/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs18 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.removed !== undefined){
let data9 = data5.removed;
const _errs20 = errors;
if(!(((typeof data9 == "number") && (!(data9 % 1) && !isNaN(data9))) && (isFinite(data9)))){
validate20.errors = [{instancePath:instancePath+"/summary/removed",schemaPath:"#/properties/summary/properties/removed/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs20){
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 < 0 || isNaN(data9)){
validate20.errors = [{instancePath:instancePath+"/summary/removed",schemaPath:"#/properties/summary/properties/removed/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs20 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.failed !== undefined){
let data10 = data5.failed;
const _errs22 = errors;
if(!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))){
validate20.errors = [{instancePath:instancePath+"/summary/failed",schemaPath:"#/properties/summary/properties/failed/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs22){
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 < 0 || isNaN(data10)){
validate20.errors = [{instancePath:instancePath+"/summary/failed",schemaPath:"#/properties/summary/properties/failed/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs22 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.unplanned !== undefined){
let data11 = data5.unplanned;
const _errs24 = errors;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
validate20.errors = [{instancePath:instancePath+"/summary/unplanned",schemaPath:"#/properties/summary/properties/unplanned/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs24){
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 < 0 || isNaN(data11)){
validate20.errors = [{instancePath:instancePath+"/summary/unplanned",schemaPath:"#/properties/summary/properties/unplanned/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs24 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.changes !== undefined){
let data12 = data5.changes;
const _errs26 = errors;
if(errors === _errs26){
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
let missing2;
if(((((((((((data12.none === undefined) && (missing2 = "none")) || ((data12.update === undefined) && (missing2 = "update"))) || ((data12.persist === undefined) && (missing2 = "persist"))) || ((data12.adopt === undefined) && (missing2 = "adopt"))) || ((data12.release === undefined) && (missing2 = "release"))) || ((data12.drift === undefined) && (missing2 = "drift"))) || ((data12.blocked === undefined) && (missing2 = "blocked"))) || ((data12.impossible === undefined) && (missing2 = "impossible"))) || ((data12.declared === undefined) && (missing2 = "declared"))) || ((data12.dropped === undefined) && (missing2 = "dropped"))){
validate20.errors = [{instancePath:instancePath+"/summary/changes",schemaPath:"#/properties/summary/properties/changes/required",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'"}];
return false;
}
else {
const _errs28 = errors;
for(const key2 in data12){
if(!(["none","update","persist","adopt","release","drift","blocked","impossible","declared","dropped"].includes(key2))){
validate20.errors = [{instancePath:instancePath+"/summary/changes",schemaPath:"#/properties/summary/properties/changes/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs28 === errors){
if(data12.none !== undefined){
let data13 = data12.none;
const _errs29 = errors;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
validate20.errors = [{instancePath:instancePath+"/summary/changes/none",schemaPath:"#/properties/summary/properties/changes/properties/none/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs29){
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 < 0 || isNaN(data13)){
validate20.errors = [{instancePath:instancePath+"/summary/changes/none",schemaPath:"#/properties/summary/properties/changes/properties/none/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs29 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data12.update !== undefined){
let data14 = data12.update;
const _errs31 = errors;
if(!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))){
validate20.errors = [{instancePath:instancePath+"/summary/changes/update",schemaPath:"#/properties/summary/properties/changes/properties/update/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs31){
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 < 0 || isNaN(data14)){
validate20.errors = [{instancePath:instancePath+"/summary/changes/update",schemaPath:"#/properties/summary/properties/changes/properties/update/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs31 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data12.persist !== undefined){
let data15 = data12.persist;
const _errs33 = errors;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
validate20.errors = [{instancePath:instancePath+"/summary/changes/persist",schemaPath:"#/properties/summary/properties/changes/properties/persist/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs33){
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 < 0 || isNaN(data15)){
validate20.errors = [{instancePath:instancePath+"/summary/changes/persist",schemaPath:"#/properties/summary/properties/changes/properties/persist/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs33 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data12.adopt !== undefined){
let data16 = data12.adopt;
const _errs35 = errors;
if(!(((typeof data16 == "number") && (!(data16 % 1) && !isNaN(data16))) && (isFinite(data16)))){
validate20.errors = [{instancePath:instancePath+"/summary/changes/adopt",schemaPath:"#/properties/summary/properties/changes/properties/adopt/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs35){
if((typeof data16 == "number") && (isFinite(data16))){
if(data16 < 0 || isNaN(data16)){
validate20.errors = [{instancePath:instancePath+"/summary/changes/adopt",schemaPath:"#/properties/summary/properties/changes/properties/adopt/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs35 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data12.release !== undefined){
let data17 = data12.release;
const _errs37 = errors;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
validate20.errors = [{instancePath:instancePath+"/summary/changes/release",schemaPath:"#/properties/summary/properties/changes/properties/release/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs37){
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 < 0 || isNaN(data17)){
validate20.errors = [{instancePath:instancePath+"/summary/changes/release",schemaPath:"#/properties/summary/properties/changes/properties/release/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs37 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data12.drift !== undefined){
let data18 = data12.drift;
const _errs39 = errors;
if(!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))){
validate20.errors = [{instancePath:instancePath+"/summary/changes/drift",schemaPath:"#/properties/summary/properties/changes/properties/drift/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs39){
if((typeof data18 == "number") && (isFinite(data18))){
if(data18 < 0 || isNaN(data18)){
validate20.errors = [{instancePath:instancePath+"/summary/changes/drift",schemaPath:"#/properties/summary/properties/changes/properties/drift/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs39 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data12.blocked !== undefined){
let data19 = data12.blocked;
const _errs41 = errors;
if(!(((typeof data19 == "number") && (!(data19 % 1) && !isNaN(data19))) && (isFinite(data19)))){
validate20.errors = [{instancePath:instancePath+"/summary/changes/blocked",schemaPath:"#/properties/summary/properties/changes/properties/blocked/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs41){
if((typeof data19 == "number") && (isFinite(data19))){
if(data19 < 0 || isNaN(data19)){
validate20.errors = [{instancePath:instancePath+"/summary/changes/blocked",schemaPath:"#/properties/summary/properties/changes/properties/blocked/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs41 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data12.impossible !== undefined){
let data20 = data12.impossible;
const _errs43 = errors;
if(!(((typeof data20 == "number") && (!(data20 % 1) && !isNaN(data20))) && (isFinite(data20)))){
validate20.errors = [{instancePath:instancePath+"/summary/changes/impossible",schemaPath:"#/properties/summary/properties/changes/properties/impossible/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs43){
if((typeof data20 == "number") && (isFinite(data20))){
if(data20 < 0 || isNaN(data20)){
validate20.errors = [{instancePath:instancePath+"/summary/changes/impossible",schemaPath:"#/properties/summary/properties/changes/properties/impossible/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs43 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data12.declared !== undefined){
let data21 = data12.declared;
const _errs45 = errors;
if(!(((typeof data21 == "number") && (!(data21 % 1) && !isNaN(data21))) && (isFinite(data21)))){
validate20.errors = [{instancePath:instancePath+"/summary/changes/declared",schemaPath:"#/properties/summary/properties/changes/properties/declared/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs45){
if((typeof data21 == "number") && (isFinite(data21))){
if(data21 < 0 || isNaN(data21)){
validate20.errors = [{instancePath:instancePath+"/summary/changes/declared",schemaPath:"#/properties/summary/properties/changes/properties/declared/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs45 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data12.dropped !== undefined){
let data22 = data12.dropped;
const _errs47 = errors;
if(!(((typeof data22 == "number") && (!(data22 % 1) && !isNaN(data22))) && (isFinite(data22)))){
validate20.errors = [{instancePath:instancePath+"/summary/changes/dropped",schemaPath:"#/properties/summary/properties/changes/properties/dropped/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs47){
if((typeof data22 == "number") && (isFinite(data22))){
if(data22 < 0 || isNaN(data22)){
validate20.errors = [{instancePath:instancePath+"/summary/changes/dropped",schemaPath:"#/properties/summary/properties/changes/properties/dropped/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs47 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/summary/changes",schemaPath:"#/properties/summary/properties/changes/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid1 = _errs26 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.permissions !== undefined){
let data23 = data5.permissions;
const _errs49 = errors;
if(!(((typeof data23 == "number") && (!(data23 % 1) && !isNaN(data23))) && (isFinite(data23)))){
validate20.errors = [{instancePath:instancePath+"/summary/permissions",schemaPath:"#/properties/summary/properties/permissions/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs49){
if((typeof data23 == "number") && (isFinite(data23))){
if(data23 < 0 || isNaN(data23)){
validate20.errors = [{instancePath:instancePath+"/summary/permissions",schemaPath:"#/properties/summary/properties/permissions/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs49 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.fights !== undefined){
let data24 = data5.fights;
const _errs51 = errors;
if(!(((typeof data24 == "number") && (!(data24 % 1) && !isNaN(data24))) && (isFinite(data24)))){
validate20.errors = [{instancePath:instancePath+"/summary/fights",schemaPath:"#/properties/summary/properties/fights/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs51){
if((typeof data24 == "number") && (isFinite(data24))){
if(data24 < 0 || isNaN(data24)){
validate20.errors = [{instancePath:instancePath+"/summary/fights",schemaPath:"#/properties/summary/properties/fights/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs51 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.interrupted !== undefined){
let data25 = data5.interrupted;
const _errs53 = errors;
if(!(((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25))) && (isFinite(data25)))){
validate20.errors = [{instancePath:instancePath+"/summary/interrupted",schemaPath:"#/properties/summary/properties/interrupted/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs53){
if((typeof data25 == "number") && (isFinite(data25))){
if(data25 < 0 || isNaN(data25)){
validate20.errors = [{instancePath:instancePath+"/summary/interrupted",schemaPath:"#/properties/summary/properties/interrupted/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs53 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.reboots !== undefined){
let data26 = data5.reboots;
const _errs55 = errors;
if(!(((typeof data26 == "number") && (!(data26 % 1) && !isNaN(data26))) && (isFinite(data26)))){
validate20.errors = [{instancePath:instancePath+"/summary/reboots",schemaPath:"#/properties/summary/properties/reboots/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs55){
if((typeof data26 == "number") && (isFinite(data26))){
if(data26 < 0 || isNaN(data26)){
validate20.errors = [{instancePath:instancePath+"/summary/reboots",schemaPath:"#/properties/summary/properties/reboots/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs55 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.signing !== undefined){
let data27 = data5.signing;
const _errs57 = errors;
if(!(((typeof data27 == "number") && (!(data27 % 1) && !isNaN(data27))) && (isFinite(data27)))){
validate20.errors = [{instancePath:instancePath+"/summary/signing",schemaPath:"#/properties/summary/properties/signing/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs57){
if((typeof data27 == "number") && (isFinite(data27))){
if(data27 < 0 || isNaN(data27)){
validate20.errors = [{instancePath:instancePath+"/summary/signing",schemaPath:"#/properties/summary/properties/signing/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs57 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.denied !== undefined){
let data28 = data5.denied;
const _errs59 = errors;
if(!(((typeof data28 == "number") && (!(data28 % 1) && !isNaN(data28))) && (isFinite(data28)))){
validate20.errors = [{instancePath:instancePath+"/summary/denied",schemaPath:"#/properties/summary/properties/denied/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs59){
if((typeof data28 == "number") && (isFinite(data28))){
if(data28 < 0 || isNaN(data28)){
validate20.errors = [{instancePath:instancePath+"/summary/denied",schemaPath:"#/properties/summary/properties/denied/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs59 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data5.warned !== undefined){
let data29 = data5.warned;
const _errs61 = errors;
if(!(((typeof data29 == "number") && (!(data29 % 1) && !isNaN(data29))) && (isFinite(data29)))){
validate20.errors = [{instancePath:instancePath+"/summary/warned",schemaPath:"#/properties/summary/properties/warned/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs61){
if((typeof data29 == "number") && (isFinite(data29))){
if(data29 < 0 || isNaN(data29)){
validate20.errors = [{instancePath:instancePath+"/summary/warned",schemaPath:"#/properties/summary/properties/warned/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid1 = _errs61 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/summary",schemaPath:"#/properties/summary/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.hosts !== undefined){
let data30 = data.hosts;
const _errs63 = errors;
if(errors === _errs63){
if(Array.isArray(data30)){
var valid3 = true;
const len0 = data30.length;
for(let i0=0; i0<len0; i0++){
const _errs65 = errors;
if(!(validate21(data30[i0], {instancePath:instancePath+"/hosts/" + i0,parentData:data30,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
var valid3 = _errs65 === errors;
if(!valid3){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/hosts",schemaPath:"#/properties/hosts/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs63 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.groups !== undefined){
let data32 = data.groups;
const _errs66 = errors;
if(errors === _errs66){
if(Array.isArray(data32)){
var valid4 = true;
const len1 = data32.length;
for(let i1=0; i1<len1; i1++){
let data33 = data32[i1];
const _errs68 = errors;
if(errors === _errs68){
if(data33 && typeof data33 == "object" && !Array.isArray(data33)){
let missing3;
if(((data33.hosts === undefined) && (missing3 = "hosts")) || ((data33.changes === undefined) && (missing3 = "changes"))){
validate20.errors = [{instancePath:instancePath+"/groups/" + i1,schemaPath:"#/properties/groups/items/required",keyword:"required",params:{missingProperty: missing3},message:"must have required property '"+missing3+"'"}];
return false;
}
else {
const _errs70 = errors;
for(const key3 in data33){
if(!((key3 === "hosts") || (key3 === "changes"))){
validate20.errors = [{instancePath:instancePath+"/groups/" + i1,schemaPath:"#/properties/groups/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs70 === errors){
if(data33.hosts !== undefined){
let data34 = data33.hosts;
const _errs71 = errors;
if(errors === _errs71){
if(Array.isArray(data34)){
var valid6 = true;
const len2 = data34.length;
for(let i2=0; i2<len2; i2++){
const _errs73 = errors;
if(typeof data34[i2] !== "string"){
validate20.errors = [{instancePath:instancePath+"/groups/" + i1+"/hosts/" + i2,schemaPath:"#/properties/groups/items/properties/hosts/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid6 = _errs73 === errors;
if(!valid6){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/groups/" + i1+"/hosts",schemaPath:"#/properties/groups/items/properties/hosts/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid5 = _errs71 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data33.changes !== undefined){
let data36 = data33.changes;
const _errs75 = errors;
if(errors === _errs75){
if(Array.isArray(data36)){
var valid7 = true;
const len3 = data36.length;
for(let i3=0; i3<len3; i3++){
const _errs77 = errors;
if(!(validate26(data36[i3], {instancePath:instancePath+"/groups/" + i1+"/changes/" + i3,parentData:data36,parentDataProperty:i3,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
errors = vErrors.length;
}
var valid7 = _errs77 === errors;
if(!valid7){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/groups/" + i1+"/changes",schemaPath:"#/properties/groups/items/properties/changes/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid5 = _errs75 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/groups/" + i1,schemaPath:"#/properties/groups/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid4 = _errs68 === errors;
if(!valid4){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/groups",schemaPath:"#/properties/groups/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs66 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.alsoInBase !== undefined){
let data38 = data.alsoInBase;
const _errs78 = errors;
if(errors === _errs78){
if(Array.isArray(data38)){
var valid8 = true;
const len4 = data38.length;
for(let i4=0; i4<len4; i4++){
const _errs80 = errors;
if(typeof data38[i4] !== "string"){
validate20.errors = [{instancePath:instancePath+"/alsoInBase/" + i4,schemaPath:"#/properties/alsoInBase/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid8 = _errs80 === errors;
if(!valid8){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/alsoInBase",schemaPath:"#/properties/alsoInBase/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs78 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.policy !== undefined){
let data40 = data.policy;
const _errs82 = errors;
if(errors === _errs82){
if(Array.isArray(data40)){
var valid9 = true;
const len5 = data40.length;
for(let i5=0; i5<len5; i5++){
let data41 = data40[i5];
const _errs84 = errors;
if(errors === _errs84){
if(data41 && typeof data41 == "object" && !Array.isArray(data41)){
let missing4;
if((((((data41.effect === undefined) && (missing4 = "effect")) || ((data41.rule === undefined) && (missing4 = "rule"))) || ((data41.says === undefined) && (missing4 = "says"))) || ((data41.message === undefined) && (missing4 = "message"))) || ((data41.on === undefined) && (missing4 = "on"))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5,schemaPath:"#/properties/policy/items/required",keyword:"required",params:{missingProperty: missing4},message:"must have required property '"+missing4+"'"}];
return false;
}
else {
const _errs86 = errors;
for(const key4 in data41){
if(!(((((key4 === "effect") || (key4 === "rule")) || (key4 === "says")) || (key4 === "message")) || (key4 === "on"))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5,schemaPath:"#/properties/policy/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs86 === errors){
if(data41.effect !== undefined){
let data42 = data41.effect;
const _errs87 = errors;
if(!((data42 === "deny") || (data42 === "warn"))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/effect",schemaPath:"#/properties/policy/items/properties/effect/enum",keyword:"enum",params:{allowedValues: schema31().properties.policy.items.properties.effect.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid10 = _errs87 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data41.rule !== undefined){
const _errs88 = errors;
if(typeof data41.rule !== "string"){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/rule",schemaPath:"#/properties/policy/items/properties/rule/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid10 = _errs88 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data41.says !== undefined){
let data44 = data41.says;
const _errs90 = errors;
const _errs91 = errors;
if(errors === _errs91){
if(data44 && typeof data44 == "object" && !Array.isArray(data44)){
let missing5;
if((((data44.file === undefined) && (missing5 = "file")) || ((data44.line === undefined) && (missing5 = "line"))) || ((data44.column === undefined) && (missing5 = "column"))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/says",schemaPath:"#/$defs/place/required",keyword:"required",params:{missingProperty: missing5},message:"must have required property '"+missing5+"'"}];
return false;
}
else {
const _errs93 = errors;
for(const key5 in data44){
if(!(((key5 === "file") || (key5 === "line")) || (key5 === "column"))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/says",schemaPath:"#/$defs/place/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs93 === errors){
if(data44.file !== undefined){
const _errs94 = errors;
if(typeof data44.file !== "string"){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/says/file",schemaPath:"#/$defs/place/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid12 = _errs94 === errors;
}
else {
var valid12 = true;
}
if(valid12){
if(data44.line !== undefined){
let data46 = data44.line;
const _errs96 = errors;
if(!(((typeof data46 == "number") && (!(data46 % 1) && !isNaN(data46))) && (isFinite(data46)))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/says/line",schemaPath:"#/$defs/place/properties/line/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs96){
if((typeof data46 == "number") && (isFinite(data46))){
if(data46 < 1 || isNaN(data46)){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/says/line",schemaPath:"#/$defs/place/properties/line/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
var valid12 = _errs96 === errors;
}
else {
var valid12 = true;
}
if(valid12){
if(data44.column !== undefined){
let data47 = data44.column;
const _errs98 = errors;
if(!(((typeof data47 == "number") && (!(data47 % 1) && !isNaN(data47))) && (isFinite(data47)))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/says/column",schemaPath:"#/$defs/place/properties/column/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs98){
if((typeof data47 == "number") && (isFinite(data47))){
if(data47 < 1 || isNaN(data47)){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/says/column",schemaPath:"#/$defs/place/properties/column/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
var valid12 = _errs98 === errors;
}
else {
var valid12 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/says",schemaPath:"#/$defs/place/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid10 = _errs90 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data41.message !== undefined){
const _errs100 = errors;
if(typeof data41.message !== "string"){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/message",schemaPath:"#/properties/policy/items/properties/message/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid10 = _errs100 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data41.on !== undefined){
let data49 = data41.on;
const _errs102 = errors;
if(errors === _errs102){
if(Array.isArray(data49)){
var valid13 = true;
const len6 = data49.length;
for(let i6=0; i6<len6; i6++){
let data50 = data49[i6];
const _errs104 = errors;
if(errors === _errs104){
if(data50 && typeof data50 == "object" && !Array.isArray(data50)){
let missing6;
if(((data50.host === undefined) && (missing6 = "host")) || ((data50.place === undefined) && (missing6 = "place"))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6,schemaPath:"#/properties/policy/items/properties/on/items/required",keyword:"required",params:{missingProperty: missing6},message:"must have required property '"+missing6+"'"}];
return false;
}
else {
const _errs106 = errors;
for(const key6 in data50){
if(!((key6 === "host") || (key6 === "place"))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6,schemaPath:"#/properties/policy/items/properties/on/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs106 === errors){
if(data50.host !== undefined){
const _errs107 = errors;
if(typeof data50.host !== "string"){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6+"/host",schemaPath:"#/properties/policy/items/properties/on/items/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid14 = _errs107 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data50.place !== undefined){
let data52 = data50.place;
const _errs109 = errors;
const _errs110 = errors;
if(errors === _errs110){
if(data52 && typeof data52 == "object" && !Array.isArray(data52)){
let missing7;
if((((data52.file === undefined) && (missing7 = "file")) || ((data52.line === undefined) && (missing7 = "line"))) || ((data52.column === undefined) && (missing7 = "column"))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6+"/place",schemaPath:"#/$defs/place/required",keyword:"required",params:{missingProperty: missing7},message:"must have required property '"+missing7+"'"}];
return false;
}
else {
const _errs112 = errors;
for(const key7 in data52){
if(!(((key7 === "file") || (key7 === "line")) || (key7 === "column"))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6+"/place",schemaPath:"#/$defs/place/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs112 === errors){
if(data52.file !== undefined){
const _errs113 = errors;
if(typeof data52.file !== "string"){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6+"/place/file",schemaPath:"#/$defs/place/properties/file/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid16 = _errs113 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data52.line !== undefined){
let data54 = data52.line;
const _errs115 = errors;
if(!(((typeof data54 == "number") && (!(data54 % 1) && !isNaN(data54))) && (isFinite(data54)))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6+"/place/line",schemaPath:"#/$defs/place/properties/line/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs115){
if((typeof data54 == "number") && (isFinite(data54))){
if(data54 < 1 || isNaN(data54)){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6+"/place/line",schemaPath:"#/$defs/place/properties/line/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
var valid16 = _errs115 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data52.column !== undefined){
let data55 = data52.column;
const _errs117 = errors;
if(!(((typeof data55 == "number") && (!(data55 % 1) && !isNaN(data55))) && (isFinite(data55)))){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6+"/place/column",schemaPath:"#/$defs/place/properties/column/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs117){
if((typeof data55 == "number") && (isFinite(data55))){
if(data55 < 1 || isNaN(data55)){
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6+"/place/column",schemaPath:"#/$defs/place/properties/column/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1"}];
return false;
}
}
}
var valid16 = _errs117 === errors;
}
else {
var valid16 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6+"/place",schemaPath:"#/$defs/place/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid14 = _errs109 === errors;
}
else {
var valid14 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on/" + i6,schemaPath:"#/properties/policy/items/properties/on/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid13 = _errs104 === errors;
if(!valid13){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/policy/" + i5+"/on",schemaPath:"#/properties/policy/items/properties/on/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid10 = _errs102 === errors;
}
else {
var valid10 = true;
}
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/policy/" + i5,schemaPath:"#/properties/policy/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid9 = _errs84 === errors;
if(!valid9){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/policy",schemaPath:"#/properties/policy/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs82 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.trusted !== undefined){
let data56 = data.trusted;
const _errs119 = errors;
if(errors === _errs119){
if(Array.isArray(data56)){
var valid17 = true;
const len7 = data56.length;
for(let i7=0; i7<len7; i7++){
const _errs121 = errors;
if(typeof data56[i7] !== "string"){
validate20.errors = [{instancePath:instancePath+"/trusted/" + i7,schemaPath:"#/properties/trusted/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid17 = _errs121 === errors;
if(!valid17){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/trusted",schemaPath:"#/properties/trusted/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid0 = _errs119 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
