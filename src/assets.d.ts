/** Unit files that the executable carries with it. */
declare module "*.service" {
  const text: string;
  export default text;
}
