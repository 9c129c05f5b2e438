import { dump } from "js-yaml";

export const printYaml = (data: unknown): string => dump(data, { lineWidth: 100, noRefs: true });
