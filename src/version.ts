/** Replaced at build time by `--define`; the sources say so. */
declare const VEXOR_VERSION: string | undefined;

export const VERSION: string = typeof VEXOR_VERSION === "string" ? VEXOR_VERSION : "from source";
