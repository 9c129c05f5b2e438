/**
 * Our executable compiles hardly any of its code (`scripts/build.ts`): most runs are over before
 * that pays. In one that goes on for seconds it does.
 */
interface BunCompiling {
  readonly unsafe: { setJITPolicy(scale: number): void };
}

const AS_USUAL = 1;

export const compileOften = (): void =>
  (globalThis as { Bun?: BunCompiling }).Bun?.unsafe.setJITPolicy(AS_USUAL);
