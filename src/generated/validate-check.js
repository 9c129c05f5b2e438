// Generated from schemas/check.schema.json by `npm run generate`; do not edit.
export const validate = validate20;
export default validate20;
let $schema31;
function schema31() { return $schema31 ??= {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"vexor/v1/check.schema.json","title":"Checks","description":"What can be wrong with a host: rules of `vexor audit`, `recommend`, `diagnose`, `fix` and `health`. Vexor's own are in checks/.","type":"object","required":["apiVersion","checks"],"additionalProperties":false,"properties":{"apiVersion":{"title":"The version of this format","description":"The version of this format.","const":"vexor/v1","examples":["vexor/v1"]},"checks":{"title":"Checks, by id","description":"The first part of an id is its area: `cpu.governor`.","type":"object","minProperties":1,"maxProperties":500,"propertyNames":{"pattern":"^[a-z][a-z0-9-]{0,30}(\\.[a-z0-9][a-z0-9-]{0,40}){1,2}$"},"additionalProperties":{"$ref":"#/$defs/check"}}},"$defs":{"line":{"type":"string","pattern":"^\\S[^\\n]{0,199}$"},"text":{"type":"string","pattern":"^\\S[\\s\\S]{0,999}$"},"condition":{"type":"string","pattern":"^\\S[\\s\\S]{0,999}$"},"words":{"type":"array","minItems":1,"maxItems":40,"items":{"$ref":"#/$defs/line"}},"range":{"type":"string","pattern":"^((>=|<=|<|>|=)?v?\\d+(\\.\\d+){0,3}( (?!$)|$)){0,6}$"},"date":{"type":"string","pattern":"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"},"check":{"type":"object","required":["title","severity","reads","finding","found","wanted","why","sources","since"],"additionalProperties":false,"properties":{"title":{"$ref":"#/$defs/line","title":"What is so where nothing is wrong","description":"A sentence without an end mark.","examples":["The frequency governor holds the clocks high"]},"severity":{"title":"How bad it is","description":"`fatal`: a client does not start, or cannot do its duty. `warning`: it works worse, or may stop. `info`: for a person to know.","enum":["fatal","warning","info"],"examples":["warning"]},"applies":{"title":"Which hosts it is about","description":"Each key that is given must be true of the host.","type":"object","additionalProperties":false,"minProperties":1,"properties":{"clients":{"title":"Any of these clients runs here","description":"In a version of the range; `\"\"` is any version.","type":"object","minProperties":1,"additionalProperties":{"$ref":"#/$defs/range"},"examples":[{"agave":">=3.0","firedancer":""}]},"roles":{"title":"A client of any of these roles runs here","description":"Roles of clients.","type":"array","minItems":1,"items":{"enum":["validator","beacon","execution"]},"examples":[["validator"]]},"families":{"title":"A client of any of these chains runs here","description":"Families of clients.","type":"array","minItems":1,"items":{"enum":["solana","ethereum","other"]},"examples":[["solana"]]},"distributions":{"$ref":"#/$defs/words","title":"Any of these distributions, or one like it","description":"Words of ID and ID_LIKE in os-release.","examples":[["debian"]]},"kernel":{"$ref":"#/$defs/range","title":"The running kernel is in this range","description":"Bounds, all of which hold.","examples":[">=5.15 <6.8"]},"drivers":{"$ref":"#/$defs/words","title":"A network card here has any of these drivers","description":"Names of kernel modules.","examples":[["ena"]]},"virtualization":{"title":"What the host is","description":"Metal, a virtual machine, or a container.","type":"array","minItems":1,"items":{"enum":["metal","vm","container"]},"examples":[["metal"]]},"clouds":{"$ref":"#/$defs/words","title":"Any of these clouds","description":"Short names; `none` is none of those that are known.","examples":[["aws"]]},"when":{"title":"A condition","description":"Over what the check reads.","type":"object","required":["condition","otherwise"],"additionalProperties":false,"properties":{"condition":{"$ref":"#/$defs/condition","title":"In CEL","description":"True where the check applies.","examples":["size(cpu.policies) > 0"]},"otherwise":{"$ref":"#/$defs/line","title":"What it means that it is false","description":"Shown as the reason.","examples":["the kernel drives no clocks here"]}},"examples":[{"condition":"size(cpu.policies) > 0","otherwise":"the kernel drives no clocks here"}]}},"examples":[{"families":["solana"]}]},"reads":{"$ref":"#/$defs/words","title":"Facts that it reads","description":"By name; the conditions know nothing else.","examples":[["cpu.policies"]]},"each":{"$ref":"#/$defs/line","title":"A list among them","description":"The condition is asked of each entry, as `it`.","examples":["cpu.policies"]},"finding":{"$ref":"#/$defs/condition","title":"When something is wrong","description":"A condition in CEL; patterns are RE2's, by `finds()`.","examples":["it.governor != \"performance\""]},"found":{"$ref":"#/$defs/text","title":"What was found","description":"A text; `{…}` holds CEL.","examples":["{it.name}: {it.governor}"]},"wanted":{"$ref":"#/$defs/text","title":"What it should be","description":"A text; `{…}` holds CEL.","examples":["performance"]},"why":{"$ref":"#/$defs/text","title":"Why it matters","description":"For people, in plain words.","examples":["PoH waits for a clock that rises only after the work has come."]},"remedy":{"title":"What helps","description":"A fragment of a host file, or steps for a person.","type":"object","additionalProperties":false,"minProperties":1,"properties":{"hostFile":{"title":"What the host file is to say","description":"A fragment of it; `{…}` in texts holds CEL.","type":"object","minProperties":1,"examples":[{"sysctl":{"vm.swappiness":10}}]},"steps":{"title":"What a person does, in order","description":"Texts; `{…}` holds CEL.","type":"array","minItems":1,"maxItems":10,"items":{"$ref":"#/$defs/text"},"examples":[["Replace the module in slot A1."]]},"risk":{"$ref":"#/$defs/text","title":"What it may cost","description":"For people.","examples":["The machine takes more power."]},"profile":{"title":"From which profile on it is proposed","description":"Of `vexor recommend --profile`. `conservative` is proposed to everyone, `aggressive` only to those who ask for it.","enum":["conservative","standard","aggressive"],"default":"standard","examples":["conservative"]},"reversible":{"title":"Whether it can be undone","description":"Of a host file's fragment: by a rollback.","type":"boolean","examples":[true]}},"examples":[{"hostFile":{"sysctl":{"vm.swappiness":10}}}]},"sources":{"title":"Whose advice it is","description":"With the day on which it was read.","type":"array","minItems":1,"maxItems":8,"items":{"type":"object","required":["by","date"],"additionalProperties":false,"properties":{"by":{"$ref":"#/$defs/line","title":"Who says it","description":"A project, or a person.","examples":["Anza"]},"says":{"$ref":"#/$defs/text","title":"In their words","description":"Short.","examples":["performance governor"]},"url":{"type":"string","pattern":"^https://\\S+$","title":"Where","description":"A page.","examples":["https://docs.anza.xyz/operations/best-practices/general"]},"date":{"$ref":"#/$defs/date","title":"When it was read","description":"A day.","examples":["2026-11-30"]}}},"examples":[[{"by":"Anza","date":"2026-11-30"}]]},"contradicts":{"title":"Advice that says something else","description":"By id of the check; the text says when which one counts.","type":"object","minProperties":1,"additionalProperties":{"$ref":"#/$defs/text"},"examples":[{"tools.irqbalance-off":"with ena cards irqbalance stays"}]},"since":{"$ref":"#/$defs/date","title":"Since when the rule says this","description":"A day.","examples":["2026-11-30"]},"until":{"$ref":"#/$defs/date","title":"From this day on it does not count","description":"A day.","examples":["2027-11-30"]}}}}}; }
let $pattern4;
function pattern4() { return $pattern4 ??= new RegExp("^[a-z][a-z0-9-]{0,30}(\\.[a-z0-9][a-z0-9-]{0,40}){1,2}$", "u"); }
let $schema32;
function schema32() { return $schema32 ??= {"type":"object","required":["title","severity","reads","finding","found","wanted","why","sources","since"],"additionalProperties":false,"properties":{"title":{"$ref":"#/$defs/line","title":"What is so where nothing is wrong","description":"A sentence without an end mark.","examples":["The frequency governor holds the clocks high"]},"severity":{"title":"How bad it is","description":"`fatal`: a client does not start, or cannot do its duty. `warning`: it works worse, or may stop. `info`: for a person to know.","enum":["fatal","warning","info"],"examples":["warning"]},"applies":{"title":"Which hosts it is about","description":"Each key that is given must be true of the host.","type":"object","additionalProperties":false,"minProperties":1,"properties":{"clients":{"title":"Any of these clients runs here","description":"In a version of the range; `\"\"` is any version.","type":"object","minProperties":1,"additionalProperties":{"$ref":"#/$defs/range"},"examples":[{"agave":">=3.0","firedancer":""}]},"roles":{"title":"A client of any of these roles runs here","description":"Roles of clients.","type":"array","minItems":1,"items":{"enum":["validator","beacon","execution"]},"examples":[["validator"]]},"families":{"title":"A client of any of these chains runs here","description":"Families of clients.","type":"array","minItems":1,"items":{"enum":["solana","ethereum","other"]},"examples":[["solana"]]},"distributions":{"$ref":"#/$defs/words","title":"Any of these distributions, or one like it","description":"Words of ID and ID_LIKE in os-release.","examples":[["debian"]]},"kernel":{"$ref":"#/$defs/range","title":"The running kernel is in this range","description":"Bounds, all of which hold.","examples":[">=5.15 <6.8"]},"drivers":{"$ref":"#/$defs/words","title":"A network card here has any of these drivers","description":"Names of kernel modules.","examples":[["ena"]]},"virtualization":{"title":"What the host is","description":"Metal, a virtual machine, or a container.","type":"array","minItems":1,"items":{"enum":["metal","vm","container"]},"examples":[["metal"]]},"clouds":{"$ref":"#/$defs/words","title":"Any of these clouds","description":"Short names; `none` is none of those that are known.","examples":[["aws"]]},"when":{"title":"A condition","description":"Over what the check reads.","type":"object","required":["condition","otherwise"],"additionalProperties":false,"properties":{"condition":{"$ref":"#/$defs/condition","title":"In CEL","description":"True where the check applies.","examples":["size(cpu.policies) > 0"]},"otherwise":{"$ref":"#/$defs/line","title":"What it means that it is false","description":"Shown as the reason.","examples":["the kernel drives no clocks here"]}},"examples":[{"condition":"size(cpu.policies) > 0","otherwise":"the kernel drives no clocks here"}]}},"examples":[{"families":["solana"]}]},"reads":{"$ref":"#/$defs/words","title":"Facts that it reads","description":"By name; the conditions know nothing else.","examples":[["cpu.policies"]]},"each":{"$ref":"#/$defs/line","title":"A list among them","description":"The condition is asked of each entry, as `it`.","examples":["cpu.policies"]},"finding":{"$ref":"#/$defs/condition","title":"When something is wrong","description":"A condition in CEL; patterns are RE2's, by `finds()`.","examples":["it.governor != \"performance\""]},"found":{"$ref":"#/$defs/text","title":"What was found","description":"A text; `{…}` holds CEL.","examples":["{it.name}: {it.governor}"]},"wanted":{"$ref":"#/$defs/text","title":"What it should be","description":"A text; `{…}` holds CEL.","examples":["performance"]},"why":{"$ref":"#/$defs/text","title":"Why it matters","description":"For people, in plain words.","examples":["PoH waits for a clock that rises only after the work has come."]},"remedy":{"title":"What helps","description":"A fragment of a host file, or steps for a person.","type":"object","additionalProperties":false,"minProperties":1,"properties":{"hostFile":{"title":"What the host file is to say","description":"A fragment of it; `{…}` in texts holds CEL.","type":"object","minProperties":1,"examples":[{"sysctl":{"vm.swappiness":10}}]},"steps":{"title":"What a person does, in order","description":"Texts; `{…}` holds CEL.","type":"array","minItems":1,"maxItems":10,"items":{"$ref":"#/$defs/text"},"examples":[["Replace the module in slot A1."]]},"risk":{"$ref":"#/$defs/text","title":"What it may cost","description":"For people.","examples":["The machine takes more power."]},"profile":{"title":"From which profile on it is proposed","description":"Of `vexor recommend --profile`. `conservative` is proposed to everyone, `aggressive` only to those who ask for it.","enum":["conservative","standard","aggressive"],"default":"standard","examples":["conservative"]},"reversible":{"title":"Whether it can be undone","description":"Of a host file's fragment: by a rollback.","type":"boolean","examples":[true]}},"examples":[{"hostFile":{"sysctl":{"vm.swappiness":10}}}]},"sources":{"title":"Whose advice it is","description":"With the day on which it was read.","type":"array","minItems":1,"maxItems":8,"items":{"type":"object","required":["by","date"],"additionalProperties":false,"properties":{"by":{"$ref":"#/$defs/line","title":"Who says it","description":"A project, or a person.","examples":["Anza"]},"says":{"$ref":"#/$defs/text","title":"In their words","description":"Short.","examples":["performance governor"]},"url":{"type":"string","pattern":"^https://\\S+$","title":"Where","description":"A page.","examples":["https://docs.anza.xyz/operations/best-practices/general"]},"date":{"$ref":"#/$defs/date","title":"When it was read","description":"A day.","examples":["2026-11-30"]}}},"examples":[[{"by":"Anza","date":"2026-11-30"}]]},"contradicts":{"title":"Advice that says something else","description":"By id of the check; the text says when which one counts.","type":"object","minProperties":1,"additionalProperties":{"$ref":"#/$defs/text"},"examples":[{"tools.irqbalance-off":"with ena cards irqbalance stays"}]},"since":{"$ref":"#/$defs/date","title":"Since when the rule says this","description":"A day.","examples":["2026-11-30"]},"until":{"$ref":"#/$defs/date","title":"From this day on it does not count","description":"A day.","examples":["2027-11-30"]}}}; }
let $schema33;
function schema33() { return $schema33 ??= {"type":"string","pattern":"^\\S[^\\n]{0,199}$"}; }
let $schema34;
function schema34() { return $schema34 ??= {"type":"string","pattern":"^((>=|<=|<|>|=)?v?\\d+(\\.\\d+){0,3}( (?!$)|$)){0,6}$"}; }
let $schema38;
function schema38() { return $schema38 ??= {"type":"string","pattern":"^\\S[\\s\\S]{0,999}$"}; }
let $schema42;
function schema42() { return $schema42 ??= {"type":"string","pattern":"^\\S[\\s\\S]{0,999}$"}; }
let $schema49;
function schema49() { return $schema49 ??= {"type":"string","pattern":"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"}; }
const func1 = Object.prototype.hasOwnProperty;
let $pattern5;
function pattern5() { return $pattern5 ??= new RegExp("^\\S[^\\n]{0,199}$", "u"); }
let $pattern6;
function pattern6() { return $pattern6 ??= new RegExp("^((>=|<=|<|>|=)?v?\\d+(\\.\\d+){0,3}( (?!$)|$)){0,6}$", "u"); }
let $pattern9;
function pattern9() { return $pattern9 ??= new RegExp("^\\S[\\s\\S]{0,999}$", "u"); }
let $pattern20;
function pattern20() { return $pattern20 ??= new RegExp("^https://\\S+$", "u"); }
let $pattern21;
function pattern21() { return $pattern21 ??= new RegExp("^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$", "u"); }
let $schema35;
function schema35() { return $schema35 ??= {"type":"array","minItems":1,"maxItems":40,"items":{"$ref":"#/$defs/line"}}; }

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
if(Array.isArray(data)){
if(data.length > 40){
const err0 = {instancePath,schemaPath:"#/maxItems",keyword:"maxItems",params:{limit: 40},message:"must NOT have more than 40 items",schema:40,parentSchema:schema35(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.length < 1){
const err1 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema35(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
if(typeof data0 === "string"){
if(!pattern5().test(data0)){
const err2 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/line/pattern",keyword:"pattern",params:{pattern: "^\\S[^\\n]{0,199}$"},message:"must match pattern \""+"^\\S[^\\n]{0,199}$"+"\"",schema:"^\\S[^\\n]{0,199}$",parentSchema:schema33(),data:data0};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/$defs/line/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33().type,parentSchema:schema33(),data:data0};
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
const err4 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema35().type,parentSchema:schema35(),data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"items":true,"dynamicProps":false,"dynamicItems":false};


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
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.title === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "title"},message:"must have required property '"+"title"+"'",schema:schema32().required,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.severity === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "severity"},message:"must have required property '"+"severity"+"'",schema:schema32().required,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.reads === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "reads"},message:"must have required property '"+"reads"+"'",schema:schema32().required,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.finding === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "finding"},message:"must have required property '"+"finding"+"'",schema:schema32().required,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.found === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "found"},message:"must have required property '"+"found"+"'",schema:schema32().required,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data.wanted === undefined){
const err5 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "wanted"},message:"must have required property '"+"wanted"+"'",schema:schema32().required,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data.why === undefined){
const err6 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "why"},message:"must have required property '"+"why"+"'",schema:schema32().required,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data.sources === undefined){
const err7 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "sources"},message:"must have required property '"+"sources"+"'",schema:schema32().required,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data.since === undefined){
const err8 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "since"},message:"must have required property '"+"since"+"'",schema:schema32().required,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
for(const key0 in data){
if(!(["title","severity","applies","reads","each","finding","found","wanted","why","remedy","sources","contradicts","since","until"].includes(key0))){
const err9 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.title !== undefined){
let data0 = data.title;
if(typeof data0 === "string"){
if(!pattern5().test(data0)){
const err10 = {instancePath:instancePath+"/title",schemaPath:"#/$defs/line/pattern",keyword:"pattern",params:{pattern: "^\\S[^\\n]{0,199}$"},message:"must match pattern \""+"^\\S[^\\n]{0,199}$"+"\"",schema:"^\\S[^\\n]{0,199}$",parentSchema:schema33(),data:data0};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/title",schemaPath:"#/$defs/line/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33().type,parentSchema:schema33(),data:data0};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.severity !== undefined){
let data1 = data.severity;
if(!(((data1 === "fatal") || (data1 === "warning")) || (data1 === "info"))){
const err12 = {instancePath:instancePath+"/severity",schemaPath:"#/properties/severity/enum",keyword:"enum",params:{allowedValues: schema32().properties.severity.enum},message:"must be equal to one of the allowed values",schema:schema32().properties.severity.enum,parentSchema:schema32().properties.severity,data:data1};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.applies !== undefined){
let data2 = data.applies;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
if(Object.keys(data2).length < 1){
const err13 = {instancePath:instancePath+"/applies",schemaPath:"#/properties/applies/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema32().properties.applies,data:data2};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key1 in data2){
if(!(["clients","roles","families","distributions","kernel","drivers","virtualization","clouds","when"].includes(key1))){
const err14 = {instancePath:instancePath+"/applies",schemaPath:"#/properties/applies/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1},message:"must NOT have additional properties",schema:false,parentSchema:schema32().properties.applies,data:data2};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data2.clients !== undefined){
let data3 = data2.clients;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(Object.keys(data3).length < 1){
const err15 = {instancePath:instancePath+"/applies/clients",schemaPath:"#/properties/applies/properties/clients/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema32().properties.applies.properties.clients,data:data3};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
for(const key2 in data3){
let data4 = data3[key2];
if(typeof data4 === "string"){
if(!pattern6().test(data4)){
const err16 = {instancePath:instancePath+"/applies/clients/" + step(key2),schemaPath:"#/$defs/range/pattern",keyword:"pattern",params:{pattern: "^((>=|<=|<|>|=)?v?\\d+(\\.\\d+){0,3}( (?!$)|$)){0,6}$"},message:"must match pattern \""+"^((>=|<=|<|>|=)?v?\\d+(\\.\\d+){0,3}( (?!$)|$)){0,6}$"+"\"",schema:"^((>=|<=|<|>|=)?v?\\d+(\\.\\d+){0,3}( (?!$)|$)){0,6}$",parentSchema:schema34(),data:data4};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/applies/clients/" + step(key2),schemaPath:"#/$defs/range/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34().type,parentSchema:schema34(),data:data4};
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
const err18 = {instancePath:instancePath+"/applies/clients",schemaPath:"#/properties/applies/properties/clients/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().properties.applies.properties.clients.type,parentSchema:schema32().properties.applies.properties.clients,data:data3};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data2.roles !== undefined){
let data5 = data2.roles;
if(Array.isArray(data5)){
if(data5.length < 1){
const err19 = {instancePath:instancePath+"/applies/roles",schemaPath:"#/properties/applies/properties/roles/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.applies.properties.roles,data:data5};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
let data6 = data5[i0];
if(!(((data6 === "validator") || (data6 === "beacon")) || (data6 === "execution"))){
const err20 = {instancePath:instancePath+"/applies/roles/" + i0,schemaPath:"#/properties/applies/properties/roles/items/enum",keyword:"enum",params:{allowedValues: schema32().properties.applies.properties.roles.items.enum},message:"must be equal to one of the allowed values",schema:schema32().properties.applies.properties.roles.items.enum,parentSchema:schema32().properties.applies.properties.roles.items,data:data6};
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
const err21 = {instancePath:instancePath+"/applies/roles",schemaPath:"#/properties/applies/properties/roles/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.applies.properties.roles.type,parentSchema:schema32().properties.applies.properties.roles,data:data5};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data2.families !== undefined){
let data7 = data2.families;
if(Array.isArray(data7)){
if(data7.length < 1){
const err22 = {instancePath:instancePath+"/applies/families",schemaPath:"#/properties/applies/properties/families/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.applies.properties.families,data:data7};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
const len1 = data7.length;
for(let i1=0; i1<len1; i1++){
let data8 = data7[i1];
if(!(((data8 === "solana") || (data8 === "ethereum")) || (data8 === "other"))){
const err23 = {instancePath:instancePath+"/applies/families/" + i1,schemaPath:"#/properties/applies/properties/families/items/enum",keyword:"enum",params:{allowedValues: schema32().properties.applies.properties.families.items.enum},message:"must be equal to one of the allowed values",schema:schema32().properties.applies.properties.families.items.enum,parentSchema:schema32().properties.applies.properties.families.items,data:data8};
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
const err24 = {instancePath:instancePath+"/applies/families",schemaPath:"#/properties/applies/properties/families/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.applies.properties.families.type,parentSchema:schema32().properties.applies.properties.families,data:data7};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data2.distributions !== undefined){
if(!(validate22(data2.distributions, {instancePath:instancePath+"/applies/distributions",parentData:data2,parentDataProperty:"distributions",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
if(data2.kernel !== undefined){
let data10 = data2.kernel;
if(typeof data10 === "string"){
if(!pattern6().test(data10)){
const err25 = {instancePath:instancePath+"/applies/kernel",schemaPath:"#/$defs/range/pattern",keyword:"pattern",params:{pattern: "^((>=|<=|<|>|=)?v?\\d+(\\.\\d+){0,3}( (?!$)|$)){0,6}$"},message:"must match pattern \""+"^((>=|<=|<|>|=)?v?\\d+(\\.\\d+){0,3}( (?!$)|$)){0,6}$"+"\"",schema:"^((>=|<=|<|>|=)?v?\\d+(\\.\\d+){0,3}( (?!$)|$)){0,6}$",parentSchema:schema34(),data:data10};
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
const err26 = {instancePath:instancePath+"/applies/kernel",schemaPath:"#/$defs/range/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema34().type,parentSchema:schema34(),data:data10};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data2.drivers !== undefined){
if(!(validate22(data2.drivers, {instancePath:instancePath+"/applies/drivers",parentData:data2,parentDataProperty:"drivers",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
if(data2.virtualization !== undefined){
let data12 = data2.virtualization;
if(Array.isArray(data12)){
if(data12.length < 1){
const err27 = {instancePath:instancePath+"/applies/virtualization",schemaPath:"#/properties/applies/properties/virtualization/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.applies.properties.virtualization,data:data12};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
const len2 = data12.length;
for(let i2=0; i2<len2; i2++){
let data13 = data12[i2];
if(!(((data13 === "metal") || (data13 === "vm")) || (data13 === "container"))){
const err28 = {instancePath:instancePath+"/applies/virtualization/" + i2,schemaPath:"#/properties/applies/properties/virtualization/items/enum",keyword:"enum",params:{allowedValues: schema32().properties.applies.properties.virtualization.items.enum},message:"must be equal to one of the allowed values",schema:schema32().properties.applies.properties.virtualization.items.enum,parentSchema:schema32().properties.applies.properties.virtualization.items,data:data13};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath:instancePath+"/applies/virtualization",schemaPath:"#/properties/applies/properties/virtualization/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.applies.properties.virtualization.type,parentSchema:schema32().properties.applies.properties.virtualization,data:data12};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data2.clouds !== undefined){
if(!(validate22(data2.clouds, {instancePath:instancePath+"/applies/clouds",parentData:data2,parentDataProperty:"clouds",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
if(data2.when !== undefined){
let data15 = data2.when;
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
if(data15.condition === undefined){
const err30 = {instancePath:instancePath+"/applies/when",schemaPath:"#/properties/applies/properties/when/required",keyword:"required",params:{missingProperty: "condition"},message:"must have required property '"+"condition"+"'",schema:schema32().properties.applies.properties.when.required,parentSchema:schema32().properties.applies.properties.when,data:data15};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if(data15.otherwise === undefined){
const err31 = {instancePath:instancePath+"/applies/when",schemaPath:"#/properties/applies/properties/when/required",keyword:"required",params:{missingProperty: "otherwise"},message:"must have required property '"+"otherwise"+"'",schema:schema32().properties.applies.properties.when.required,parentSchema:schema32().properties.applies.properties.when,data:data15};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
for(const key3 in data15){
if(!((key3 === "condition") || (key3 === "otherwise"))){
const err32 = {instancePath:instancePath+"/applies/when",schemaPath:"#/properties/applies/properties/when/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},message:"must NOT have additional properties",schema:false,parentSchema:schema32().properties.applies.properties.when,data:data15};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(data15.condition !== undefined){
let data16 = data15.condition;
if(typeof data16 === "string"){
if(!pattern9().test(data16)){
const err33 = {instancePath:instancePath+"/applies/when/condition",schemaPath:"#/$defs/condition/pattern",keyword:"pattern",params:{pattern: "^\\S[\\s\\S]{0,999}$"},message:"must match pattern \""+"^\\S[\\s\\S]{0,999}$"+"\"",schema:"^\\S[\\s\\S]{0,999}$",parentSchema:schema38(),data:data16};
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
const err34 = {instancePath:instancePath+"/applies/when/condition",schemaPath:"#/$defs/condition/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema38().type,parentSchema:schema38(),data:data16};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data15.otherwise !== undefined){
let data17 = data15.otherwise;
if(typeof data17 === "string"){
if(!pattern5().test(data17)){
const err35 = {instancePath:instancePath+"/applies/when/otherwise",schemaPath:"#/$defs/line/pattern",keyword:"pattern",params:{pattern: "^\\S[^\\n]{0,199}$"},message:"must match pattern \""+"^\\S[^\\n]{0,199}$"+"\"",schema:"^\\S[^\\n]{0,199}$",parentSchema:schema33(),data:data17};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/applies/when/otherwise",schemaPath:"#/$defs/line/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33().type,parentSchema:schema33(),data:data17};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath:instancePath+"/applies/when",schemaPath:"#/properties/applies/properties/when/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().properties.applies.properties.when.type,parentSchema:schema32().properties.applies.properties.when,data:data15};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath:instancePath+"/applies",schemaPath:"#/properties/applies/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().properties.applies.type,parentSchema:schema32().properties.applies,data:data2};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data.reads !== undefined){
if(!(validate22(data.reads, {instancePath:instancePath+"/reads",parentData:data,parentDataProperty:"reads",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
if(data.each !== undefined){
let data19 = data.each;
if(typeof data19 === "string"){
if(!pattern5().test(data19)){
const err39 = {instancePath:instancePath+"/each",schemaPath:"#/$defs/line/pattern",keyword:"pattern",params:{pattern: "^\\S[^\\n]{0,199}$"},message:"must match pattern \""+"^\\S[^\\n]{0,199}$"+"\"",schema:"^\\S[^\\n]{0,199}$",parentSchema:schema33(),data:data19};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
else {
const err40 = {instancePath:instancePath+"/each",schemaPath:"#/$defs/line/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33().type,parentSchema:schema33(),data:data19};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data.finding !== undefined){
let data20 = data.finding;
if(typeof data20 === "string"){
if(!pattern9().test(data20)){
const err41 = {instancePath:instancePath+"/finding",schemaPath:"#/$defs/condition/pattern",keyword:"pattern",params:{pattern: "^\\S[\\s\\S]{0,999}$"},message:"must match pattern \""+"^\\S[\\s\\S]{0,999}$"+"\"",schema:"^\\S[\\s\\S]{0,999}$",parentSchema:schema38(),data:data20};
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
const err42 = {instancePath:instancePath+"/finding",schemaPath:"#/$defs/condition/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema38().type,parentSchema:schema38(),data:data20};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data.found !== undefined){
let data21 = data.found;
if(typeof data21 === "string"){
if(!pattern9().test(data21)){
const err43 = {instancePath:instancePath+"/found",schemaPath:"#/$defs/text/pattern",keyword:"pattern",params:{pattern: "^\\S[\\s\\S]{0,999}$"},message:"must match pattern \""+"^\\S[\\s\\S]{0,999}$"+"\"",schema:"^\\S[\\s\\S]{0,999}$",parentSchema:schema42(),data:data21};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
else {
const err44 = {instancePath:instancePath+"/found",schemaPath:"#/$defs/text/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42().type,parentSchema:schema42(),data:data21};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data.wanted !== undefined){
let data22 = data.wanted;
if(typeof data22 === "string"){
if(!pattern9().test(data22)){
const err45 = {instancePath:instancePath+"/wanted",schemaPath:"#/$defs/text/pattern",keyword:"pattern",params:{pattern: "^\\S[\\s\\S]{0,999}$"},message:"must match pattern \""+"^\\S[\\s\\S]{0,999}$"+"\"",schema:"^\\S[\\s\\S]{0,999}$",parentSchema:schema42(),data:data22};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
else {
const err46 = {instancePath:instancePath+"/wanted",schemaPath:"#/$defs/text/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42().type,parentSchema:schema42(),data:data22};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data.why !== undefined){
let data23 = data.why;
if(typeof data23 === "string"){
if(!pattern9().test(data23)){
const err47 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/text/pattern",keyword:"pattern",params:{pattern: "^\\S[\\s\\S]{0,999}$"},message:"must match pattern \""+"^\\S[\\s\\S]{0,999}$"+"\"",schema:"^\\S[\\s\\S]{0,999}$",parentSchema:schema42(),data:data23};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
else {
const err48 = {instancePath:instancePath+"/why",schemaPath:"#/$defs/text/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42().type,parentSchema:schema42(),data:data23};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data.remedy !== undefined){
let data24 = data.remedy;
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
if(Object.keys(data24).length < 1){
const err49 = {instancePath:instancePath+"/remedy",schemaPath:"#/properties/remedy/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema32().properties.remedy,data:data24};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
for(const key4 in data24){
if(!(((((key4 === "hostFile") || (key4 === "steps")) || (key4 === "risk")) || (key4 === "profile")) || (key4 === "reversible"))){
const err50 = {instancePath:instancePath+"/remedy",schemaPath:"#/properties/remedy/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},message:"must NOT have additional properties",schema:false,parentSchema:schema32().properties.remedy,data:data24};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data24.hostFile !== undefined){
let data25 = data24.hostFile;
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
if(Object.keys(data25).length < 1){
const err51 = {instancePath:instancePath+"/remedy/hostFile",schemaPath:"#/properties/remedy/properties/hostFile/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema32().properties.remedy.properties.hostFile,data:data25};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
else {
const err52 = {instancePath:instancePath+"/remedy/hostFile",schemaPath:"#/properties/remedy/properties/hostFile/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().properties.remedy.properties.hostFile.type,parentSchema:schema32().properties.remedy.properties.hostFile,data:data25};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data24.steps !== undefined){
let data26 = data24.steps;
if(Array.isArray(data26)){
if(data26.length > 10){
const err53 = {instancePath:instancePath+"/remedy/steps",schemaPath:"#/properties/remedy/properties/steps/maxItems",keyword:"maxItems",params:{limit: 10},message:"must NOT have more than 10 items",schema:10,parentSchema:schema32().properties.remedy.properties.steps,data:data26};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if(data26.length < 1){
const err54 = {instancePath:instancePath+"/remedy/steps",schemaPath:"#/properties/remedy/properties/steps/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.remedy.properties.steps,data:data26};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
const len3 = data26.length;
for(let i3=0; i3<len3; i3++){
let data27 = data26[i3];
if(typeof data27 === "string"){
if(!pattern9().test(data27)){
const err55 = {instancePath:instancePath+"/remedy/steps/" + i3,schemaPath:"#/$defs/text/pattern",keyword:"pattern",params:{pattern: "^\\S[\\s\\S]{0,999}$"},message:"must match pattern \""+"^\\S[\\s\\S]{0,999}$"+"\"",schema:"^\\S[\\s\\S]{0,999}$",parentSchema:schema42(),data:data27};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
else {
const err56 = {instancePath:instancePath+"/remedy/steps/" + i3,schemaPath:"#/$defs/text/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42().type,parentSchema:schema42(),data:data27};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
}
else {
const err57 = {instancePath:instancePath+"/remedy/steps",schemaPath:"#/properties/remedy/properties/steps/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.remedy.properties.steps.type,parentSchema:schema32().properties.remedy.properties.steps,data:data26};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
if(data24.risk !== undefined){
let data28 = data24.risk;
if(typeof data28 === "string"){
if(!pattern9().test(data28)){
const err58 = {instancePath:instancePath+"/remedy/risk",schemaPath:"#/$defs/text/pattern",keyword:"pattern",params:{pattern: "^\\S[\\s\\S]{0,999}$"},message:"must match pattern \""+"^\\S[\\s\\S]{0,999}$"+"\"",schema:"^\\S[\\s\\S]{0,999}$",parentSchema:schema42(),data:data28};
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
const err59 = {instancePath:instancePath+"/remedy/risk",schemaPath:"#/$defs/text/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42().type,parentSchema:schema42(),data:data28};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
if(data24.profile !== undefined){
let data29 = data24.profile;
if(!(((data29 === "conservative") || (data29 === "standard")) || (data29 === "aggressive"))){
const err60 = {instancePath:instancePath+"/remedy/profile",schemaPath:"#/properties/remedy/properties/profile/enum",keyword:"enum",params:{allowedValues: schema32().properties.remedy.properties.profile.enum},message:"must be equal to one of the allowed values",schema:schema32().properties.remedy.properties.profile.enum,parentSchema:schema32().properties.remedy.properties.profile,data:data29};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data24.reversible !== undefined){
let data30 = data24.reversible;
if(typeof data30 !== "boolean"){
const err61 = {instancePath:instancePath+"/remedy/reversible",schemaPath:"#/properties/remedy/properties/reversible/type",keyword:"type",params:{type: "boolean"},message:"must be boolean",schema:schema32().properties.remedy.properties.reversible.type,parentSchema:schema32().properties.remedy.properties.reversible,data:data30};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
}
else {
const err62 = {instancePath:instancePath+"/remedy",schemaPath:"#/properties/remedy/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().properties.remedy.type,parentSchema:schema32().properties.remedy,data:data24};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data.sources !== undefined){
let data31 = data.sources;
if(Array.isArray(data31)){
if(data31.length > 8){
const err63 = {instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/maxItems",keyword:"maxItems",params:{limit: 8},message:"must NOT have more than 8 items",schema:8,parentSchema:schema32().properties.sources,data:data31};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
if(data31.length < 1){
const err64 = {instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/minItems",keyword:"minItems",params:{limit: 1},message:"must NOT have fewer than 1 items",schema:1,parentSchema:schema32().properties.sources,data:data31};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
const len4 = data31.length;
for(let i4=0; i4<len4; i4++){
let data32 = data31[i4];
if(data32 && typeof data32 == "object" && !Array.isArray(data32)){
if(data32.by === undefined){
const err65 = {instancePath:instancePath+"/sources/" + i4,schemaPath:"#/properties/sources/items/required",keyword:"required",params:{missingProperty: "by"},message:"must have required property '"+"by"+"'",schema:schema32().properties.sources.items.required,parentSchema:schema32().properties.sources.items,data:data32};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
if(data32.date === undefined){
const err66 = {instancePath:instancePath+"/sources/" + i4,schemaPath:"#/properties/sources/items/required",keyword:"required",params:{missingProperty: "date"},message:"must have required property '"+"date"+"'",schema:schema32().properties.sources.items.required,parentSchema:schema32().properties.sources.items,data:data32};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
for(const key5 in data32){
if(!((((key5 === "by") || (key5 === "says")) || (key5 === "url")) || (key5 === "date"))){
const err67 = {instancePath:instancePath+"/sources/" + i4,schemaPath:"#/properties/sources/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5},message:"must NOT have additional properties",schema:false,parentSchema:schema32().properties.sources.items,data:data32};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
if(data32.by !== undefined){
let data33 = data32.by;
if(typeof data33 === "string"){
if(!pattern5().test(data33)){
const err68 = {instancePath:instancePath+"/sources/" + i4+"/by",schemaPath:"#/$defs/line/pattern",keyword:"pattern",params:{pattern: "^\\S[^\\n]{0,199}$"},message:"must match pattern \""+"^\\S[^\\n]{0,199}$"+"\"",schema:"^\\S[^\\n]{0,199}$",parentSchema:schema33(),data:data33};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
else {
const err69 = {instancePath:instancePath+"/sources/" + i4+"/by",schemaPath:"#/$defs/line/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema33().type,parentSchema:schema33(),data:data33};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
if(data32.says !== undefined){
let data34 = data32.says;
if(typeof data34 === "string"){
if(!pattern9().test(data34)){
const err70 = {instancePath:instancePath+"/sources/" + i4+"/says",schemaPath:"#/$defs/text/pattern",keyword:"pattern",params:{pattern: "^\\S[\\s\\S]{0,999}$"},message:"must match pattern \""+"^\\S[\\s\\S]{0,999}$"+"\"",schema:"^\\S[\\s\\S]{0,999}$",parentSchema:schema42(),data:data34};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
else {
const err71 = {instancePath:instancePath+"/sources/" + i4+"/says",schemaPath:"#/$defs/text/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42().type,parentSchema:schema42(),data:data34};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data32.url !== undefined){
let data35 = data32.url;
if(typeof data35 === "string"){
if(!pattern20().test(data35)){
const err72 = {instancePath:instancePath+"/sources/" + i4+"/url",schemaPath:"#/properties/sources/items/properties/url/pattern",keyword:"pattern",params:{pattern: "^https://\\S+$"},message:"must match pattern \""+"^https://\\S+$"+"\"",schema:"^https://\\S+$",parentSchema:schema32().properties.sources.items.properties.url,data:data35};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
else {
const err73 = {instancePath:instancePath+"/sources/" + i4+"/url",schemaPath:"#/properties/sources/items/properties/url/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema32().properties.sources.items.properties.url.type,parentSchema:schema32().properties.sources.items.properties.url,data:data35};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
if(data32.date !== undefined){
let data36 = data32.date;
if(typeof data36 === "string"){
if(!pattern21().test(data36)){
const err74 = {instancePath:instancePath+"/sources/" + i4+"/date",schemaPath:"#/$defs/date/pattern",keyword:"pattern",params:{pattern: "^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"},message:"must match pattern \""+"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"+"\"",schema:"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",parentSchema:schema49(),data:data36};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
else {
const err75 = {instancePath:instancePath+"/sources/" + i4+"/date",schemaPath:"#/$defs/date/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema49().type,parentSchema:schema49(),data:data36};
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
const err76 = {instancePath:instancePath+"/sources/" + i4,schemaPath:"#/properties/sources/items/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().properties.sources.items.type,parentSchema:schema32().properties.sources.items,data:data32};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
}
else {
const err77 = {instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/type",keyword:"type",params:{type: "array"},message:"must be array",schema:schema32().properties.sources.type,parentSchema:schema32().properties.sources,data:data31};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
if(data.contradicts !== undefined){
let data37 = data.contradicts;
if(data37 && typeof data37 == "object" && !Array.isArray(data37)){
if(Object.keys(data37).length < 1){
const err78 = {instancePath:instancePath+"/contradicts",schemaPath:"#/properties/contradicts/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema32().properties.contradicts,data:data37};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
for(const key6 in data37){
let data38 = data37[key6];
if(typeof data38 === "string"){
if(!pattern9().test(data38)){
const err79 = {instancePath:instancePath+"/contradicts/" + step(key6),schemaPath:"#/$defs/text/pattern",keyword:"pattern",params:{pattern: "^\\S[\\s\\S]{0,999}$"},message:"must match pattern \""+"^\\S[\\s\\S]{0,999}$"+"\"",schema:"^\\S[\\s\\S]{0,999}$",parentSchema:schema42(),data:data38};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
}
else {
const err80 = {instancePath:instancePath+"/contradicts/" + step(key6),schemaPath:"#/$defs/text/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema42().type,parentSchema:schema42(),data:data38};
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
const err81 = {instancePath:instancePath+"/contradicts",schemaPath:"#/properties/contradicts/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().properties.contradicts.type,parentSchema:schema32().properties.contradicts,data:data37};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
}
if(data.since !== undefined){
let data39 = data.since;
if(typeof data39 === "string"){
if(!pattern21().test(data39)){
const err82 = {instancePath:instancePath+"/since",schemaPath:"#/$defs/date/pattern",keyword:"pattern",params:{pattern: "^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"},message:"must match pattern \""+"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"+"\"",schema:"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",parentSchema:schema49(),data:data39};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
else {
const err83 = {instancePath:instancePath+"/since",schemaPath:"#/$defs/date/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema49().type,parentSchema:schema49(),data:data39};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
if(data.until !== undefined){
let data40 = data.until;
if(typeof data40 === "string"){
if(!pattern21().test(data40)){
const err84 = {instancePath:instancePath+"/until",schemaPath:"#/$defs/date/pattern",keyword:"pattern",params:{pattern: "^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"},message:"must match pattern \""+"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"+"\"",schema:"^20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",parentSchema:schema49(),data:data40};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
else {
const err85 = {instancePath:instancePath+"/until",schemaPath:"#/$defs/date/type",keyword:"type",params:{type: "string"},message:"must be string",schema:schema49().type,parentSchema:schema49(),data:data40};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
}
}
else {
const err86 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema32().type,parentSchema:schema32(),data};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="vexor/v1/check.schema.json" */;
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
if(data.checks === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "checks"},message:"must have required property '"+"checks"+"'",schema:schema31().required,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "apiVersion") || (key0 === "checks"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},message:"must NOT have additional properties",schema:false,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.apiVersion !== undefined){
let data0 = data.apiVersion;
if("vexor/v1" !== data0){
const err3 = {instancePath:instancePath+"/apiVersion",schemaPath:"#/properties/apiVersion/const",keyword:"const",params:{allowedValue: "vexor/v1"},message:"must be equal to constant",schema:"vexor/v1",parentSchema:schema31().properties.apiVersion,data:data0};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.checks !== undefined){
let data1 = data.checks;
if(data1 && typeof data1 == "object" && !Array.isArray(data1)){
if(Object.keys(data1).length > 500){
const err4 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/maxProperties",keyword:"maxProperties",params:{limit: 500},message:"must NOT have more than 500 properties",schema:500,parentSchema:schema31().properties.checks,data:data1};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(Object.keys(data1).length < 1){
const err5 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/minProperties",keyword:"minProperties",params:{limit: 1},message:"must NOT have fewer than 1 properties",schema:1,parentSchema:schema31().properties.checks,data:data1};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
for(const key1 in data1){
const _errs5 = errors;
if(typeof key1 === "string"){
if(!pattern4().test(key1)){
const err6 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[a-z][a-z0-9-]{0,30}(\\.[a-z0-9][a-z0-9-]{0,40}){1,2}$"},message:"must match pattern \""+"^[a-z][a-z0-9-]{0,30}(\\.[a-z0-9][a-z0-9-]{0,40}){1,2}$"+"\"",schema:"^[a-z][a-z0-9-]{0,30}(\\.[a-z0-9][a-z0-9-]{0,40}){1,2}$",parentSchema:schema31().properties.checks.propertyNames,data:key1,propertyName:key1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
var valid1 = _errs5 === errors;
if(!valid1){
const err7 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/propertyNames",keyword:"propertyNames",params:{propertyName: key1},message:"property name must be valid",schema:schema31().properties.checks.propertyNames,parentSchema:schema31().properties.checks,data:data1};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
for(const key2 in data1){
if(!(validate21(data1[key2], {instancePath:instancePath+"/checks/" + step(key2),parentData:data1,parentDataProperty:key2,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate21.errors : vErrors.concat(validate21.errors);
errors = vErrors.length;
}
}
}
else {
const err8 = {instancePath:instancePath+"/checks",schemaPath:"#/properties/checks/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().properties.checks.type,parentSchema:schema31().properties.checks,data:data1};
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
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object",schema:schema31().type,parentSchema:schema31(),data};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

function step(key) {
return /[~/]/.test(key) ? key.replace(/~/g, "~0").replace(/\//g, "~1") : key;
}
