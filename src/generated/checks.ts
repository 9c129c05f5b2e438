// Generated from checks/*.yaml by `npm run generate`; do not edit.
export const CHECKS = {
 "cpu.governor": {
  "title": "The frequency governor holds the clocks high",
  "severity": "warning",
  "applies": {
   "families": [
    "solana"
   ],
   "when": {
    "condition": "size(cpu.policies) > 0",
    "otherwise": "the kernel drives no clocks here"
   }
  },
  "reads": [
   "cpu.policies"
  ],
  "each": "cpu.policies",
  "finding": "it.governor != \"performance\"",
  "found": "{it.name} (CPUs {it.cpus}): {it.governor}",
  "wanted": "performance",
  "why": "PoH and the banking threads wait for a clock that rises only after the work has come; slots are missed meanwhile.",
  "remedy": {
   "steps": [
    "Write performance to {it.path}."
   ],
   "risk": "The machine takes more power, and gets warmer.",
   "reversible": true
  },
  "sources": [
   {
    "by": "Anza",
    "says": "performance governor",
    "url": "https://docs.anza.xyz/operations/best-practices/general",
    "date": "2026-11-30"
   }
  ],
  "since": "2026-11-30"
 }
} as const;
