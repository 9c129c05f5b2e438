/** How a manager reaches the doors of two keepers. */
export type DoorAnswer =
  | { readonly is: "answer"; readonly text: string }
  | { readonly is: "silent"; readonly why: string };

export interface ManagerPort {
  /** One POST; never throws, and ends within the time of the settings. */
  ask(base: string, path: "/status" | "/failover", body: object): Promise<DoorAnswer>;
  close(): void;
}
