/** Comparing kernels by the first two numbers of their release, as far as those say anything. */

const BACKPORTING = /\.el\d|uek|-default$/;

/** Enterprise kernels carry later changes under an old version number. */
export const hidesVersion = (release: string): boolean => BACKPORTING.test(release);

/** A release without numbers is below everything. */
export const isBelow = (release: string, version: string): boolean => {
  const [major = 0, minor = 0] = (/^\d+\.\d+/.exec(release)?.[0] ?? "0.0").split(".").map(Number);
  const [toMajor = 0, toMinor = 0] = version.split(".").map(Number);
  return major < toMajor || (major === toMajor && minor < toMinor);
};
