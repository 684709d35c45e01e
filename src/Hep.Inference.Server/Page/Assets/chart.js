// Lines over two axes, as SVG. Series are told apart by colour and by dashes.

import { h, svg } from "./dom.js";
import { number } from "./format.js";

const WIDTH = Math.min(560, innerWidth - 32); // on a phone narrower, not smaller
const HEIGHT = 260;
const LEFT = 56;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 36;

/** How many series look different. */
export const LINES = 4;

/**
 * @param series [{ name, points: [[x, y], …] }]; points without a number are gaps
 * @param range { x: [low, high], y: [low, high] }, where it does not follow from the points
 */
export function chart({ title, x, y, series, range = {}, diagonal = false }) {
  const points = series.flatMap(s => s.points).filter(isPoint);
  if (points.length === 0) return null;
  const [left, right] = range.x ?? limits(points.map(p => p[0]));
  const [low, high] = range.y ?? limits(points.map(p => p[1]));
  const place = ([px, py]) => [
    LEFT + ((px - left) / (right - left)) * (WIDTH - LEFT - RIGHT),
    HEIGHT - BOTTOM - ((py - low) / (high - low)) * (HEIGHT - TOP - BOTTOM),
  ];
  const said = `${title}. ${series.map(s => `${s.name}: ${summary(s.points)}`).join(". ")}`;
  return h.figure(
    h.figcaption(title),
    svg.svg(
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "img", "aria-label": said },
      ticks(low, high).map(value => {
        const [, at] = place([left, value]);
        return [
          svg.line({ class: "gridline", x1: LEFT, x2: WIDTH - RIGHT, y1: at, y2: at }),
          svg.text({ x: LEFT - 8, y: at + 4, "text-anchor": "end" }, number(value)),
        ];
      }),
      ticks(left, right).map(value => {
        const [at] = place([value, low]);
        return [
          svg.line({ class: "axis", x1: at, x2: at, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM + 4 }),
          svg.text({ x: at, y: HEIGHT - BOTTOM + 17, "text-anchor": "middle" }, number(value)),
        ];
      }),
      svg.line({ class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM }),
      svg.text({ x: WIDTH - RIGHT, y: HEIGHT - 3, "text-anchor": "end" }, x),
      y ? svg.text({ x: LEFT + 6, y: TOP + 10 }, y) : null,
      diagonal
        ? svg.path({
            class: "reference",
            d: path(
              [
                [left, low],
                [right, high],
              ].map(place),
            ),
          })
        : null,
      series.map((s, i) => svg.path({ class: `series series-${i % LINES}`, d: lines(s.points, place) })),
    ),
    series.length > 1 ? legend(series) : null,
  );
}

const legend = series =>
  h.ul(
    { class: "legend" },
    series.map((s, i) =>
      h.li(
        svg.svg({ viewBox: "0 0 28 8", "aria-hidden": "true" }, svg.path({ class: `series series-${i % LINES}`, d: "M0 4H28" })),
        s.name,
      ),
    ),
  );

function lines(points, place) {
  const parts = [];
  let part = [];
  for (const point of [...points, null])
    if (isPoint(point)) part.push(place(point));
    else if (part.length > 0) {
      parts.push(path(part));
      part = [];
    }
  return parts.join("");
}

// A single point is a dot: the line's caps are round.
const path = points =>
  `M${(points.length === 1 ? [points[0], points[0]] : points).map(p => p.map(v => v.toFixed(1)).join(" ")).join("L")}`;

const isPoint = point => point !== null && Number.isFinite(point[0]) && Number.isFinite(point[1]);

function limits(values) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** Round numbers between two others, some five of them. */
function ticks(low, high) {
  const raw = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 5, 10].find(s => s * power >= raw);
  const values = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) values.push(Number((i * step).toPrecision(12)));
  return values;
}

function summary(points) {
  const there = points.filter(isPoint);
  return there.length === 0 ? "nothing" : `from ${number(there[0][1])} to ${number(there.at(-1)[1])}`;
}

/** Bars of shares of the largest value, with the value beside. */
export const bars = ({ label, values }) => {
  const most = Math.max(...values.map(v => v.value), 1e-300);
  const row = 26;
  const text = Math.round(WIDTH / 3);
  return svg.svg(
    {
      viewBox: `0 0 ${WIDTH} ${values.length * row}`,
      width: WIDTH,
      height: values.length * row,
      role: "img",
      "aria-label": `${label}: ${values.map(v => `${v.name} ${number(v.value)}`).join(", ")}`,
    },
    values.map((v, i) => {
      const width = ((WIDTH - text - 70) * Math.max(0, v.value)) / most;
      return [
        svg.text({ x: text - 10, y: i * row + 17, "text-anchor": "end" }, cut(v.name, text / 7)),
        svg.rect({ class: "bar-share", x: text, y: i * row + 6, width: Math.max(1, width), height: 14, rx: 2 }),
        svg.text({ x: text + width + 8, y: i * row + 17 }, number(v.value)),
      ];
    }),
  );
};

const cut = (name, length) => (name.length > length ? `${name.slice(0, length - 1)}…` : name);
