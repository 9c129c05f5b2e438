// Generated from schemas/check.schema.json by `npm run generate`; do not edit.
import type { SchemaProblem } from "../engine/host-file/schema-problems.ts";

declare const validate: {
  (data: unknown): boolean;
  errors?: readonly SchemaProblem[] | null;
};
export default validate;
