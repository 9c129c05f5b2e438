// Generated from schemas/policy.schema.json by `npm run generate`; do not edit.
export const validate = validate20;
export default validate20;
let $schema31;
function schema31() { return $schema31 ??= {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"vexor/v1/policy.schema.json","title":"Policy","description":"Rules for changes of host files, which `vexor review` reads from `policy/*.yaml` of BASE.","type":"object","required":["apiVersion"],"additionalProperties":false,"properties":{"apiVersion":{"description":"The version of this format.","const":"vexor/v1"},"deny":{"title":"Rules that deny a change","description":"Where one of these applies, `vexor review` ends with exit code 6.","$ref":"#/$defs/rules"},"warn":{"title":"Rules that warn of a change","description":"The same rules. The review names what they find, and its exit code stays the same.","$ref":"#/$defs/rules"},"off":{"title":"Standing rules that do not apply","description":"Rules that deny a change without any file, and do not in this repository. See [Standing rules](#standing-rules).","type":"array","minItems":1,"maxItems":2,"uniqueItems":true,"items":{"type":"string","enum":["sharedIdentity","failoverPairs"]},"examples":[["sharedIdentity"]]}},"$defs":{"rules":{"type":"object","additionalProperties":false,"minProperties":1,"properties":{"adoptWithoutWhy":{"description":"A new `adopt:` that has no `why:` with a letter or a digit in it.","const":true,"x-wanted":"true; leave the key out where the rule does not apply"},"besideOthers":{"description":"Sections of host files that change alone: the rule applies where the same change alters another section of any host, also one that is named here. A host file that is added or removed does not count.","type":"array","minItems":1,"maxItems":20,"uniqueItems":true,"items":{"type":"string","pattern":"^[a-zA-Z]{1,40}$","x-wanted":"a section of a host file, such as identity"},"examples":[["identity","client"]]},"moreHostsThan":{"description":"The change alters more hosts than this.","type":"integer","minimum":0,"maximum":1000000,"examples":[50]},"morePercentThan":{"description":"The change alters more than this share of all hosts, in per cent.","type":"integer","minimum":0,"maximum":99,"examples":[20]},"fewerApprovals":{"description":"Files that need approvals: the rule applies where the change alters one of them and has fewer. The pipeline says how many there are: `--approvals N`.","type":"array","minItems":1,"maxItems":50,"items":{"type":"object","additionalProperties":false,"required":["paths","than"],"properties":{"paths":{"description":"From the directory that holds `hosts/` and `policy/`; with `/` in front, from the top of the repository: `/.github/**`. `*` and `?` stand for characters of one name, `**` for any number of directories.","type":"array","minItems":1,"maxItems":50,"items":{"type":"string","pattern":"^(?!\\./|//)[^\\u0000-\\u001f]{1,300}$","x-wanted":"a path such as keys/**, or /.github/** from the top of the repository"},"examples":[["keys/**","policy/**"]]},"than":{"description":"How many approvals are enough.","type":"integer","minimum":1,"maximum":100,"examples":[2]}}},"examples":[[{"paths":["keys/**","policy/**"],"than":2}]]},"factsOlderThan":{"description":"A host's facts are older than this, in `s`, `m`, `h` or `d`, or there are none that can be used: what the change does there is not known.","type":"string","pattern":"^[1-9][0-9]{0,5}[smhd]$","x-wanted":"a time such as 12h or 7d","examples":["7d"]}}}}}; }
let $schema32;
function schema32() { return $schema32 ??= {"type":"object","additionalProperties":false,"minProperties":1,"properties":{"adoptWithoutWhy":{"description":"A new `adopt:` that has no `why:` with a letter or a digit in it.","const":true,"x-wanted":"true; leave the key out where the rule does not apply"},"besideOthers":{"description":"Sections of host files that change alone: the rule applies where the same change alters another section of any host, also one that is named here. A host file that is added or removed does not count.","type":"array","minItems":1,"maxItems":20,"uniqueItems":true,"items":{"type":"string","pattern":"^[a-zA-Z]{1,40}$","x-wanted":"a section of a host file, such as identity"},"examples":[["identity","client"]]},"moreHostsThan":{"description":"The change alters more hosts than this.","type":"integer","minimum":0,"maximum":1000000,"examples":[50]},"morePercentThan":{"description":"The change alters more than this share of all hosts, in per cent.","type":"integer","minimum":0,"maximum":99,"examples":[20]},"fewerApprovals":{"description":"Files that need approvals: the rule applies where the change alters one of them and has fewer. The pipeline says how many there are: `--approvals N`.","type":"array","minItems":1,"maxItems":50,"items":{"type":"object","additionalProperties":false,"required":["paths","than"],"properties":{"paths":{"description":"From the directory that holds `hosts/` and `policy/`; with `/` in front, from the top of the repository: `/.github/**`. `*` and `?` stand for characters of one name, `**` for any number of directories.","type":"array","minItems":1,"maxItems":50,"items":{"type":"string","pattern":"^(?!\\./|//)[^\\u0000-\\u001f]{1,300}$","x-wanted":"a path such as keys/**, or /.github/** from the top of the repository"},"examples":[["keys/**","policy/**"]]},"than":{"description":"How many approvals are enough.","type":"integer","minimum":1,"maximum":100,"examples":[2]}}},"examples":[[{"paths":["keys/**","policy/**"],"than":2}]]},"factsOlderThan":{"description":"A host's facts are older than this, in `s`, `m`, `h` or `d`, or there are none that can be used: what the change does there is not known.","type":"string","pattern":"^[1-9][0-9]{0,5}[smhd]$","x-wanted":"a time such as 12h or 7d","examples":["7d"]}}}; }
let $pattern4;
function pattern4() { return $pattern4 ??= new RegExp("^[a-zA-Z]{1,40}$", "u"); }
let $pattern5;
function pattern5() { return $pattern5 ??= new RegExp("^(?!\\./|//)[^\\u0000-\\u001f]{1,300}$", "u"); }
let $pattern6;
function pattern6() { return $pattern6 ??= new RegExp("^[1-9][0-9]{0,5}[smhd]$", "u"); }

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="vexor/v1/policy.schema.json" */;
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
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apiVersion"},message:"must have required property '"+"apiVersion"+"'",schema:schema31().required,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "apiVersion") || (key0 === "deny")) || (key0 === "warn")) || (key0 === "off"))){
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
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if("vexor/v1" !== data0){
const err2 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "vexor/v1"},message:"must be equal to constant",schema:"vexor/v1",parentSchema:schema31().properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.deny !== undefined){
let data1 = data.deny;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(Object.keys(data1).length < 1){
const err3 = {instancePath:instancePath+"/deny",schemaPath:"#/$defs/rules/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema32(),data:data1};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key1 in data1){
if(!((((((key1 === "adoptWithoutWhy") || (key1 === "besideOthers")) || (key1 === "moreHostsThan")) || (key1 === "morePercentThan")) || (key1 === "fewerApprovals")) || (key1 === "factsOlderThan"))){
const err4 = {instancePath:instancePath+"/deny",schemaPath:"#/$defs/rules/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema32(),data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data1.adoptWithoutWhy !== undefined){
let data2 = data1.adoptWithoutWhy;
if(true !== data2){
const err5 = {instancePath:instancePath+"/deny/adoptWithoutWhy",schemaPath:"#/$defs/rules/properties/adoptWithoutWhy/const",keyword:"const",params:{allowedValue: true},message:"must be equal to constant",schema:true,parentSchema:schema32().properties.adoptWithoutWhy,data:data2};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data1.besideOthers !== undefined){
let data3 = data1.besideOthers;
if(Array.isArray(data3)){
if(data3.length > 20){
const err6 = {instancePath:instancePath+"/deny/besideOthers",schemaPath:"#/$defs/rules/properties/besideOthers/maxItems",keyword:"maxItems",params:{limit: 20},message:"must NOT have more than 20 items",schema:20,parentSchema:schema32().properties.besideOthers,data:data3};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data3.length < 1){
const err7 = {instancePath:instancePath+"/deny/besideOthers",schemaPath:"#/$defs/rules/properties/besideOthers/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.besideOthers,data:data3};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
if(typeof data4 === "string"){
if(!pattern4().test(data4)){
const err8 = {instancePath:instancePath+"/deny/besideOthers/" + i0,schemaPath:"#/$defs/rules/properties/besideOthers/items/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z]{1,40}$"},message:"must match pattern \""+"^[a-zA-Z]{1,40}$"+"\"",schema:"^[a-zA-Z]{1,40}$",parentSchema:schema32().properties.besideOthers.items,data:data4};
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
const err9 = {instancePath:instancePath+"/deny/besideOthers/" + i0,schemaPath:"#/$defs/rules/properties/besideOthers/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32().properties.besideOthers.items.type,parentSchema:schema32().properties.besideOthers.items,data:data4};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
let i1 = data3.length;
let j0;
if(i1 > 1){
const indices0 = {};
for(;i1--;){
let item0 = data3[i1];
if(typeof item0 !== "string"){
continue;
}
if(typeof indices0[item0] == "number"){
j0 = indices0[item0];
const err10 = {instancePath:instancePath+"/deny/besideOthers",schemaPath:"#/$defs/rules/properties/besideOthers/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i1+" are identical)",schema:true,parentSchema:schema32().properties.besideOthers,data:data3};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
break;
}
indices0[item0] = i1;
}
}
}
else {
const err11 = {instancePath:instancePath+"/deny/besideOthers",schemaPath:"#/$defs/rules/properties/besideOthers/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.besideOthers.type,parentSchema:schema32().properties.besideOthers,data:data3};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data1.moreHostsThan !== undefined){
let data5 = data1.moreHostsThan;
if(!(((typeof data5 == "number") && (!(data5 % 1) && !isNaN(data5))) && (isFinite(data5)))){
const err12 = {instancePath:instancePath+"/deny/moreHostsThan",schemaPath:"#/$defs/rules/properties/moreHostsThan/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema32().properties.moreHostsThan.type,parentSchema:schema32().properties.moreHostsThan,data:data5};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if((typeof data5 == "number") && (isFinite(data5))){
if(data5 > 1000000 || isNaN(data5)){
const err13 = {instancePath:instancePath+"/deny/moreHostsThan",schemaPath:"#/$defs/rules/properties/moreHostsThan/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema32().properties.moreHostsThan,data:data5};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
if(data5 < 0 || isNaN(data5)){
const err14 = {instancePath:instancePath+"/deny/moreHostsThan",schemaPath:"#/$defs/rules/properties/moreHostsThan/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema32().properties.moreHostsThan,data:data5};
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
if(data1.morePercentThan !== undefined){
let data6 = data1.morePercentThan;
if(!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))){
const err15 = {instancePath:instancePath+"/deny/morePercentThan",schemaPath:"#/$defs/rules/properties/morePercentThan/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema32().properties.morePercentThan.type,parentSchema:schema32().properties.morePercentThan,data:data6};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 > 99 || isNaN(data6)){
const err16 = {instancePath:instancePath+"/deny/morePercentThan",schemaPath:"#/$defs/rules/properties/morePercentThan/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99},message:"must be <= 99",schema:99,parentSchema:schema32().properties.morePercentThan,data:data6};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data6 < 0 || isNaN(data6)){
const err17 = {instancePath:instancePath+"/deny/morePercentThan",schemaPath:"#/$defs/rules/properties/morePercentThan/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema32().properties.morePercentThan,data:data6};
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
if(data1.fewerApprovals !== undefined){
let data7 = data1.fewerApprovals;
if(Array.isArray(data7)){
if(data7.length > 50){
const err18 = {instancePath:instancePath+"/deny/fewerApprovals",schemaPath:"#/$defs/rules/properties/fewerApprovals/maxItems",keyword:"maxItems",params:{limit: 50},message:"must NOT have more than 50 items",schema:50,parentSchema:schema32().properties.fewerApprovals,data:data7};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
if(data7.length < 1){
const err19 = {instancePath:instancePath+"/deny/fewerApprovals",schemaPath:"#/$defs/rules/properties/fewerApprovals/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.fewerApprovals,data:data7};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
const len1 = data7.length;
for(let i2=0; i2<len1; i2++){
let data8 = data7[i2];
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.paths === undefined){
const err20 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/required",keyword:"required",params:{missingProperty: "paths"},message:"must have required property '"+"paths"+"'",schema:schema32().properties.fewerApprovals.items.required,parentSchema:schema32().properties.fewerApprovals.items,data:data8};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(data8.than === undefined){
const err21 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/required",keyword:"required",params:{missingProperty: "than"},message:"must have required property '"+"than"+"'",schema:schema32().properties.fewerApprovals.items.required,parentSchema:schema32().properties.fewerApprovals.items,data:data8};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
for(const key2 in data8){
if(!((key2 === "paths") || (key2 === "than"))){
const err22 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},message:"must NOT have additional properties",schema:false,parentSchema:schema32().properties.fewerApprovals.items,data:data8};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data8.paths !== undefined){
let data9 = data8.paths;
if(Array.isArray(data9)){
if(data9.length > 50){
const err23 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2+"/paths",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/paths/maxItems",keyword:"maxItems",params:{limit: 50},message:"must NOT have more than 50 items",schema:50,parentSchema:schema32().properties.fewerApprovals.items.properties.paths,data:data9};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data9.length < 1){
const err24 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2+"/paths",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/paths/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.fewerApprovals.items.properties.paths,data:data9};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
const len2 = data9.length;
for(let i3=0; i3<len2; i3++){
let data10 = data9[i3];
if(typeof data10 === "string"){
if(!pattern5().test(data10)){
const err25 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2+"/paths/" + i3,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/paths/items/pattern",keyword:"pattern",params:{pattern: "^(?!\\./|//)[^\\u0000-\\u001f]{1,300}$"},message:"must match pattern \""+"^(?!\\./|//)[^\\u0000-\\u001f]{1,300}$"+"\"",schema:"^(?!\\./|//)[^\\u0000-\\u001f]{1,300}$",parentSchema:schema32().properties.fewerApprovals.items.properties.paths.items,data:data10};
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
const err26 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2+"/paths/" + i3,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/paths/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32().properties.fewerApprovals.items.properties.paths.items.type,parentSchema:schema32().properties.fewerApprovals.items.properties.paths.items,data:data10};
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
const err27 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2+"/paths",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/paths/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.fewerApprovals.items.properties.paths.type,parentSchema:schema32().properties.fewerApprovals.items.properties.paths,data:data9};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data8.than !== undefined){
let data11 = data8.than;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err28 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2+"/than",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/than/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema32().properties.fewerApprovals.items.properties.than.type,parentSchema:schema32().properties.fewerApprovals.items.properties.than,data:data11};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 100 || isNaN(data11)){
const err29 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2+"/than",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/than/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema32().properties.fewerApprovals.items.properties.than,data:data11};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(data11 < 1 || isNaN(data11)){
const err30 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2+"/than",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/than/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema32().properties.fewerApprovals.items.properties.than,data:data11};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
}
else {
const err31 = {instancePath:instancePath+"/deny/fewerApprovals/" + i2,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().properties.fewerApprovals.items.type,parentSchema:schema32().properties.fewerApprovals.items,data:data8};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
}
else {
const err32 = {instancePath:instancePath+"/deny/fewerApprovals",schemaPath:"#/$defs/rules/properties/fewerApprovals/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.fewerApprovals.type,parentSchema:schema32().properties.fewerApprovals,data:data7};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data1.factsOlderThan !== undefined){
let data12 = data1.factsOlderThan;
if(typeof data12 === "string"){
if(!pattern6().test(data12)){
const err33 = {instancePath:instancePath+"/deny/factsOlderThan",schemaPath:"#/$defs/rules/properties/factsOlderThan/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,5}[smhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,5}[smhd]$"+"\"",schema:"^[1-9][0-9]{0,5}[smhd]$",parentSchema:schema32().properties.factsOlderThan,data:data12};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
else {
const err34 = {instancePath:instancePath+"/deny/factsOlderThan",schemaPath:"#/$defs/rules/properties/factsOlderThan/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32().properties.factsOlderThan.type,parentSchema:schema32().properties.factsOlderThan,data:data12};
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
else {
const err35 = {instancePath:instancePath+"/deny",schemaPath:"#/$defs/rules/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().type,parentSchema:schema32(),data:data1};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.warn !== undefined){
let data13 = data.warn;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
if(Object.keys(data13).length < 1){
const err36 = {instancePath:instancePath+"/warn",schemaPath:"#/$defs/rules/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema32(),data:data13};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
for(const key3 in data13){
if(!((((((key3 === "adoptWithoutWhy") || (key3 === "besideOthers")) || (key3 === "moreHostsThan")) || (key3 === "morePercentThan")) || (key3 === "fewerApprovals")) || (key3 === "factsOlderThan"))){
const err37 = {instancePath:instancePath+"/warn",schemaPath:"#/$defs/rules/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema32(),data:data13};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data13.adoptWithoutWhy !== undefined){
let data14 = data13.adoptWithoutWhy;
if(true !== data14){
const err38 = {instancePath:instancePath+"/warn/adoptWithoutWhy",schemaPath:"#/$defs/rules/properties/adoptWithoutWhy/const",keyword:"const",params:{allowedValue: true},message:"must be equal to constant",schema:true,parentSchema:schema32().properties.adoptWithoutWhy,data:data14};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data13.besideOthers !== undefined){
let data15 = data13.besideOthers;
if(Array.isArray(data15)){
if(data15.length > 20){
const err39 = {instancePath:instancePath+"/warn/besideOthers",schemaPath:"#/$defs/rules/properties/besideOthers/maxItems",keyword:"maxItems",params:{limit: 20},message:"must NOT have more than 20 items",schema:20,parentSchema:schema32().properties.besideOthers,data:data15};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
if(data15.length < 1){
const err40 = {instancePath:instancePath+"/warn/besideOthers",schemaPath:"#/$defs/rules/properties/besideOthers/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.besideOthers,data:data15};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
const len3 = data15.length;
for(let i4=0; i4<len3; i4++){
let data16 = data15[i4];
if(typeof data16 === "string"){
if(!pattern4().test(data16)){
const err41 = {instancePath:instancePath+"/warn/besideOthers/" + i4,schemaPath:"#/$defs/rules/properties/besideOthers/items/pattern",keyword:"pattern",params:{pattern: "^[a-zA-Z]{1,40}$"},message:"must match pattern \""+"^[a-zA-Z]{1,40}$"+"\"",schema:"^[a-zA-Z]{1,40}$",parentSchema:schema32().properties.besideOthers.items,data:data16};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
else {
const err42 = {instancePath:instancePath+"/warn/besideOthers/" + i4,schemaPath:"#/$defs/rules/properties/besideOthers/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32().properties.besideOthers.items.type,parentSchema:schema32().properties.besideOthers.items,data:data16};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
let i5 = data15.length;
let j1;
if(i5 > 1){
const indices1 = {};
for(;i5--;){
let item1 = data15[i5];
if(typeof item1 !== "string"){
continue;
}
if(typeof indices1[item1] == "number"){
j1 = indices1[item1];
const err43 = {instancePath:instancePath+"/warn/besideOthers",schemaPath:"#/$defs/rules/properties/besideOthers/uniqueItems",keyword:"uniqueItems",params:{i: i5, j: j1},message:"must NOT have duplicate items (items ## "+j1+" and "+i5+" are identical)",schema:true,parentSchema:schema32().properties.besideOthers,data:data15};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
break;
}
indices1[item1] = i5;
}
}
}
else {
const err44 = {instancePath:instancePath+"/warn/besideOthers",schemaPath:"#/$defs/rules/properties/besideOthers/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.besideOthers.type,parentSchema:schema32().properties.besideOthers,data:data15};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data13.moreHostsThan !== undefined){
let data17 = data13.moreHostsThan;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
const err45 = {instancePath:instancePath+"/warn/moreHostsThan",schemaPath:"#/$defs/rules/properties/moreHostsThan/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema32().properties.moreHostsThan.type,parentSchema:schema32().properties.moreHostsThan,data:data17};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 1000000 || isNaN(data17)){
const err46 = {instancePath:instancePath+"/warn/moreHostsThan",schemaPath:"#/$defs/rules/properties/moreHostsThan/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000},message:"must be <= 1000000",schema:1000000,parentSchema:schema32().properties.moreHostsThan,data:data17};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if(data17 < 0 || isNaN(data17)){
const err47 = {instancePath:instancePath+"/warn/moreHostsThan",schemaPath:"#/$defs/rules/properties/moreHostsThan/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema32().properties.moreHostsThan,data:data17};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
}
if(data13.morePercentThan !== undefined){
let data18 = data13.morePercentThan;
if(!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))){
const err48 = {instancePath:instancePath+"/warn/morePercentThan",schemaPath:"#/$defs/rules/properties/morePercentThan/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema32().properties.morePercentThan.type,parentSchema:schema32().properties.morePercentThan,data:data18};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if((typeof data18 == "number") && (isFinite(data18))){
if(data18 > 99 || isNaN(data18)){
const err49 = {instancePath:instancePath+"/warn/morePercentThan",schemaPath:"#/$defs/rules/properties/morePercentThan/maximum",keyword:"maximum",params:{comparison: "<=", limit: 99},message:"must be <= 99",schema:99,parentSchema:schema32().properties.morePercentThan,data:data18};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if(data18 < 0 || isNaN(data18)){
const err50 = {instancePath:instancePath+"/warn/morePercentThan",schemaPath:"#/$defs/rules/properties/morePercentThan/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0",schema:0,parentSchema:schema32().properties.morePercentThan,data:data18};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
}
if(data13.fewerApprovals !== undefined){
let data19 = data13.fewerApprovals;
if(Array.isArray(data19)){
if(data19.length > 50){
const err51 = {instancePath:instancePath+"/warn/fewerApprovals",schemaPath:"#/$defs/rules/properties/fewerApprovals/maxItems",keyword:"maxItems",params:{limit: 50},message:"must NOT have more than 50 items",schema:50,parentSchema:schema32().properties.fewerApprovals,data:data19};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
if(data19.length < 1){
const err52 = {instancePath:instancePath+"/warn/fewerApprovals",schemaPath:"#/$defs/rules/properties/fewerApprovals/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.fewerApprovals,data:data19};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
const len4 = data19.length;
for(let i6=0; i6<len4; i6++){
let data20 = data19[i6];
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
if(data20.paths === undefined){
const err53 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/required",keyword:"required",params:{missingProperty: "paths"},message:"must have required property '"+"paths"+"'",schema:schema32().properties.fewerApprovals.items.required,parentSchema:schema32().properties.fewerApprovals.items,data:data20};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if(data20.than === undefined){
const err54 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/required",keyword:"required",params:{missingProperty: "than"},message:"must have required property '"+"than"+"'",schema:schema32().properties.fewerApprovals.items.required,parentSchema:schema32().properties.fewerApprovals.items,data:data20};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
for(const key4 in data20){
if(!((key4 === "paths") || (key4 === "than"))){
const err55 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema32().properties.fewerApprovals.items,data:data20};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data20.paths !== undefined){
let data21 = data20.paths;
if(Array.isArray(data21)){
if(data21.length > 50){
const err56 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6+"/paths",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/paths/maxItems",keyword:"maxItems",params:{limit: 50},message:"must NOT have more than 50 items",schema:50,parentSchema:schema32().properties.fewerApprovals.items.properties.paths,data:data21};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
if(data21.length < 1){
const err57 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6+"/paths",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/paths/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.fewerApprovals.items.properties.paths,data:data21};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
const len5 = data21.length;
for(let i7=0; i7<len5; i7++){
let data22 = data21[i7];
if(typeof data22 === "string"){
if(!pattern5().test(data22)){
const err58 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6+"/paths/" + i7,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/paths/items/pattern",keyword:"pattern",params:{pattern: "^(?!\\./|//)[^\\u0000-\\u001f]{1,300}$"},message:"must match pattern \""+"^(?!\\./|//)[^\\u0000-\\u001f]{1,300}$"+"\"",schema:"^(?!\\./|//)[^\\u0000-\\u001f]{1,300}$",parentSchema:schema32().properties.fewerApprovals.items.properties.paths.items,data:data22};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
else {
const err59 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6+"/paths/" + i7,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/paths/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32().properties.fewerApprovals.items.properties.paths.items.type,parentSchema:schema32().properties.fewerApprovals.items.properties.paths.items,data:data22};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
}
else {
const err60 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6+"/paths",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/paths/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.fewerApprovals.items.properties.paths.type,parentSchema:schema32().properties.fewerApprovals.items.properties.paths,data:data21};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data20.than !== undefined){
let data23 = data20.than;
if(!(((typeof data23 == "number") && (!(data23 % 1) && !isNaN(data23))) && (isFinite(data23)))){
const err61 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6+"/than",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/than/type",keyword:"type",params:{type: "integer"},message:"must be integer",schema:schema32().properties.fewerApprovals.items.properties.than.type,parentSchema:schema32().properties.fewerApprovals.items.properties.than,data:data23};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
if((typeof data23 == "number") && (isFinite(data23))){
if(data23 > 100 || isNaN(data23)){
const err62 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6+"/than",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/than/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100},message:"must be <= 100",schema:100,parentSchema:schema32().properties.fewerApprovals.items.properties.than,data:data23};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
if(data23 < 1 || isNaN(data23)){
const err63 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6+"/than",schemaPath:"#/$defs/rules/properties/fewerApprovals/items/properties/than/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1},message:"must be >= 1",schema:1,parentSchema:schema32().properties.fewerApprovals.items.properties.than,data:data23};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
}
}
else {
const err64 = {instancePath:instancePath+"/warn/fewerApprovals/" + i6,schemaPath:"#/$defs/rules/properties/fewerApprovals/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().properties.fewerApprovals.items.type,parentSchema:schema32().properties.fewerApprovals.items,data:data20};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
}
else {
const err65 = {instancePath:instancePath+"/warn/fewerApprovals",schemaPath:"#/$defs/rules/properties/fewerApprovals/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.fewerApprovals.type,parentSchema:schema32().properties.fewerApprovals,data:data19};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data13.factsOlderThan !== undefined){
let data24 = data13.factsOlderThan;
if(typeof data24 === "string"){
if(!pattern6().test(data24)){
const err66 = {instancePath:instancePath+"/warn/factsOlderThan",schemaPath:"#/$defs/rules/properties/factsOlderThan/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,5}[smhd]$"},message:"must match pattern \""+"^[1-9][0-9]{0,5}[smhd]$"+"\"",schema:"^[1-9][0-9]{0,5}[smhd]$",parentSchema:schema32().properties.factsOlderThan,data:data24};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
else {
const err67 = {instancePath:instancePath+"/warn/factsOlderThan",schemaPath:"#/$defs/rules/properties/factsOlderThan/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32().properties.factsOlderThan.type,parentSchema:schema32().properties.factsOlderThan,data:data24};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
}
else {
const err68 = {instancePath:instancePath+"/warn",schemaPath:"#/$defs/rules/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().type,parentSchema:schema32(),data:data13};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data.off !== undefined){
let data25 = data.off;
if(Array.isArray(data25)){
if(data25.length > 2){
const err69 = {instancePath:instancePath+"/off",schemaPath:"#/properties/off/maxItems",keyword:"maxItems",params:{limit: 2},message:"must NOT have more than 2 items",schema:2,parentSchema:schema31().properties.off,data:data25};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
if(data25.length < 1){
const err70 = {instancePath:instancePath+"/off",schemaPath:"#/properties/off/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema31().properties.off,data:data25};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
const len6 = data25.length;
for(let i8=0; i8<len6; i8++){
let data26 = data25[i8];
if(typeof data26 !== "string"){
const err71 = {instancePath:instancePath+"/off/" + i8,schemaPath:"#/properties/off/items/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema31().properties.off.items.type,parentSchema:schema31().properties.off.items,data:data26};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
if(!((data26 === "sharedIdentity") || (data26 === "failoverPairs"))){
const err72 = {instancePath:instancePath+"/off/" + i8,schemaPath:"#/properties/off/items/enum",keyword:"enum",params:{allowedValues: schema31().properties.off.items.enum},message:"must be equal to one of the allowed values",schema:schema31().properties.off.items.enum,parentSchema:schema31().properties.off.items,data:data26};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
let i9 = data25.length;
let j2;
if(i9 > 1){
const indices2 = {};
for(;i9--;){
let item2 = data25[i9];
if(typeof item2 !== "string"){
continue;
}
if(typeof indices2[item2] == "number"){
j2 = indices2[item2];
const err73 = {instancePath:instancePath+"/off",schemaPath:"#/properties/off/uniqueItems",keyword:"uniqueItems",params:{i: i9, j: j2},message:"must NOT have duplicate items (items ## "+j2+" and "+i9+" are identical)",schema:true,parentSchema:schema31().properties.off,data:data25};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
break;
}
indices2[item2] = i9;
}
}
}
else {
const err74 = {instancePath:instancePath+"/off",schemaPath:"#/properties/off/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema31().properties.off.type,parentSchema:schema31().properties.off,data:data25};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
}
else {
const err75 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().type,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};
