// Generated from schemas/facts.schema.json by `npm run generate`; do not edit.
export const validate = validate20;
export default validate20;
let $schema31;
function schema31() { return $schema31 ??= {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"vexor/v1/facts.schema.json","title":"Recorded facts","description":"All that planning any host file of a host reads there, as `vexor facts` records it: no secret, and nothing that changes by itself. `vexor plan --facts FILE` plans on it.","type":"object","additionalProperties":false,"required":["format","host","at","vexor","kernel","digest","machine","asRoot","files","answers"],"properties":{"format":{"const":"vexor.facts/1"},"host":{"description":"The name that the host had.","type":"string","pattern":"^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$"},"at":{"description":"The hour in which they were recorded, in UTC.","type":"string","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z$"},"vexor":{"description":"The version that recorded them.","type":"string","pattern":"^.{1,100}$"},"kernel":{"description":"The release of its kernel; null where it has none.","type":["string","null"]},"digest":{"description":"SHA-256 of what was found, without the hour and without Vexor's version.","type":"string","pattern":"^[0-9a-f]{64}$"},"machine":{"description":"False for a tree below `--root`.","type":"boolean"},"asRoot":{"description":"Whether root has recorded them: else what only root may read is missing.","type":"boolean"},"files":{"$ref":"#/$defs/node"},"answers":{"$ref":"#/$defs/answers"}},"$defs":{"node":{"description":"A text is a file's, null is not there, true is known by name alone. An object is a directory of names; keys that begin with a slash say more of a file, a link or the directory itself.","type":["string","null","boolean","object"],"properties":{"/file":{"description":"The text; null where it was not read.","type":["string","null"]},"/link":{"description":"Where a symbolic link leads.","type":"string"},"/mode":{"description":"Permission bits in octal, where they are not the usual 0644 or 0755.","type":"string","pattern":"^[0-7]{4}$"},"/uid":{"type":"integer","minimum":0},"/gid":{"type":"integer","minimum":0},"/size":{"description":"Bytes on the host, where the text is shorter here.","type":"integer","minimum":0},"/part":{"description":"Not every name of the directory is listed.","const":true},"/errno":{"description":"Why it could not be read.","type":"string","pattern":"^[A-Z0-9]{2,20}$"},"/closed":{"description":"Why not even its existence could be told.","type":"string","pattern":"^[A-Z0-9]{2,20}$"},"/other":{"description":"A socket, a device, a pipe.","const":true}},"propertyNames":{"pattern":"^(?:/(?:file|link|mode|uid|gid|size|part|errno|closed|other)|[^/]+)$"},"additionalProperties":{"$ref":"#/$defs/node"}},"answers":{"description":"What others than files said, each under what was asked.","type":"object","additionalProperties":false,"required":["asUser","affinity","startedAfter","processes","programs","queries","namespace","keypairs","locks"],"properties":{"asUser":{"description":"Why a user may not read a path where root may.","type":"object","additionalProperties":{"type":"string","pattern":"^[A-Z0-9]{2,20}$"}},"affinity":{"description":"CPUs of a thread. The numbers of processes and threads are the document's own.","type":"object","additionalProperties":{"type":["string","null"]}},"startedAfter":{"description":"Whether a process began after a file was last changed.","type":"object","additionalProperties":{"type":["boolean","null"]}},"processes":{"description":"Command lines, reduced to options, paths and numbers.","type":"object","additionalProperties":{"type":"object","additionalProperties":false,"required":["owner","told"],"properties":{"owner":{"type":["integer","null"]},"told":{"type":["object","null"],"additionalProperties":false,"required":["argv","status"],"properties":{"argv":{"type":"array","items":{"type":"string"}},"status":{"type":"string"}}}}}},"programs":{"description":"What programs say of their version and their options.","type":"object","additionalProperties":{"type":"object","additionalProperties":false,"required":["said","unasked"],"properties":{"said":{"type":["string","null"]},"unasked":{"type":["string","null"]}}}},"queries":{"description":"What clients on this host answer of their health and identity.","type":"object","additionalProperties":{"type":"object","additionalProperties":false,"required":["status","body","problem"],"properties":{"status":{"type":["integer","null"]},"body":{"type":"string"},"problem":{"type":["string","null"]}}}},"namespace":{"description":"Values of a fresh network namespace.","type":"object","additionalProperties":{"type":"string"}},"keypairs":{"description":"Public facts of keypair files.","type":"object","additionalProperties":{"type":"object","additionalProperties":false,"required":["path","leadsTo","stat","pubkey","problems"],"properties":{"path":{"type":"string"},"leadsTo":{"type":["string","null"]},"stat":{"type":["object","null"],"additionalProperties":false,"required":["kind","mode","uid","gid","size"],"properties":{"kind":{"enum":["file","dir","link","other"]},"mode":{"type":"integer"},"uid":{"type":"integer"},"gid":{"type":"integer"},"size":{"type":"integer"}}},"pubkey":{"type":["string","null"]},"problems":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["code","message"],"properties":{"code":{"type":"string"},"message":{"type":"string"}}}}}}},"locks":{"description":"Whether a lock was held.","type":"object","additionalProperties":{"enum":["unknown",null]}}}}}}; }
let $schema33;
function schema33() { return $schema33 ??= {"description":"What others than files said, each under what was asked.","type":"object","additionalProperties":false,"required":["asUser","affinity","startedAfter","processes","programs","queries","namespace","keypairs","locks"],"properties":{"asUser":{"description":"Why a user may not read a path where root may.","type":"object","additionalProperties":{"type":"string","pattern":"^[A-Z0-9]{2,20}$"}},"affinity":{"description":"CPUs of a thread. The numbers of processes and threads are the document's own.","type":"object","additionalProperties":{"type":["string","null"]}},"startedAfter":{"description":"Whether a process began after a file was last changed.","type":"object","additionalProperties":{"type":["boolean","null"]}},"processes":{"description":"Command lines, reduced to options, paths and numbers.","type":"object","additionalProperties":{"type":"object","additionalProperties":false,"required":["owner","told"],"properties":{"owner":{"type":["integer","null"]},"told":{"type":["object","null"],"additionalProperties":false,"required":["argv","status"],"properties":{"argv":{"type":"array","items":{"type":"string"}},"status":{"type":"string"}}}}}},"programs":{"description":"What programs say of their version and their options.","type":"object","additionalProperties":{"type":"object","additionalProperties":false,"required":["said","unasked"],"properties":{"said":{"type":["string","null"]},"unasked":{"type":["string","null"]}}}},"queries":{"description":"What clients on this host answer of their health and identity.","type":"object","additionalProperties":{"type":"object","additionalProperties":false,"required":["status","body","problem"],"properties":{"status":{"type":["integer","null"]},"body":{"type":"string"},"problem":{"type":["string","null"]}}}},"namespace":{"description":"Values of a fresh network namespace.","type":"object","additionalProperties":{"type":"string"}},"keypairs":{"description":"Public facts of keypair files.","type":"object","additionalProperties":{"type":"object","additionalProperties":false,"required":["path","leadsTo","stat","pubkey","problems"],"properties":{"path":{"type":"string"},"leadsTo":{"type":["string","null"]},"stat":{"type":["object","null"],"additionalProperties":false,"required":["kind","mode","uid","gid","size"],"properties":{"kind":{"enum":["file","dir","link","other"]},"mode":{"type":"integer"},"uid":{"type":"integer"},"gid":{"type":"integer"},"size":{"type":"integer"}}},"pubkey":{"type":["string","null"]},"problems":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["code","message"],"properties":{"code":{"type":"string"},"message":{"type":"string"}}}}}}},"locks":{"description":"Whether a lock was held.","type":"object","additionalProperties":{"enum":["unknown",null]}}}}; }
const func1 = Object.prototype.hasOwnProperty;
let $pattern4;
function pattern4() { return $pattern4 ??= new RegExp("^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$", "u"); }
let $pattern5;
function pattern5() { return $pattern5 ??= new RegExp("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z$", "u"); }
let $pattern6;
function pattern6() { return $pattern6 ??= new RegExp("^.{1,100}$", "u"); }
let $pattern7;
function pattern7() { return $pattern7 ??= new RegExp("^[0-9a-f]{64}$", "u"); }
let $pattern10;
function pattern10() { return $pattern10 ??= new RegExp("^[A-Z0-9]{2,20}$", "u"); }
let $schema32;
function schema32() { return $schema32 ??= {"description":"A text is a file's, null is not there, true is known by name alone. An object is a directory of names; keys that begin with a slash say more of a file, a link or the directory itself.","type":["string","null","boolean","object"],"properties":{"/file":{"description":"The text; null where it was not read.","type":["string","null"]},"/link":{"description":"Where a symbolic link leads.","type":"string"},"/mode":{"description":"Permission bits in octal, where they are not the usual 0644 or 0755.","type":"string","pattern":"^[0-7]{4}$"},"/uid":{"type":"integer","minimum":0},"/gid":{"type":"integer","minimum":0},"/size":{"description":"Bytes on the host, where the text is shorter here.","type":"integer","minimum":0},"/part":{"description":"Not every name of the directory is listed.","const":true},"/errno":{"description":"Why it could not be read.","type":"string","pattern":"^[A-Z0-9]{2,20}$"},"/closed":{"description":"Why not even its existence could be told.","type":"string","pattern":"^[A-Z0-9]{2,20}$"},"/other":{"description":"A socket, a device, a pipe.","const":true}},"propertyNames":{"pattern":"^(?:/(?:file|link|mode|uid|gid|size|part|errno|closed|other)|[^/]+)$"},"additionalProperties":{"$ref":"#/$defs/node"}}; }
let $pattern8;
function pattern8() { return $pattern8 ??= new RegExp("^(?:/(?:file|link|mode|uid|gid|size|part|errno|closed|other)|[^/]+)$", "u"); }
let $pattern9;
function pattern9() { return $pattern9 ??= new RegExp("^[0-7]{4}$", "u"); }
const wrapper0 = {validate: validate21};

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
if((((typeof data !== "string") && (data !== null)) && (typeof data !== "boolean")) && (!(data && typeof data == "object" && !Array.isArray(data)))){
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema32().type},message:"must be string,null,boolean,object"}];
return false;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
const _errs1 = errors;
if(typeof key0 === "string"){
if(!pattern8().test(key0)){
const err0 = {instancePath,schemaPath:"#/propertyNames/pattern",keyword:"pattern",params:{pattern: "^(?:/(?:file|link|mode|uid|gid|size|part|errno|closed|other)|[^/]+)$"},message:"must match pattern \""+"^(?:/(?:file|link|mode|uid|gid|size|part|errno|closed|other)|[^/]+)$"+"\"",propertyName:key0};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var valid0 = _errs1 === errors;
if(!valid0){
const err1 = {instancePath,schemaPath:"#/propertyNames",keyword:"propertyNames",params:{propertyName: key0},message:"property name must be valid"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
validate21.errors = vErrors;
return false;
break;
}
}
if(valid0){
const _errs2 = errors;
for(const key1 in data){
if(!(["/file","/link","/mode","/uid","/gid","/size","/part","/errno","/closed","/other"].includes(key1))){
const _errs3 = errors;
if(!(wrapper0.validate(data[key1], {instancePath:instancePath+"/" + step(key1),parentData:data,parentDataProperty:key1,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? wrapper0.validate.errors : vErrors.concat(wrapper0.validate.errors);
errors = vErrors.length;
}
var valid1 = _errs3 === errors;
if(!valid1){
break;
}
}
}
if(_errs2 === errors){
if(data["/file"] !== undefined){
let data1 = data["/file"];
const _errs4 = errors;
if((typeof data1 !== "string") && (data1 !== null)){
validate21.errors = [{instancePath:instancePath+"/~1file",schemaPath:"#/properties/~1file/type",keyword:"type",params:{type: schema32().properties["/file"].type},message:"must be string,null"}];
return false;
}
var valid2 = _errs4 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data["/link"] !== undefined){
const _errs6 = errors;
if(typeof data["/link"] !== "string"){
validate21.errors = [{instancePath:instancePath+"/~1link",schemaPath:"#/properties/~1link/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid2 = _errs6 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data["/mode"] !== undefined){
let data3 = data["/mode"];
const _errs8 = errors;
if(errors === _errs8){
if(typeof data3 === "string"){
if(!pattern9().test(data3)){
validate21.errors = [{instancePath:instancePath+"/~1mode",schemaPath:"#/properties/~1mode/pattern",keyword:"pattern",params:{pattern: "^[0-7]{4}$"},message:"must match pattern \""+"^[0-7]{4}$"+"\""}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/~1mode",schemaPath:"#/properties/~1mode/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs8 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data["/uid"] !== undefined){
let data4 = data["/uid"];
const _errs10 = errors;
if(!(((typeof data4 == "number") && (!(data4 % 1) && !isNaN(data4))) && (isFinite(data4)))){
validate21.errors = [{instancePath:instancePath+"/~1uid",schemaPath:"#/properties/~1uid/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs10){
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 < 0 || isNaN(data4)){
validate21.errors = [{instancePath:instancePath+"/~1uid",schemaPath:"#/properties/~1uid/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs10 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data["/gid"] !== undefined){
let data5 = data["/gid"];
const _errs12 = errors;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
validate21.errors = [{instancePath:instancePath+"/~1gid",schemaPath:"#/properties/~1gid/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs12){
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 < 0 || isNaN(data5)){
validate21.errors = [{instancePath:instancePath+"/~1gid",schemaPath:"#/properties/~1gid/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs12 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data["/size"] !== undefined){
let data6 = data["/size"];
const _errs14 = errors;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
validate21.errors = [{instancePath:instancePath+"/~1size",schemaPath:"#/properties/~1size/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
if(errors === _errs14){
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 < 0 || isNaN(data6)){
validate21.errors = [{instancePath:instancePath+"/~1size",schemaPath:"#/properties/~1size/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"}];
return false;
}
}
}
var valid2 = _errs14 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data["/part"] !== undefined){
const _errs16 = errors;
if(true !== data["/part"]){
validate21.errors = [{instancePath:instancePath+"/~1part",schemaPath:"#/properties/~1part/const",keyword:"const",params:{allowedValue: true},message:"must be equal to constant"}];
return false;
}
var valid2 = _errs16 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data["/errno"] !== undefined){
let data8 = data["/errno"];
const _errs17 = errors;
if(errors === _errs17){
if(typeof data8 === "string"){
if(!pattern10().test(data8)){
validate21.errors = [{instancePath:instancePath+"/~1errno",schemaPath:"#/properties/~1errno/pattern",keyword:"pattern",params:{pattern: "^[A-Z0-9]{2,20}$"},message:"must match pattern \""+"^[A-Z0-9]{2,20}$"+"\""}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/~1errno",schemaPath:"#/properties/~1errno/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs17 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data["/closed"] !== undefined){
let data9 = data["/closed"];
const _errs19 = errors;
if(errors === _errs19){
if(typeof data9 === "string"){
if(!pattern10().test(data9)){
validate21.errors = [{instancePath:instancePath+"/~1closed",schemaPath:"#/properties/~1closed/pattern",keyword:"pattern",params:{pattern: "^[A-Z0-9]{2,20}$"},message:"must match pattern \""+"^[A-Z0-9]{2,20}$"+"\""}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/~1closed",schemaPath:"#/properties/~1closed/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid2 = _errs19 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data["/other"] !== undefined){
const _errs21 = errors;
if(true !== data["/other"]){
validate21.errors = [{instancePath:instancePath+"/~1other",schemaPath:"#/properties/~1other/const",keyword:"const",params:{allowedValue: true},message:"must be equal to constant"}];
return false;
}
var valid2 = _errs21 === errors;
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
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="vexor/v1/facts.schema.json" */;
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
if(((((((((((data.format === undefined) && (missing0 = "format")) || ((data.host === undefined) && (missing0 = "host"))) || ((data.at === undefined) && (missing0 = "at"))) || ((data.vexor === undefined) && (missing0 = "vexor"))) || ((data.kernel === undefined) && (missing0 = "kernel"))) || ((data.digest === undefined) && (missing0 = "digest"))) || ((data.machine === undefined) && (missing0 = "machine"))) || ((data.asRoot === undefined) && (missing0 = "asRoot"))) || ((data.files === undefined) && (missing0 = "files"))) || ((data.answers === undefined) && (missing0 = "answers"))){
validate20.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},message:"must have required property '"+missing0+"'"}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(["format","host","at","vexor","kernel","digest","machine","asRoot","files","answers"].includes(key0))){
validate20.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.format !== undefined){
const _errs2 = errors;
if("vexor.facts/1" !== data.format){
validate20.errors = [{instancePath:instancePath+"/format",schemaPath:"#/properties/format/const",keyword:"const",params:{allowedValue: "vexor.facts/1"},message:"must be equal to constant"}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.host !== undefined){
let data1 = data.host;
const _errs3 = errors;
if(errors === _errs3){
if(typeof data1 === "string"){
if(!pattern4().test(data1)){
validate20.errors = [{instancePath:instancePath+"/host",schemaPath:"#/properties/host/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$"},message:"must match pattern \""+"^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/host",schemaPath:"#/properties/host/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.at !== undefined){
let data2 = data.at;
const _errs5 = errors;
if(errors === _errs5){
if(typeof data2 === "string"){
if(!pattern5().test(data2)){
validate20.errors = [{instancePath:instancePath+"/at",schemaPath:"#/properties/at/pattern",keyword:"pattern",params:{pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z$"},message:"must match pattern \""+"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/at",schemaPath:"#/properties/at/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.vexor !== undefined){
let data3 = data.vexor;
const _errs7 = errors;
if(errors === _errs7){
if(typeof data3 === "string"){
if(!pattern6().test(data3)){
validate20.errors = [{instancePath:instancePath+"/vexor",schemaPath:"#/properties/vexor/pattern",keyword:"pattern",params:{pattern: "^.{1,100}$"},message:"must match pattern \""+"^.{1,100}$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/vexor",schemaPath:"#/properties/vexor/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.kernel !== undefined){
let data4 = data.kernel;
const _errs9 = errors;
if((typeof data4 !== "string") && (data4 !== null)){
validate20.errors = [{instancePath:instancePath+"/kernel",schemaPath:"#/properties/kernel/type",keyword:"type",params:{type: schema31().properties.kernel.type},message:"must be string,null"}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.digest !== undefined){
let data5 = data.digest;
const _errs11 = errors;
if(errors === _errs11){
if(typeof data5 === "string"){
if(!pattern7().test(data5)){
validate20.errors = [{instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{64}$"},message:"must match pattern \""+"^[0-9a-f]{64}$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/digest",schemaPath:"#/properties/digest/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.machine !== undefined){
const _errs13 = errors;
if(typeof data.machine !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/machine",schemaPath:"#/properties/machine/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"}];
return false;
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.asRoot !== undefined){
const _errs15 = errors;
if(typeof data.asRoot !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/asRoot",schemaPath:"#/properties/asRoot/type",keyword:"type",params:{type: "boolean"},message:"must be boolean"}];
return false;
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.files !== undefined){
const _errs17 = errors;
if(!(validate21(data.files, {instancePath:instancePath+"/files",parentData:data,parentDataProperty:"files",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.answers !== undefined){
let data9 = data.answers;
const _errs18 = errors;
const _errs19 = errors;
if(errors === _errs19){
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
let missing1;
if((((((((((data9.asUser === undefined) && (missing1 = "asUser")) || ((data9.affinity === undefined) && (missing1 = "affinity"))) || ((data9.startedAfter === undefined) && (missing1 = "startedAfter"))) || ((data9.processes === undefined) && (missing1 = "processes"))) || ((data9.programs === undefined) && (missing1 = "programs"))) || ((data9.queries === undefined) && (missing1 = "queries"))) || ((data9.namespace === undefined) && (missing1 = "namespace"))) || ((data9.keypairs === undefined) && (missing1 = "keypairs"))) || ((data9.locks === undefined) && (missing1 = "locks"))){
validate20.errors = [{instancePath:instancePath+"/answers",schemaPath:"#/$defs/answers/required",keyword:"required",params:{missingProperty: missing1},message:"must have required property '"+missing1+"'"}];
return false;
}
else {
const _errs21 = errors;
for(const key1 in data9){
if(!(["asUser","affinity","startedAfter","processes","programs","queries","namespace","keypairs","locks"].includes(key1))){
validate20.errors = [{instancePath:instancePath+"/answers",schemaPath:"#/$defs/answers/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs21 === errors){
if(data9.asUser !== undefined){
let data10 = data9.asUser;
const _errs22 = errors;
if(errors === _errs22){
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
for(const key2 in data10){
let data11 = data10[key2];
const _errs25 = errors;
if(errors === _errs25){
if(typeof data11 === "string"){
if(!pattern10().test(data11)){
validate20.errors = [{instancePath:instancePath+"/answers/asUser/" + step(key2),schemaPath:"#/$defs/answers/properties/asUser/additionalProperties/pattern",keyword:"pattern",params:{pattern: "^[A-Z0-9]{2,20}$"},message:"must match pattern \""+"^[A-Z0-9]{2,20}$"+"\""}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/asUser/" + step(key2),schemaPath:"#/$defs/answers/properties/asUser/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
}
var valid3 = _errs25 === errors;
if(!valid3){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/asUser",schemaPath:"#/$defs/answers/properties/asUser/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs22 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data9.affinity !== undefined){
let data12 = data9.affinity;
const _errs27 = errors;
if(errors === _errs27){
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
for(const key3 in data12){
let data13 = data12[key3];
const _errs30 = errors;
if((typeof data13 !== "string") && (data13 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/affinity/" + step(key3),schemaPath:"#/$defs/answers/properties/affinity/additionalProperties/type",keyword:"type",params:{type: schema33().properties.affinity.additionalProperties.type},message:"must be string,null"}];
return false;
}
var valid4 = _errs30 === errors;
if(!valid4){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/affinity",schemaPath:"#/$defs/answers/properties/affinity/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs27 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data9.startedAfter !== undefined){
let data14 = data9.startedAfter;
const _errs32 = errors;
if(errors === _errs32){
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
for(const key4 in data14){
let data15 = data14[key4];
const _errs35 = errors;
if((typeof data15 !== "boolean") && (data15 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/startedAfter/" + step(key4),schemaPath:"#/$defs/answers/properties/startedAfter/additionalProperties/type",keyword:"type",params:{type: schema33().properties.startedAfter.additionalProperties.type},message:"must be boolean,null"}];
return false;
}
var valid5 = _errs35 === errors;
if(!valid5){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/startedAfter",schemaPath:"#/$defs/answers/properties/startedAfter/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs32 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data9.processes !== undefined){
let data16 = data9.processes;
const _errs37 = errors;
if(errors === _errs37){
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
for(const key5 in data16){
let data17 = data16[key5];
const _errs40 = errors;
if(errors === _errs40){
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
let missing2;
if(((data17.owner === undefined) && (missing2 = "owner")) || ((data17.told === undefined) && (missing2 = "told"))){
validate20.errors = [{instancePath:instancePath+"/answers/processes/" + step(key5),schemaPath:"#/$defs/answers/properties/processes/additionalProperties/required",keyword:"required",params:{missingProperty: missing2},message:"must have required property '"+missing2+"'"}];
return false;
}
else {
const _errs42 = errors;
for(const key6 in data17){
if(!((key6 === "owner") || (key6 === "told"))){
validate20.errors = [{instancePath:instancePath+"/answers/processes/" + step(key5),schemaPath:"#/$defs/answers/properties/processes/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key6},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs42 === errors){
if(data17.owner !== undefined){
let data18 = data17.owner;
const _errs43 = errors;
if((!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))) && (data18 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/processes/" + step(key5)+"/owner",schemaPath:"#/$defs/answers/properties/processes/additionalProperties/properties/owner/type",keyword:"type",params:{type: schema33().properties.processes.additionalProperties.properties.owner.type},message:"must be integer,null"}];
return false;
}
var valid7 = _errs43 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data17.told !== undefined){
let data19 = data17.told;
const _errs45 = errors;
if((!(data19 && typeof data19 == "object" && !Array.isArray(data19))) && (data19 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/processes/" + step(key5)+"/told",schemaPath:"#/$defs/answers/properties/processes/additionalProperties/properties/told/type",keyword:"type",params:{type: schema33().properties.processes.additionalProperties.properties.told.type},message:"must be object,null"}];
return false;
}
if(errors === _errs45){
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
let missing3;
if(((data19.argv === undefined) && (missing3 = "argv")) || ((data19.status === undefined) && (missing3 = "status"))){
validate20.errors = [{instancePath:instancePath+"/answers/processes/" + step(key5)+"/told",schemaPath:"#/$defs/answers/properties/processes/additionalProperties/properties/told/required",keyword:"required",params:{missingProperty: missing3},message:"must have required property '"+missing3+"'"}];
return false;
}
else {
const _errs47 = errors;
for(const key7 in data19){
if(!((key7 === "argv") || (key7 === "status"))){
validate20.errors = [{instancePath:instancePath+"/answers/processes/" + step(key5)+"/told",schemaPath:"#/$defs/answers/properties/processes/additionalProperties/properties/told/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs47 === errors){
if(data19.argv !== undefined){
let data20 = data19.argv;
const _errs48 = errors;
if(errors === _errs48){
if(Array.isArray(data20)){
var valid9 = true;
const len0 = data20.length;
for(let i0=0; i0<len0; i0++){
const _errs50 = errors;
if(typeof data20[i0] !== "string"){
validate20.errors = [{instancePath:instancePath+"/answers/processes/" + step(key5)+"/told/argv/" + i0,schemaPath:"#/$defs/answers/properties/processes/additionalProperties/properties/told/properties/argv/items/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid9 = _errs50 === errors;
if(!valid9){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/processes/" + step(key5)+"/told/argv",schemaPath:"#/$defs/answers/properties/processes/additionalProperties/properties/told/properties/argv/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid8 = _errs48 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data19.status !== undefined){
const _errs52 = errors;
if(typeof data19.status !== "string"){
validate20.errors = [{instancePath:instancePath+"/answers/processes/" + step(key5)+"/told/status",schemaPath:"#/$defs/answers/properties/processes/additionalProperties/properties/told/properties/status/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid8 = _errs52 === errors;
}
else {
var valid8 = true;
}
}
}
}
}
}
var valid7 = _errs45 === errors;
}
else {
var valid7 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/processes/" + step(key5),schemaPath:"#/$defs/answers/properties/processes/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid6 = _errs40 === errors;
if(!valid6){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/processes",schemaPath:"#/$defs/answers/properties/processes/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs37 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data9.programs !== undefined){
let data23 = data9.programs;
const _errs54 = errors;
if(errors === _errs54){
if(data23 && typeof data23 == "object" && !Array.isArray(data23)){
for(const key8 in data23){
let data24 = data23[key8];
const _errs57 = errors;
if(errors === _errs57){
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
let missing4;
if(((data24.said === undefined) && (missing4 = "said")) || ((data24.unasked === undefined) && (missing4 = "unasked"))){
validate20.errors = [{instancePath:instancePath+"/answers/programs/" + step(key8),schemaPath:"#/$defs/answers/properties/programs/additionalProperties/required",keyword:"required",params:{missingProperty: missing4},message:"must have required property '"+missing4+"'"}];
return false;
}
else {
const _errs59 = errors;
for(const key9 in data24){
if(!((key9 === "said") || (key9 === "unasked"))){
validate20.errors = [{instancePath:instancePath+"/answers/programs/" + step(key8),schemaPath:"#/$defs/answers/properties/programs/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key9},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs59 === errors){
if(data24.said !== undefined){
let data25 = data24.said;
const _errs60 = errors;
if((typeof data25 !== "string") && (data25 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/programs/" + step(key8)+"/said",schemaPath:"#/$defs/answers/properties/programs/additionalProperties/properties/said/type",keyword:"type",params:{type: schema33().properties.programs.additionalProperties.properties.said.type},message:"must be string,null"}];
return false;
}
var valid11 = _errs60 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data24.unasked !== undefined){
let data26 = data24.unasked;
const _errs62 = errors;
if((typeof data26 !== "string") && (data26 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/programs/" + step(key8)+"/unasked",schemaPath:"#/$defs/answers/properties/programs/additionalProperties/properties/unasked/type",keyword:"type",params:{type: schema33().properties.programs.additionalProperties.properties.unasked.type},message:"must be string,null"}];
return false;
}
var valid11 = _errs62 === errors;
}
else {
var valid11 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/programs/" + step(key8),schemaPath:"#/$defs/answers/properties/programs/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid10 = _errs57 === errors;
if(!valid10){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/programs",schemaPath:"#/$defs/answers/properties/programs/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs54 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data9.queries !== undefined){
let data27 = data9.queries;
const _errs64 = errors;
if(errors === _errs64){
if(data27 && typeof data27 == "object" && !Array.isArray(data27)){
for(const key10 in data27){
let data28 = data27[key10];
const _errs67 = errors;
if(errors === _errs67){
if(data28 && typeof data28 == "object" && !Array.isArray(data28)){
let missing5;
if((((data28.status === undefined) && (missing5 = "status")) || ((data28.body === undefined) && (missing5 = "body"))) || ((data28.problem === undefined) && (missing5 = "problem"))){
validate20.errors = [{instancePath:instancePath+"/answers/queries/" + step(key10),schemaPath:"#/$defs/answers/properties/queries/additionalProperties/required",keyword:"required",params:{missingProperty: missing5},message:"must have required property '"+missing5+"'"}];
return false;
}
else {
const _errs69 = errors;
for(const key11 in data28){
if(!(((key11 === "status") || (key11 === "body")) || (key11 === "problem"))){
validate20.errors = [{instancePath:instancePath+"/answers/queries/" + step(key10),schemaPath:"#/$defs/answers/properties/queries/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key11},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs69 === errors){
if(data28.status !== undefined){
let data29 = data28.status;
const _errs70 = errors;
if((!(((typeof data29 == "number") && (!(data29 % 1) && !isNaN(data29))) && (isFinite(data29)))) && (data29 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/queries/" + step(key10)+"/status",schemaPath:"#/$defs/answers/properties/queries/additionalProperties/properties/status/type",keyword:"type",params:{type: schema33().properties.queries.additionalProperties.properties.status.type},message:"must be integer,null"}];
return false;
}
var valid13 = _errs70 === errors;
}
else {
var valid13 = true;
}
if(valid13){
if(data28.body !== undefined){
const _errs72 = errors;
if(typeof data28.body !== "string"){
validate20.errors = [{instancePath:instancePath+"/answers/queries/" + step(key10)+"/body",schemaPath:"#/$defs/answers/properties/queries/additionalProperties/properties/body/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid13 = _errs72 === errors;
}
else {
var valid13 = true;
}
if(valid13){
if(data28.problem !== undefined){
let data31 = data28.problem;
const _errs74 = errors;
if((typeof data31 !== "string") && (data31 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/queries/" + step(key10)+"/problem",schemaPath:"#/$defs/answers/properties/queries/additionalProperties/properties/problem/type",keyword:"type",params:{type: schema33().properties.queries.additionalProperties.properties.problem.type},message:"must be string,null"}];
return false;
}
var valid13 = _errs74 === errors;
}
else {
var valid13 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/queries/" + step(key10),schemaPath:"#/$defs/answers/properties/queries/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid12 = _errs67 === errors;
if(!valid12){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/queries",schemaPath:"#/$defs/answers/properties/queries/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs64 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data9.namespace !== undefined){
let data32 = data9.namespace;
const _errs76 = errors;
if(errors === _errs76){
if(data32 && typeof data32 == "object" && !Array.isArray(data32)){
for(const key12 in data32){
const _errs79 = errors;
if(typeof data32[key12] !== "string"){
validate20.errors = [{instancePath:instancePath+"/answers/namespace/" + step(key12),schemaPath:"#/$defs/answers/properties/namespace/additionalProperties/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid14 = _errs79 === errors;
if(!valid14){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/namespace",schemaPath:"#/$defs/answers/properties/namespace/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs76 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data9.keypairs !== undefined){
let data34 = data9.keypairs;
const _errs81 = errors;
if(errors === _errs81){
if(data34 && typeof data34 == "object" && !Array.isArray(data34)){
for(const key13 in data34){
let data35 = data34[key13];
const _errs84 = errors;
if(errors === _errs84){
if(data35 && typeof data35 == "object" && !Array.isArray(data35)){
let missing6;
if((((((data35.path === undefined) && (missing6 = "path")) || ((data35.leadsTo === undefined) && (missing6 = "leadsTo"))) || ((data35.stat === undefined) && (missing6 = "stat"))) || ((data35.pubkey === undefined) && (missing6 = "pubkey"))) || ((data35.problems === undefined) && (missing6 = "problems"))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13),schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/required",keyword:"required",params:{missingProperty: missing6},message:"must have required property '"+missing6+"'"}];
return false;
}
else {
const _errs86 = errors;
for(const key14 in data35){
if(!(((((key14 === "path") || (key14 === "leadsTo")) || (key14 === "stat")) || (key14 === "pubkey")) || (key14 === "problems"))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13),schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key14},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs86 === errors){
if(data35.path !== undefined){
const _errs87 = errors;
if(typeof data35.path !== "string"){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/path",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/path/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid16 = _errs87 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data35.leadsTo !== undefined){
let data37 = data35.leadsTo;
const _errs89 = errors;
if((typeof data37 !== "string") && (data37 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/leadsTo",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/leadsTo/type",keyword:"type",params:{type: schema33().properties.keypairs.additionalProperties.properties.leadsTo.type},message:"must be string,null"}];
return false;
}
var valid16 = _errs89 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data35.stat !== undefined){
let data38 = data35.stat;
const _errs91 = errors;
if((!(data38 && typeof data38 == "object" && !Array.isArray(data38))) && (data38 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/stat",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/stat/type",keyword:"type",params:{type: schema33().properties.keypairs.additionalProperties.properties.stat.type},message:"must be object,null"}];
return false;
}
if(errors === _errs91){
if(data38 && typeof data38 == "object" && !Array.isArray(data38)){
let missing7;
if((((((data38.kind === undefined) && (missing7 = "kind")) || ((data38.mode === undefined) && (missing7 = "mode"))) || ((data38.uid === undefined) && (missing7 = "uid"))) || ((data38.gid === undefined) && (missing7 = "gid"))) || ((data38.size === undefined) && (missing7 = "size"))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/stat",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/stat/required",keyword:"required",params:{missingProperty: missing7},message:"must have required property '"+missing7+"'"}];
return false;
}
else {
const _errs93 = errors;
for(const key15 in data38){
if(!(((((key15 === "kind") || (key15 === "mode")) || (key15 === "uid")) || (key15 === "gid")) || (key15 === "size"))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/stat",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/stat/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key15},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs93 === errors){
if(data38.kind !== undefined){
let data39 = data38.kind;
const _errs94 = errors;
if(!((((data39 === "file") || (data39 === "dir")) || (data39 === "link")) || (data39 === "other"))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/stat/kind",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/stat/properties/kind/enum",keyword:"enum",params:{allowedValues: schema33().properties.keypairs.additionalProperties.properties.stat.properties.kind.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid17 = _errs94 === errors;
}
else {
var valid17 = true;
}
if(valid17){
if(data38.mode !== undefined){
let data40 = data38.mode;
const _errs95 = errors;
if(!(((typeof data40 == "number") && (!(data40 % 1) && !isNaN(data40))) && (isFinite(data40)))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/stat/mode",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/stat/properties/mode/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid17 = _errs95 === errors;
}
else {
var valid17 = true;
}
if(valid17){
if(data38.uid !== undefined){
let data41 = data38.uid;
const _errs97 = errors;
if(!(((typeof data41 == "number") && (!(data41 % 1) && !isNaN(data41))) && (isFinite(data41)))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/stat/uid",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/stat/properties/uid/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid17 = _errs97 === errors;
}
else {
var valid17 = true;
}
if(valid17){
if(data38.gid !== undefined){
let data42 = data38.gid;
const _errs99 = errors;
if(!(((typeof data42 == "number") && (!(data42 % 1) && !isNaN(data42))) && (isFinite(data42)))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/stat/gid",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/stat/properties/gid/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid17 = _errs99 === errors;
}
else {
var valid17 = true;
}
if(valid17){
if(data38.size !== undefined){
let data43 = data38.size;
const _errs101 = errors;
if(!(((typeof data43 == "number") && (!(data43 % 1) && !isNaN(data43))) && (isFinite(data43)))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/stat/size",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/stat/properties/size/type",keyword:"type",params:{type: "integer"},message:"must be integer"}];
return false;
}
var valid17 = _errs101 === errors;
}
else {
var valid17 = true;
}
}
}
}
}
}
}
}
}
var valid16 = _errs91 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data35.pubkey !== undefined){
let data44 = data35.pubkey;
const _errs103 = errors;
if((typeof data44 !== "string") && (data44 !== null)){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/pubkey",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/pubkey/type",keyword:"type",params:{type: schema33().properties.keypairs.additionalProperties.properties.pubkey.type},message:"must be string,null"}];
return false;
}
var valid16 = _errs103 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data35.problems !== undefined){
let data45 = data35.problems;
const _errs105 = errors;
if(errors === _errs105){
if(Array.isArray(data45)){
var valid18 = true;
const len1 = data45.length;
for(let i1=0; i1<len1; i1++){
let data46 = data45[i1];
const _errs107 = errors;
if(errors === _errs107){
if(data46 && typeof data46 == "object" && !Array.isArray(data46)){
let missing8;
if(((data46.code === undefined) && (missing8 = "code")) || ((data46.message === undefined) && (missing8 = "message"))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/problems/" + i1,schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/problems/items/required",keyword:"required",params:{missingProperty: missing8},message:"must have required property '"+missing8+"'"}];
return false;
}
else {
const _errs109 = errors;
for(const key16 in data46){
if(!((key16 === "code") || (key16 === "message"))){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/problems/" + i1,schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/problems/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key16},message:"must NOT have additional properties"}];
return false;
break;
}
}
if(_errs109 === errors){
if(data46.code !== undefined){
const _errs110 = errors;
if(typeof data46.code !== "string"){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/problems/" + i1+"/code",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/problems/items/properties/code/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid19 = _errs110 === errors;
}
else {
var valid19 = true;
}
if(valid19){
if(data46.message !== undefined){
const _errs112 = errors;
if(typeof data46.message !== "string"){
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/problems/" + i1+"/message",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/problems/items/properties/message/type",keyword:"type",params:{type: "string"},message:"must be string"}];
return false;
}
var valid19 = _errs112 === errors;
}
else {
var valid19 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/problems/" + i1,schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/problems/items/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid18 = _errs107 === errors;
if(!valid18){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13)+"/problems",schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/properties/problems/type",keyword:"type",params:{type: "array"},message:"must be array"}];
return false;
}
}
var valid16 = _errs105 === errors;
}
else {
var valid16 = true;
}
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/keypairs/" + step(key13),schemaPath:"#/$defs/answers/properties/keypairs/additionalProperties/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid15 = _errs84 === errors;
if(!valid15){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/keypairs",schemaPath:"#/$defs/answers/properties/keypairs/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs81 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data9.locks !== undefined){
let data49 = data9.locks;
const _errs114 = errors;
if(errors === _errs114){
if(data49 && typeof data49 == "object" && !Array.isArray(data49)){
for(const key17 in data49){
let data50 = data49[key17];
const _errs117 = errors;
if(!((data50 === "unknown") || (data50 === null))){
validate20.errors = [{instancePath:instancePath+"/answers/locks/" + step(key17),schemaPath:"#/$defs/answers/properties/locks/additionalProperties/enum",keyword:"enum",params:{allowedValues: schema33().properties.locks.additionalProperties.enum},message:"must be equal to one of the allowed values"}];
return false;
}
var valid20 = _errs117 === errors;
if(!valid20){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/answers/locks",schemaPath:"#/$defs/answers/properties/locks/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid2 = _errs114 === errors;
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
else {
validate20.errors = [{instancePath:instancePath+"/answers",schemaPath:"#/$defs/answers/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
var valid0 = _errs18 === errors;
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
else {
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"}];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

function step(key) {
return /[~/]/.test(key) ? key.replace(/~/g, "~0").replace(/\//g, "~1") : key;
}
