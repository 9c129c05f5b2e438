/**
 * Every error a user can meet, the engine's and the kinds': `npm run generate` puts their tables
 * together. docs/errors.md and a test mirror it.
 */
export { ERRORS } from "../../generated/errors.ts";
