/** One executable that is whatever it is called: `agave-validator`, `fdctl`, `firedancer`, … */
import { agave } from "./agave/main.ts";
import { calledAs } from "./common/behaviour.ts";
import { lighthouse } from "./ethereum/lighthouse.ts";
import { lodestar } from "./ethereum/lodestar.ts";
import { prysmBeacon, prysmValidator } from "./ethereum/prysm.ts";
import { firedancer } from "./firedancer/main.ts";
import { observe } from "./sampler.ts";
import { unknownValidator } from "./unknown-validator.ts";
import { zig } from "./zig/main.ts";

const PROGRAMS: Readonly<Record<string, (name: string, argv: readonly string[]) => Promise<void>>> = {
  "agave-validator": agave,
  "solana-validator": agave,
  "peer-node": agave, // of another machine: no name that a descriptor has
  fdctl: firedancer,
  firedancer,
  "vexor-validator": zig,
  "beacon-chain": prysmBeacon,
  validator: prysmValidator,
  lighthouse,
  lodestar,
  "stand-in-observer": observe,
};

const name = calledAs(Object.keys(PROGRAMS));
const play = PROGRAMS[name] ?? unknownValidator;
await play(name, process.argv.slice(2));
