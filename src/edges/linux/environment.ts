/** What a program that we start sees of our own environment: nothing, but where programs are. */
export const PLAIN_ENV = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };
