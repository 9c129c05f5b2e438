// Generated from schemas/host.schema.json by `npm run generate`; do not edit.
export const validate = validate20;
export default validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"vexor/v1/host.schema.json","title":"Host file","description":"Declares how one machine is tuned. What the file does not name, Vexor does not touch.","type":"object","required":["apiVersion"],"additionalProperties":false,"properties":{"apiVersion":{"title":"Version of this format","description":"The version of this format; the only one so far is `vexor/v1`. Required in every file, role files included.","const":"vexor/v1","examples":["vexor/v1"]},"host":{"title":"The machine","description":"The machine's own name (the kernel's host name). Required in the file that is applied, left out in role files. `any` fits every machine, and counts only when the file is named with `-f`.","type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._-]*$","x-wanted":"a host name","examples":["val-ams-1","any"]},"extends":{"title":"Files to build on","description":"Files merged first to last, before this one; later files win. See [Merging](#merging).","type":"array","uniqueItems":true,"items":{"type":"string","pattern":"\\S","x-wanted":"a path relative to this file"},"examples":[["../roles/solana.yaml"]]},"mode":{"title":"Write or only watch","description":"`enforce` lets apply write; `observe` plans and reports, and never writes.","enum":["enforce","observe"],"default":"enforce","examples":["observe"]},"onDrift":{"title":"When a managed setting moves","description":"`correct` sets it again, `report` only tells. Each setting may override it.","enum":["correct","report"],"default":"correct","examples":["report"]},"sysctl":{"title":"Kernel parameters","description":"Kernel parameters by name, as `sysctl` spells them. The value is a number or text, or a map where more is to be said.","type":"object","propertyNames":{"pattern":"^(?!.*(^|[./])([./]|$))[A-Za-z0-9_][A-Za-z0-9_./:@+-]*$","x-wanted":"a name such as net.core.rmem_max: parts of letters, digits, _ and -, joined by single dots"},"additionalProperties":{"$ref":"#/$defs/sysctl"},"examples":[{"vm.swappiness":10,"net.core.rmem_max":{"atLeast":134217728},"net.ipv4.tcp_rmem":"4096 131072 134217728","vm.max_map_count":{"atLeast":1000000,"adopt":{"from":262144},"why":"Agave refuses to start below it"}}]},"irqAffinity":{"title":"Interrupt affinity","description":"Which CPUs serve which interrupts. Interrupts are matched by device, driver or name, never by number: numbers change at every boot.","type":"array","items":{"$ref":"#/$defs/irqAffinity"},"examples":[[{"match":{"device":"eth0"},"cpus":"0-1","spread":"each"}]]},"cpuPinning":{"title":"CPU pinning","description":"Which CPUs a systemd unit, or one named thread of it, runs on. A unit is pinned in a drop-in, and live.","type":"array","items":{"$ref":"#/$defs/cpuPinning"},"examples":[[{"unit":"agave-validator.service","cpus":"2-23,26-47"},{"unit":"agave-validator.service","thread":"solPohTickProd","cpus":"2"}]]}},"$defs":{"sysctl":{"title":"One parameter","description":"Where a number or text alone does not say enough: exactly one of `value`, `atLeast` and `atMost`, and what may go with it.","type":["integer","string","object"],"x-type-hint":"A sysctl takes a number or text: write 1 for on, 0 for off.","x-hint":"Write the digits out, as the kernel reads them: 1000 or 0x3e8.","pattern":"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$","x-wanted":"one line of text or a plain number: no unit, no leading zero, no fraction (134217728 or 0x8000000)","additionalProperties":false,"properties":{"value":{"$ref":"#/$defs/value"},"atLeast":{"$ref":"#/$defs/atLeast"},"atMost":{"$ref":"#/$defs/atMost"},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}},"if":{"type":"object"},"then":{"oneOf":[{"required":["value"]},{"required":["atLeast"]},{"required":["atMost"]}]}},"irqAffinity":{"title":"One rule","type":"object","required":["match","cpus"],"additionalProperties":false,"properties":{"match":{"$ref":"#/$defs/match"},"cpus":{"$ref":"#/$defs/cpus"},"spread":{"title":"One CPU each, or all","description":"`each` gives every interrupt one CPU of the set, in turn; `all` gives every interrupt the whole set.","enum":["each","all"],"default":"all","examples":["each"]},"irqbalance":{"title":"A running irqbalance","description":"irqbalance would undo the affinity. `ban` adds these interrupts to its ban list and keeps the bans that are there; without it the rule is blocked while irqbalance runs.","enum":["ban"],"examples":["ban"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}},"match":{"title":"Which interrupts","description":"At least one of `device`, `driver` and `name`; an interrupt must fit all that are given. Each is a glob (`*`, `?`).","type":"object","minProperties":1,"additionalProperties":false,"properties":{"device":{"title":"Device","description":"A network interface, a block device or a PCI address.","type":"string","pattern":"^[^\\s]+$","x-wanted":"a device name","examples":["eth0","nvme0","0000:01:00.0"]},"driver":{"title":"Driver","description":"The kernel driver of the device.","type":"string","pattern":"^[^\\s]+$","x-wanted":"a driver name","examples":["ixgbe"]},"name":{"title":"Name","description":"The name in `/proc/interrupts`.","type":"string","pattern":"\\S","x-wanted":"a glob over interrupt names","examples":["eth0-TxRx-*"]}}},"cpuPinning":{"title":"One rule","type":"object","required":["unit","cpus"],"additionalProperties":false,"properties":{"unit":{"title":"Unit","description":"The systemd unit, in full.","type":"string","pattern":"^[^/\\s]+$","x-wanted":"a unit name such as agave-validator.service","examples":["agave-validator.service"]},"thread":{"title":"Thread","description":"The name of one of the unit's threads, as `ps -L` shows it, or a glob (`*`, `?`) over such names; without it the rule is for the whole unit. The kernel keeps 15 characters of a name, so a longer one counts up to there. A thread is pinned live only.","type":"string","pattern":"^[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$","x-wanted":"a thread's name, or a glob over names","examples":["solPohTickProd"]},"cpus":{"$ref":"#/$defs/cpus"},"enforce":{"title":"By which means","description":"`affinity` sets CPUAffinity=, which a process may change for itself; `cpuset` sets AllowedCPUs=, which it cannot leave; `both` sets both.","enum":["affinity","cpuset","both"],"default":"affinity","examples":["cpuset"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}},"cpus":{"title":"CPUs","description":"A CPU set in the kernel's list form; compared as a set, never as text.","type":["integer","string"],"minimum":0,"pattern":"\\S","x-wanted":"a CPU set such as 0-3,8","examples":["0-3,8","0-31:2/4",2]},"value":{"title":"Exact value","description":"Exactly this value.","$ref":"#/$defs/scalar","examples":[10]},"atLeast":{"title":"Lower bound","description":"Raised to this where it is lower, never lowered. Keys with several values compare value by value.","$ref":"#/$defs/scalar","examples":[134217728,"4096 131072 134217728"]},"atMost":{"title":"Upper bound","description":"Lowered to this where it is higher, never raised.","$ref":"#/$defs/scalar","examples":[10]},"adopt":{"title":"Permission to take over","description":"Permission to replace a custom value: exactly the one in `from`, and no other. Say `why` with it: a reviewer reads both.","type":"object","required":["from"],"additionalProperties":false,"properties":{"from":{"title":"The custom value","description":"The value found, which may be replaced.","type":["integer","string"],"pattern":"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$","x-wanted":"one line of text or a number","x-type-hint":"Write the value as the plan shows it.","x-hint":"Write the value as the plan shows it.","examples":[262144]}},"examples":[{"from":262144}]},"why":{"title":"Reason","description":"Why it is so, for whoever reads the plan.","type":"string","examples":["Agave refuses to start below it"]},"onDrift":{"title":"When it moves","description":"Overrides the file's `onDrift` for this setting.","enum":["correct","report"],"examples":["report"]},"scalar":{"type":["integer","string"],"x-type-hint":"A sysctl takes a number or text: write 1 for on, 0 for off.","x-hint":"Write the digits out, as the kernel reads them: 1000 or 0x3e8.","pattern":"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$","x-wanted":"one line of text or a plain number: no unit, no leading zero, no fraction (134217728 or 0x8000000)"}}};
const pattern4 = new RegExp("^[A-Za-z0-9][A-Za-z0-9._-]*$", "u");
const pattern5 = new RegExp("\\S", "u");
const pattern6 = new RegExp("^(?!.*(^|[./])([./]|$))[A-Za-z0-9_][A-Za-z0-9_./:@+-]*$", "u");
const schema32 = {"title":"One parameter","description":"Where a number or text alone does not say enough: exactly one of `value`, `atLeast` and `atMost`, and what may go with it.","type":["integer","string","object"],"x-type-hint":"A sysctl takes a number or text: write 1 for on, 0 for off.","x-hint":"Write the digits out, as the kernel reads them: 1000 or 0x3e8.","pattern":"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$","x-wanted":"one line of text or a plain number: no unit, no leading zero, no fraction (134217728 or 0x8000000)","additionalProperties":false,"properties":{"value":{"$ref":"#/$defs/value"},"atLeast":{"$ref":"#/$defs/atLeast"},"atMost":{"$ref":"#/$defs/atMost"},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}},"if":{"type":"object"},"then":{"oneOf":[{"required":["value"]},{"required":["atLeast"]},{"required":["atMost"]}]}};
const schema33 = {"type":["integer","string"],"x-type-hint":"A sysctl takes a number or text: write 1 for on, 0 for off.","x-hint":"Write the digits out, as the kernel reads them: 1000 or 0x3e8.","pattern":"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$","x-wanted":"one line of text or a plain number: no unit, no leading zero, no fraction (134217728 or 0x8000000)"};
const schema36 = {"title":"Permission to take over","description":"Permission to replace a custom value: exactly the one in `from`, and no other. Say `why` with it: a reviewer reads both.","type":"object","required":["from"],"additionalProperties":false,"properties":{"from":{"title":"The custom value","description":"The value found, which may be replaced.","type":["integer","string"],"pattern":"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$","x-wanted":"one line of text or a number","x-type-hint":"Write the value as the plan shows it.","x-hint":"Write the value as the plan shows it.","examples":[262144]}},"examples":[{"from":262144}]};
const schema37 = {"title":"Reason","description":"Why it is so, for whoever reads the plan.","type":"string","examples":["Agave refuses to start below it"]};
const schema38 = {"title":"When it moves","description":"Overrides the file's `onDrift` for this setting.","enum":["correct","report"],"examples":["report"]};
const pattern7 = new RegExp("^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$", "u");
const pattern11 = new RegExp("^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$", "u");

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
if(((!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))) && (typeof data !== "string")) && (!(data && typeof data == "object" && !Array.isArray(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema32.type},message:"must be integer,string,object",schema:schema32.type,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const _errs1 = errors;
let valid0 = true;
const _errs2 = errors;
if(!(data && typeof data == "object" && !Array.isArray(data))){
const err1 = {};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs2 === errors;
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
if(_valid0){
const _errs4 = errors;
const _errs5 = errors;
let valid1 = false;
let passing0 = null;
const _errs6 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.value === undefined){
const err2 = {instancePath,schemaPath:"#/then/oneOf/0/required",keyword:"required",params:{missingProperty: "value"},message:"must have required property '"+"value"+"'",schema:schema32.then.oneOf[0].required,parentSchema:schema32.then.oneOf[0],data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid1 = _errs6 === errors;
if(_valid1){
valid1 = true;
passing0 = 0;
}
const _errs7 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.atLeast === undefined){
const err3 = {instancePath,schemaPath:"#/then/oneOf/1/required",keyword:"required",params:{missingProperty: "atLeast"},message:"must have required property '"+"atLeast"+"'",schema:schema32.then.oneOf[1].required,parentSchema:schema32.then.oneOf[1],data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
var _valid1 = _errs7 === errors;
if(_valid1 && valid1){
valid1 = false;
passing0 = [passing0, 1];
}
else {
if(_valid1){
valid1 = true;
passing0 = 1;
}
const _errs8 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.atMost === undefined){
const err4 = {instancePath,schemaPath:"#/then/oneOf/2/required",keyword:"required",params:{missingProperty: "atMost"},message:"must have required property '"+"atMost"+"'",schema:schema32.then.oneOf[2].required,parentSchema:schema32.then.oneOf[2],data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
var _valid1 = _errs8 === errors;
if(_valid1 && valid1){
valid1 = false;
passing0 = [passing0, 2];
}
else {
if(_valid1){
valid1 = true;
passing0 = 2;
}
}
}
if(!valid1){
const err5 = {instancePath,schemaPath:"#/then/oneOf",keyword:"oneOf",params:{passingSchemas: passing0},message:"must match exactly one schema in oneOf",schema:schema32.then.oneOf,parentSchema:schema32.then,data};
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
var _valid0 = _errs4 === errors;
valid0 = _valid0;
}
if(!valid0){
const err6 = {instancePath,schemaPath:"#/if",keyword:"if",params:{failingKeyword: "then"},message:"must match \"then\" schema",schema:schema32.if,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(typeof data === "string"){
if(!pattern7.test(data)){
const err7 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "value") || (key0 === "atLeast")) || (key0 === "atMost")) || (key0 === "adopt")) || (key0 === "why")) || (key0 === "onDrift"))){
const err8 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema32,data};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.value !== undefined){
let data0 = data.value;
if((!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))) && (typeof data0 !== "string")){
const err9 = {instancePath:instancePath+"/value",schemaPath:"#/$defs/value/type",keyword:"type",params:{type: schema33.type},message:"must be integer,string",schema:schema33.type,parentSchema:schema33,data:data0};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(typeof data0 === "string"){
if(!pattern7.test(data0)){
const err10 = {instancePath:instancePath+"/value",schemaPath:"#/$defs/value/pattern",keyword:"pattern",params:{pattern: "^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema33,data:data0};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
if(data.atLeast !== undefined){
let data1 = data.atLeast;
if((!(((typeof data1 == "number") && (!(data1 % 1) && !isNaN(data1))) && (isFinite(data1)))) && (typeof data1 !== "string")){
const err11 = {instancePath:instancePath+"/atLeast",schemaPath:"#/$defs/atLeast/type",keyword:"type",params:{type: schema33.type},message:"must be integer,string",schema:schema33.type,parentSchema:schema33,data:data1};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(typeof data1 === "string"){
if(!pattern7.test(data1)){
const err12 = {instancePath:instancePath+"/atLeast",schemaPath:"#/$defs/atLeast/pattern",keyword:"pattern",params:{pattern: "^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema33,data:data1};
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
if(data.atMost !== undefined){
let data2 = data.atMost;
if((!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))) && (typeof data2 !== "string")){
const err13 = {instancePath:instancePath+"/atMost",schemaPath:"#/$defs/atMost/type",keyword:"type",params:{type: schema33.type},message:"must be integer,string",schema:schema33.type,parentSchema:schema33,data:data2};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(typeof data2 === "string"){
if(!pattern7.test(data2)){
const err14 = {instancePath:instancePath+"/atMost",schemaPath:"#/$defs/atMost/pattern",keyword:"pattern",params:{pattern: "^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^(?!\\s*$)(?![-+]?(0[0-9]+|0[oObB][0-9]+|[0-9]+(_[0-9]+)+|[0-9]+\\.[0-9]*|[0-9.]+[eE][-+]?[0-9]+|[0-9]+ ?[kKmMgGtT](i?[bB])?)$)[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema33,data:data2};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
if(data.adopt !== undefined){
let data3 = data.adopt;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.from === undefined){
const err15 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36.required,parentSchema:schema36,data:data3};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
for(const key1 in data3){
if(!(key1 === "from")){
const err16 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema36,data:data3};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data3.from !== undefined){
let data4 = data3.from;
if((!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))) && (typeof data4 !== "string")){
const err17 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36.properties.from.type},message:"must be integer,string",schema:schema36.properties.from.type,parentSchema:schema36.properties.from,data:data4};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
if(typeof data4 === "string"){
if(!pattern11.test(data4)){
const err18 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema36.properties.from,data:data4};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
}
else {
const err19 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.type,parentSchema:schema36,data:data3};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.why !== undefined){
let data5 = data.why;
if(typeof data5 !== "string"){
const err20 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.type,parentSchema:schema37,data:data5};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data6 = data.onDrift;
if(!((data6 === "correct") || (data6 === "report"))){
const err21 = {instancePath:instancePath+"/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38.enum},message:"must be equal to one of the allowed values",schema:schema38.enum,parentSchema:schema38,data:data6};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema39 = {"title":"One rule","type":"object","required":["match","cpus"],"additionalProperties":false,"properties":{"match":{"$ref":"#/$defs/match"},"cpus":{"$ref":"#/$defs/cpus"},"spread":{"title":"One CPU each, or all","description":"`each` gives every interrupt one CPU of the set, in turn; `all` gives every interrupt the whole set.","enum":["each","all"],"default":"all","examples":["each"]},"irqbalance":{"title":"A running irqbalance","description":"irqbalance would undo the affinity. `ban` adds these interrupts to its ban list and keeps the bans that are there; without it the rule is blocked while irqbalance runs.","enum":["ban"],"examples":["ban"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}};
const schema40 = {"title":"Which interrupts","description":"At least one of `device`, `driver` and `name`; an interrupt must fit all that are given. Each is a glob (`*`, `?`).","type":"object","minProperties":1,"additionalProperties":false,"properties":{"device":{"title":"Device","description":"A network interface, a block device or a PCI address.","type":"string","pattern":"^[^\\s]+$","x-wanted":"a device name","examples":["eth0","nvme0","0000:01:00.0"]},"driver":{"title":"Driver","description":"The kernel driver of the device.","type":"string","pattern":"^[^\\s]+$","x-wanted":"a driver name","examples":["ixgbe"]},"name":{"title":"Name","description":"The name in `/proc/interrupts`.","type":"string","pattern":"\\S","x-wanted":"a glob over interrupt names","examples":["eth0-TxRx-*"]}}};
const schema41 = {"title":"CPUs","description":"A CPU set in the kernel's list form; compared as a set, never as text.","type":["integer","string"],"minimum":0,"pattern":"\\S","x-wanted":"a CPU set such as 0-3,8","examples":["0-3,8","0-31:2/4",2]};
const pattern12 = new RegExp("^[^\\s]+$", "u");

function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate23.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.match === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "match"},message:"must have required property '"+"match"+"'",schema:schema39.required,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.cpus === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cpus"},message:"must have required property '"+"cpus"+"'",schema:schema39.required,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "match") || (key0 === "cpus")) || (key0 === "spread")) || (key0 === "irqbalance")) || (key0 === "adopt")) || (key0 === "why")) || (key0 === "onDrift"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.match !== undefined){
let data0 = data.match;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(Object.keys(data0).length < 1){
const err3 = {instancePath:instancePath+"/match",schemaPath:"#/$defs/match/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key1 in data0){
if(!(((key1 === "device") || (key1 === "driver")) || (key1 === "name"))){
const err4 = {instancePath:instancePath+"/match",schemaPath:"#/$defs/match/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data0.device !== undefined){
let data1 = data0.device;
if(typeof data1 === "string"){
if(!pattern12.test(data1)){
const err5 = {instancePath:instancePath+"/match/device",schemaPath:"#/$defs/match/properties/device/pattern",keyword:"pattern",params:{pattern: "^[^\\s]+$"},message:"must match pattern \""+"^[^\\s]+$"+"\"",schema:"^[^\\s]+$",parentSchema:schema40.properties.device,data:data1};
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
const err6 = {instancePath:instancePath+"/match/device",schemaPath:"#/$defs/match/properties/device/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.properties.device.type,parentSchema:schema40.properties.device,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data0.driver !== undefined){
let data2 = data0.driver;
if(typeof data2 === "string"){
if(!pattern12.test(data2)){
const err7 = {instancePath:instancePath+"/match/driver",schemaPath:"#/$defs/match/properties/driver/pattern",keyword:"pattern",params:{pattern: "^[^\\s]+$"},message:"must match pattern \""+"^[^\\s]+$"+"\"",schema:"^[^\\s]+$",parentSchema:schema40.properties.driver,data:data2};
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
const err8 = {instancePath:instancePath+"/match/driver",schemaPath:"#/$defs/match/properties/driver/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.properties.driver.type,parentSchema:schema40.properties.driver,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data0.name !== undefined){
let data3 = data0.name;
if(typeof data3 === "string"){
if(!pattern5.test(data3)){
const err9 = {instancePath:instancePath+"/match/name",schemaPath:"#/$defs/match/properties/name/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema40.properties.name,data:data3};
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
const err10 = {instancePath:instancePath+"/match/name",schemaPath:"#/$defs/match/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema40.properties.name.type,parentSchema:schema40.properties.name,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/match",schemaPath:"#/$defs/match/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema40.type,parentSchema:schema40,data:data0};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.cpus !== undefined){
let data4 = data.cpus;
if((!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))) && (typeof data4 !== "string")){
const err12 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/type",keyword:"type",params:{type: schema41.type},message:"must be integer,string",schema:schema41.type,parentSchema:schema41,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 < 0 || isNaN(data4)){
const err13 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema41,data:data4};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(typeof data4 === "string"){
if(!pattern5.test(data4)){
const err14 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema41,data:data4};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
if(data.spread !== undefined){
let data5 = data.spread;
if(!((data5 === "each") || (data5 === "all"))){
const err15 = {instancePath:instancePath+"/spread",schemaPath:"#/properties/spread/enum",keyword:"enum",params:{allowedValues: schema39.properties.spread.enum},message:"must be equal to one of the allowed values",schema:schema39.properties.spread.enum,parentSchema:schema39.properties.spread,data:data5};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.irqbalance !== undefined){
let data6 = data.irqbalance;
if(!(data6 === "ban")){
const err16 = {instancePath:instancePath+"/irqbalance",schemaPath:"#/properties/irqbalance/enum",keyword:"enum",params:{allowedValues: schema39.properties.irqbalance.enum},message:"must be equal to one of the allowed values",schema:schema39.properties.irqbalance.enum,parentSchema:schema39.properties.irqbalance,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.adopt !== undefined){
let data7 = data.adopt;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.from === undefined){
const err17 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36.required,parentSchema:schema36,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
for(const key2 in data7){
if(!(key2 === "from")){
const err18 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema36,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data7.from !== undefined){
let data8 = data7.from;
if((!(((typeof data8 == "number") && (!(data8 % 1) && !isNaN(data8))) && (isFinite(data8)))) && (typeof data8 !== "string")){
const err19 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36.properties.from.type},message:"must be integer,string",schema:schema36.properties.from.type,parentSchema:schema36.properties.from,data:data8};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if(typeof data8 === "string"){
if(!pattern11.test(data8)){
const err20 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema36.properties.from,data:data8};
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
}
else {
const err21 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.type,parentSchema:schema36,data:data7};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.why !== undefined){
let data9 = data.why;
if(typeof data9 !== "string"){
const err22 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.type,parentSchema:schema37,data:data9};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data10 = data.onDrift;
if(!((data10 === "correct") || (data10 === "report"))){
const err23 = {instancePath:instancePath+"/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38.enum},message:"must be equal to one of the allowed values",schema:schema38.enum,parentSchema:schema38,data:data10};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema39.type,parentSchema:schema39,data};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
validate23.errors = vErrors;
return errors === 0;
}
validate23.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema45 = {"title":"One rule","type":"object","required":["unit","cpus"],"additionalProperties":false,"properties":{"unit":{"title":"Unit","description":"The systemd unit, in full.","type":"string","pattern":"^[^/\\s]+$","x-wanted":"a unit name such as agave-validator.service","examples":["agave-validator.service"]},"thread":{"title":"Thread","description":"The name of one of the unit's threads, as `ps -L` shows it, or a glob (`*`, `?`) over such names; without it the rule is for the whole unit. The kernel keeps 15 characters of a name, so a longer one counts up to there. A thread is pinned live only.","type":"string","pattern":"^[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$","x-wanted":"a thread's name, or a glob over names","examples":["solPohTickProd"]},"cpus":{"$ref":"#/$defs/cpus"},"enforce":{"title":"By which means","description":"`affinity` sets CPUAffinity=, which a process may change for itself; `cpuset` sets AllowedCPUs=, which it cannot leave; `both` sets both.","enum":["affinity","cpuset","both"],"default":"affinity","examples":["cpuset"]},"adopt":{"$ref":"#/$defs/adopt"},"why":{"$ref":"#/$defs/why"},"onDrift":{"$ref":"#/$defs/onDrift"}}};
const pattern17 = new RegExp("^[^/\\s]+$", "u");
const pattern18 = new RegExp("^[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$", "u");

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate25.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.unit === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "unit"},message:"must have required property '"+"unit"+"'",schema:schema45.required,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.cpus === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cpus"},message:"must have required property '"+"cpus"+"'",schema:schema45.required,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((((((key0 === "unit") || (key0 === "thread")) || (key0 === "cpus")) || (key0 === "enforce")) || (key0 === "adopt")) || (key0 === "why")) || (key0 === "onDrift"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.unit !== undefined){
let data0 = data.unit;
if(typeof data0 === "string"){
if(!pattern17.test(data0)){
const err3 = {instancePath:instancePath+"/unit",schemaPath:"#/properties/unit/pattern",keyword:"pattern",params:{pattern: "^[^/\\s]+$"},message:"must match pattern \""+"^[^/\\s]+$"+"\"",schema:"^[^/\\s]+$",parentSchema:schema45.properties.unit,data:data0};
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
const err4 = {instancePath:instancePath+"/unit",schemaPath:"#/properties/unit/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema45.properties.unit.type,parentSchema:schema45.properties.unit,data:data0};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.thread !== undefined){
let data1 = data.thread;
if(typeof data1 === "string"){
if(!pattern18.test(data1)){
const err5 = {instancePath:instancePath+"/thread",schemaPath:"#/properties/thread/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$"},message:"must match pattern \""+"^[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$"+"\"",schema:"^[^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f][^\\x00-\\x1f\\x7f]*$",parentSchema:schema45.properties.thread,data:data1};
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
const err6 = {instancePath:instancePath+"/thread",schemaPath:"#/properties/thread/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema45.properties.thread.type,parentSchema:schema45.properties.thread,data:data1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.cpus !== undefined){
let data2 = data.cpus;
if((!(((typeof data2 == "number") && (!(data2 % 1) && !isNaN(data2))) && (isFinite(data2)))) && (typeof data2 !== "string")){
const err7 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/type",keyword:"type",params:{type: schema41.type},message:"must be integer,string",schema:schema41.type,parentSchema:schema41,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if((typeof data2 == "number") && (isFinite(data2))){
if(data2 < 0 || isNaN(data2)){
const err8 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema41,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(typeof data2 === "string"){
if(!pattern5.test(data2)){
const err9 = {instancePath:instancePath+"/cpus",schemaPath:"#/$defs/cpus/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema41,data:data2};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
if(data.enforce !== undefined){
let data3 = data.enforce;
if(!(((data3 === "affinity") || (data3 === "cpuset")) || (data3 === "both"))){
const err10 = {instancePath:instancePath+"/enforce",schemaPath:"#/properties/enforce/enum",keyword:"enum",params:{allowedValues: schema45.properties.enforce.enum},message:"must be equal to one of the allowed values",schema:schema45.properties.enforce.enum,parentSchema:schema45.properties.enforce,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.adopt !== undefined){
let data4 = data.adopt;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.from === undefined){
const err11 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/required",keyword:"required",params:{missingProperty: "from"},message:"must have required property '"+"from"+"'",schema:schema36.required,parentSchema:schema36,data:data4};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key1 in data4){
if(!(key1 === "from")){
const err12 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema36,data:data4};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data4.from !== undefined){
let data5 = data4.from;
if((!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))) && (typeof data5 !== "string")){
const err13 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/type",keyword:"type",params:{type: schema36.properties.from.type},message:"must be integer,string",schema:schema36.properties.from.type,parentSchema:schema36.properties.from,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(typeof data5 === "string"){
if(!pattern11.test(data5)){
const err14 = {instancePath:instancePath+"/adopt/from",schemaPath:"#/$defs/adopt/properties/from/pattern",keyword:"pattern",params:{pattern: "^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"},message:"must match pattern \""+"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"+"\"",schema:"^[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$",parentSchema:schema36.properties.from,data:data5};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
}
else {
const err15 = {instancePath:instancePath+"/adopt",schemaPath:"#/$defs/adopt/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema36.type,parentSchema:schema36,data:data4};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.why !== undefined){
let data6 = data.why;
if(typeof data6 !== "string"){
const err16 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/why/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema37.type,parentSchema:schema37,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data7 = data.onDrift;
if(!((data7 === "correct") || (data7 === "report"))){
const err17 = {instancePath:instancePath+"/onDrift",schemaPath:"#/$defs/onDrift/enum",keyword:"enum",params:{allowedValues: schema38.enum},message:"must be equal to one of the allowed values",schema:schema38.enum,parentSchema:schema38,data:data7};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema45.type,parentSchema:schema45,data};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}
validate25.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="vexor/v1/host.schema.json" */;
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
if(data.apiVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema31.required,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((((((key0 === "apiVersion") || (key0 === "host")) || (key0 === "extends")) || (key0 === "mode")) || (key0 === "onDrift")) || (key0 === "sysctl")) || (key0 === "irqAffinity")) || (key0 === "cpuPinning"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if("vexor/v1" !== data0){
const err2 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "vexor/v1"},message:"must be equal to constant",schema:"vexor/v1",parentSchema:schema31.properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.host !== undefined){
let data1 = data.host;
if(typeof data1 === "string"){
if(!pattern4.test(data1)){
const err3 = {instancePath:instancePath+"/host",schemaPath:"#/properties/host/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$"},message:"must match pattern \""+"^[A-Za-z0-9][A-Za-z0-9._-]*$"+"\"",schema:"^[A-Za-z0-9][A-Za-z0-9._-]*$",parentSchema:schema31.properties.host,data:data1};
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
const err4 = {instancePath:instancePath+"/host",schemaPath:"#/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.host.type,parentSchema:schema31.properties.host,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.extends !== undefined){
let data2 = data.extends;
if(Array.isArray(data2)){
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(typeof data3 === "string"){
if(!pattern5.test(data3)){
const err5 = {instancePath:instancePath+"/extends/" + i0,schemaPath:"#/properties/extends/items/pattern",keyword:"pattern",params:{pattern: "\\S"},message:"must match pattern \""+"\\S"+"\"",schema:"\\S",parentSchema:schema31.properties.extends.items,data:data3};
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
const err6 = {instancePath:instancePath+"/extends/" + i0,schemaPath:"#/properties/extends/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31.properties.extends.items.type,parentSchema:schema31.properties.extends.items,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
let i1 = data2.length;
let j0;
if(i1 > 1){
const indices0 = {};
for(;i1--;){
let item0 = data2[i1];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err7 = {instancePath:instancePath+"/extends",schemaPath:"#/properties/extends/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i1+" are identical)",schema:true,parentSchema:schema31.properties.extends,data:data2};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
break;
}
indices0[item0] = i1;
}
}
}
else {
const err8 = {instancePath:instancePath+"/extends",schemaPath:"#/properties/extends/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.extends.type,parentSchema:schema31.properties.extends,data:data2};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.mode !== undefined){
let data4 = data.mode;
if(!((data4 === "enforce") || (data4 === "observe"))){
const err9 = {instancePath:instancePath+"/mode",schemaPath:"#/properties/mode/enum",keyword:"enum",params:{allowedValues: schema31.properties.mode.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.mode.enum,parentSchema:schema31.properties.mode,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.onDrift !== undefined){
let data5 = data.onDrift;
if(!((data5 === "correct") || (data5 === "report"))){
const err10 = {instancePath:instancePath+"/onDrift",schemaPath:"#/properties/onDrift/enum",keyword:"enum",params:{allowedValues: schema31.properties.onDrift.enum},message:"must be equal to one of the allowed values",schema:schema31.properties.onDrift.enum,parentSchema:schema31.properties.onDrift,data:data5};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.sysctl !== undefined){
let data6 = data.sysctl;
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key1 in data6){
const _errs13 = errors;
if(typeof key1 === "string"){
if(!pattern6.test(key1)){
const err11 = {instancePath:instancePath+"/sysctl",schemaPath:"#/properties/sysctl/propertyNames/pattern",keyword:"pattern",params:{pattern: "^(?!.*(^|[./])([./]|$))[A-Za-z0-9_][A-Za-z0-9_./:@+-]*$"},message:"must match pattern \""+"^(?!.*(^|[./])([./]|$))[A-Za-z0-9_][A-Za-z0-9_./:@+-]*$"+"\"",schema:"^(?!.*(^|[./])([./]|$))[A-Za-z0-9_][A-Za-z0-9_./:@+-]*$",parentSchema:schema31.properties.sysctl.propertyNames,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
var valid4 = _errs13 === errors;
if(!valid4){
const err12 = {instancePath:instancePath+"/sysctl",schemaPath:"#/properties/sysctl/propertyNames",keyword:"propertyNames",params:{propertyName: key1},message:"property name must be valid",schema:schema31.properties.sysctl.propertyNames,parentSchema:schema31.properties.sysctl,data:data6};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
for(const key2 in data6){
if(!(validate21(data6[key2], {instancePath:instancePath+"/sysctl/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data6,parentDataProperty:key2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath:instancePath+"/sysctl",schemaPath:"#/properties/sysctl/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.properties.sysctl.type,parentSchema:schema31.properties.sysctl,data:data6};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.irqAffinity !== undefined){
let data8 = data.irqAffinity;
if(Array.isArray(data8)){
const len1 = data8.length;
for(let i2=0; i2<len1; i2++){
if(!(validate23(data8[i2], {instancePath:instancePath+"/irqAffinity/" + i2,parentData:data8,parentDataProperty:i2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
}
}
else {
const err14 = {instancePath:instancePath+"/irqAffinity",schemaPath:"#/properties/irqAffinity/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.irqAffinity.type,parentSchema:schema31.properties.irqAffinity,data:data8};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.cpuPinning !== undefined){
let data10 = data.cpuPinning;
if(Array.isArray(data10)){
const len2 = data10.length;
for(let i3=0; i3<len2; i3++){
if(!(validate25(data10[i3], {instancePath:instancePath+"/cpuPinning/" + i3,parentData:data10,parentDataProperty:i3,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate25.errors : vErrors.concat(validate25.errors);
errors = vErrors.length;
}
}
}
else {
const err15 = {instancePath:instancePath+"/cpuPinning",schemaPath:"#/properties/cpuPinning/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31.properties.cpuPinning.type,parentSchema:schema31.properties.cpuPinning,data:data10};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31.type,parentSchema:schema31,data};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
