// The boundaries of the map, simplified: the regions of Uzbekistan (@svg-maps/uzbekistan, CC BY 4.0, after MapSVG) and its
// neighbours (world-atlas, made from Natural Earth, public domain), on one projection. The result is committed; this runs
// again when a region or a town is to be added:
//   npm ci && node make.mjs > ../../src/documents/boundaries.txt
// A line of the result: what, code, name, then a path, or where it is and in which region.

import { readFileSync } from "node:fs";
import map from "@svg-maps/uzbekistan";
import { feature } from "topojson-client";

/** How far a point may leave the line, in units of the drawing (about a kilometre and a half each). */
const COARSE = 0.7;
const [WIDTH, HEIGHT] = [793, 517];
/** What is drawn around the country. */
const FRAME = { left: -24, right: WIDTH + 24, top: -16, bottom: HEIGHT + 46 };

const NAMES = {
  andijan: "Andijan", bukhara: "Bukhara", fergana: "Fergana", jizzakh: "Jizzakh", namangan: "Namangan", navoiy: "Navoi",
  qashqadaryo: "Kashkadarya", karakalpakstan: "Karakalpakstan", samarqand: "Samarkand", sirdaryo: "Syrdarya",
  surxondaryo: "Surkhandarya", tashkent: "Tashkent", xorazm: "Khorezm", "aral-sea": "Aral Sea",
};
const NEIGHBOURS = { Kazakhstan: "KZ", Kyrgyzstan: "KG", Tajikistan: "TJ", Turkmenistan: "TM", Afghanistan: "AF" };

/** Public centres of towns: longitude, latitude. Posts are not among them. */
const TOWNS = {
  Tashkent: [69.24, 41.31], Samarkand: [66.96, 39.65], Nukus: [59.61, 42.46], Termez: [67.28, 37.22], Fergana: [71.78, 40.39],
  Gulistan: [68.78, 40.49], Andijan: [72.34, 40.78], Bukhara: [64.42, 39.77], Jizzakh: [67.84, 40.12], Karshi: [65.79, 38.86],
  Namangan: [71.67, 41.0], Navoi: [65.38, 40.1], Urgench: [60.63, 41.55],
};
/** The middle of a border, by eye. */
const BORDERS = {
  "UZ–KG": [72.0, 40.2], "UZ–TJ": [69.1, 40.05], "UZ–AF": [66.9, 37.37], "UZ–KZ": [67.0, 41.25], "UZ–TM": [62.4, 39.95],
};

const mercator = ([longitude, latitude]) => [
  (longitude * Math.PI) / 180,
  -Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)),
];

const extent = (points) => {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
};

/** The rings of a path made of straight lines. */
function rings(path) {
  const words = path.match(/[a-z]|-?\d*\.?\d+(?:e-?\d+)?/gi);
  const all = [];
  let [command, at, start, ring] = ["", [0, 0], [0, 0], []];
  for (let i = 0; i < words.length; ) {
    if (/[a-z]/i.test(words[i])) command = words[i++];
    if (command.toLowerCase() === "z") {
      if (ring.length) all.push(ring);
      [ring, at] = [[], [...start]];
      continue;
    }
    const step = [Number(words[i++]), Number(words[i++])];
    const to = command === command.toLowerCase() ? [at[0] + step[0], at[1] + step[1]] : step;
    if (command.toLowerCase() === "m") {
      if (ring.length) all.push(ring);
      [start, ring, command] = [to, [], command === "m" ? "l" : "L"];
    } else if (command.toLowerCase() !== "l") throw new Error(`a path with ${command}`);
    at = to;
    ring.push(to);
  }
  if (ring.length) all.push(ring);
  return all;
}

/** Ramer, Douglas, Peucker. */
function simpler(points) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points.at(-1)];
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  const length = Math.hypot(dx, dy);
  const away = ([x, y]) =>
    length === 0 ? Math.hypot(x - first[0], y - first[1]) : Math.abs(dy * (x - first[0]) - dx * (y - first[1])) / length;
  let [farthest, most] = [0, COARSE];
  points.forEach((point, i) => {
    if (i > 0 && i < points.length - 1 && away(point) > most) [farthest, most] = [i, away(point)];
  });
  if (farthest === 0) return [first, last];
  return [...simpler(points.slice(0, farthest + 1)).slice(0, -1), ...simpler(points.slice(farthest))];
}

/** What of a ring lies in the frame (Sutherland, Hodgman). */
function clipped(ring) {
  const edges = [
    [([x]) => x >= FRAME.left, 0, FRAME.left],
    [([x]) => x <= FRAME.right, 0, FRAME.right],
    [([, y]) => y >= FRAME.top, 1, FRAME.top],
    [([, y]) => y <= FRAME.bottom, 1, FRAME.bottom],
  ];
  return edges.reduce((points, [inside, axis, edge]) => {
    const cut = (a, b) => {
      const share = (edge - a[axis]) / (b[axis] - a[axis]);
      return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
    };
    return points.flatMap((point, i) => {
      const before = points.at(i - 1);
      if (inside(point)) return inside(before) ? [point] : [cut(before, point), point];
      return inside(before) ? [cut(before, point)] : [];
    });
  }, ring);
}

const one = (number) => String(Math.round(number * 10) / 10);
/** Tenths without what a path does not need: `.5`, `-.5`. */
const short = (tenths) => String(tenths / 10).replace(/^(-?)0\./, "$1.");
/** From point to point, by how far each is from the one before: a third shorter than where each is. */
const drawn = (ring) => {
  const points = ring.map((point) => point.map((number) => Math.round(number * 10)));
  const steps = points.slice(1).flatMap((point, i) => point.map((number, axis) => short(number - points[i][axis])));
  return `M${points[0].map(short).join(" ")}l${steps.join(" ").replaceAll(" -", "-")}z`;
};
const line = (...parts) => console.log(parts.join("|"));

const regions = map.locations.map(({ id, path }) => ({ id, rings: rings(path) }));
const world = JSON.parse(readFileSync(new URL("node_modules/world-atlas/countries-10m.json", import.meta.url), "utf8"));
const countries = feature(world, world.objects.countries).features;
const polygons = (name) => {
  const { geometry } = countries.find((country) => country.properties.name === name);
  return geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
};

// The drawing of the regions is a Mercator projection too: both are laid over each other by the extent of the country.
const from = extent(polygons("Uzbekistan").flat(2).map(mercator));
const onto = extent(regions.flatMap(({ rings }) => rings.flat()));
const place = (point) => {
  const [x, y] = mercator(point);
  return [
    onto.left + ((x - from.left) / (from.right - from.left)) * (onto.right - onto.left),
    onto.top + ((y - from.top) / (from.bottom - from.top)) * (onto.bottom - onto.top),
  ];
};

for (const [name, code] of Object.entries(NEIGHBOURS)) {
  const outer = polygons(name).map(([ring]) => simpler(clipped(ring.map(place))));
  line("country", code, name, outer.filter((ring) => ring.length > 2).map(drawn).join(""));
}
for (const { id, rings } of regions) {
  const parts = rings.map(simpler).filter((ring) => ring.length > 3);
  line(id === "aral-sea" ? "water" : "region", id, NAMES[id], parts.map(drawn).join(""));
}
for (const [name, at] of Object.entries(TOWNS)) line("town", name, name, place(at).map(one).join(" "));
for (const [code, at] of Object.entries(BORDERS)) line("border", code, code, place(at).map(one).join(" "));
