/** The CPUs of the hosts on which services or interrupts move: before and after, as pictures. */
import { escapeMarkup } from "../../formats/markup.ts";
import type { CpuMap } from "../../map/model.ts";
import type { Review } from "../../review/model.ts";
import { renderMapSvg } from "../map/svg.ts";
import { plural } from "../style.ts";
import { hostsText, shown } from "./words.ts";

/** A picture of a large machine is some 400 kB. */
const MOST_PICTURES = 12;
const HOSTS_NAMED = 3;

interface Picture {
  readonly map: CpuMap;
  readonly hosts: readonly string[];
}

/** Hosts that are alike share a picture; those of the most hosts come first. */
const picturesOf = ({ hosts }: Review): readonly Picture[] => {
  const maps = hosts.flatMap(({ host, map }) => (map === undefined ? [] : [{ host, map }]));
  const alike = Map.groupBy(maps, ({ map }) => JSON.stringify({ ...map, host: "" }));
  return [...alike.values()].flatMap((group) => group.slice(0, 1).map(({ map }) =>
    ({ map, hosts: group.map(({ host }) => host) })))
    .sort((one, other) => other.hosts.length - one.hosts.length);
};

const figure = ({ map, hosts }: Picture, at: number): string => {
  const names = hosts.map((host) => `<code>${escapeMarkup(shown(host))}</code>`).join(", ");
  const caption = hosts.length <= HOSTS_NAMED ? names
    : `<details><summary>${plural(hosts.length, "host")}</summary>${names}</details>`;
  return `<figure><figcaption>${caption}</figcaption>\n${
    renderMapSvg({ ...map, host: hostsText(hosts, HOSTS_NAMED) }, `map${at + 1}`)}</figure>`;
};

const leftText = (left: readonly Picture[]): readonly string[] => {
  const hosts = left.flatMap((one) => one.hosts);
  return hosts.length === 0 ? [] : [`<p>Not drawn here: ${plural(hosts.length, "host")}. `
    + "<code>vexor map --facts FILE -f HOSTFILE</code> draws one.</p>"];
};

/** One section; none where nothing moves. */
export const mapsHtml = (review: Review): readonly string[] => {
  const pictures = picturesOf(review);
  return pictures.length === 0 ? [] : ["<section><h2>CPUs, before and after</h2>",
    ...pictures.slice(0, MOST_PICTURES).map(figure), ...leftText(pictures.slice(MOST_PICTURES)),
    "</section>"];
};
