// The graph of layers: a drawing of it, and the same as a table.

import { h, svg } from "./dom.js";
import { number, plural, shape } from "./format.js";
import { arrange } from "./layers.js";
import { table } from "./parts.js";

const MOST_DRAWN = 300;
const WIDTH = 172;
const HEIGHT = 46;
const ACROSS = 24;
const DOWN = 36;

export function graphView(graph) {
  const count = graph.layers.length + graph.layers_left_out;
  return h.div(
    h.p(
      { class: "quiet" },
      `${plural(count, "layer")}, ${plural(graph.parameters, "parameter")}. Opset ${graph.opset}`,
      graph.producer ? `, written by ${graph.producer}.` : ".",
    ),
    graph.layers.length > MOST_DRAWN
      ? h.p({ class: "notice" }, `A drawing of more than ${MOST_DRAWN} layers says little: here they are as a table.`)
      : draw(graph, count),
    h.details(
      { open: graph.layers.length > MOST_DRAWN },
      h.summary("Layers as a table"),
      layerTable(graph),
      graph.layers_left_out > 0 ? h.p({ class: "quiet" }, `${plural(graph.layers_left_out, "more layer")} not shown.`) : null,
    ),
  );
}

function draw(graph, count) {
  const { boxes, edges, rows, columns } = arrange(graph);
  const width = columns * (WIDTH + ACROSS) - ACROSS + 2;
  const height = rows * (HEIGHT + DOWN) - DOWN + 2;
  const left = box => 1 + box.column * (WIDTH + ACROSS);
  const top = box => 1 + box.row * (HEIGHT + DOWN);
  return h.div(
    { class: "drawing", tabindex: 0, role: "group", "aria-label": "Drawing of the layers" },
    svg.svg(
      {
        viewBox: `0 0 ${width} ${height}`,
        width,
        height,
        role: "img",
        "aria-label": `${plural(count, "layer")} from ${names(graph.inputs)} to ${names(graph.outputs)}, one by one in the table below.`,
      },
      svg.defs(
        svg.marker(
          { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
          svg.path({ class: "arrow", d: "M0 0 8 4 0 8z" }),
        ),
      ),
      edges.map(([from, to]) =>
        svg.path({
          class: "edge",
          "marker-end": "url(#arrow)",
          d: curve(left(from) + WIDTH / 2, top(from) + HEIGHT, left(to) + WIDTH / 2, top(to)),
        }),
      ),
      boxes.map(box =>
        svg.g(
          { transform: `translate(${left(box)} ${top(box)})` },
          svg.title(box.item.name || box.item.operator),
          svg.rect({
            class: `box ${box.kind !== "layer" ? "end" : box.item.parameters > 0 ? "weighted" : ""}`,
            width: WIDTH,
            height: HEIGHT,
            rx: box.kind === "layer" ? 6 : HEIGHT / 2,
          }),
          lines(box).map((text, i, all) =>
            svg.text(
              {
                class: i === 0 ? "operator" : null,
                x: WIDTH / 2,
                y: HEIGHT / 2 + 4 + (i - (all.length - 1) / 2) * 16,
                "text-anchor": "middle",
              },
              cut(text),
            ),
          ),
        ),
      ),
    ),
  );
}

const curve = (x, y, toX, toY) => `M${x} ${y}C${x} ${(y + toY) / 2} ${toX} ${(y + toY) / 2} ${toX} ${toY - 1}`;

const lines = box =>
  (box.kind === "layer"
    ? [box.item.operator, box.item.weights.map(weight).join(" + ")]
    : [box.item.name, `${box.item.type} ${shape(box.item.shape)}`]
  ).filter(text => text);

const weight = sizes => (sizes.length === 0 ? "1" : sizes.join("×"));

const cut = text => (text.length > 24 ? `${text.slice(0, 23)}…` : text);

const names = tensors => tensors.map(t => t.name).join(", ") || "nothing";

const layerTable = graph =>
  table({
    label: "Layers",
    columns: [
      { head: "No.", cell: row => row.place + 1 },
      { head: "Operator", cell: row => row.operator },
      { head: "Name", cell: row => row.name },
      { head: "Weights", cell: row => row.weights.map(shape).join(" ") },
      { head: "Parameters", right: true, cell: row => number(row.parameters) },
      { head: "Reads", cell: row => [...row.inputs.map(i => graph.inputs[i]?.name), ...row.layers.map(l => l + 1)].join(", ") },
    ],
    rows: graph.layers.map((layer, place) => ({ ...layer, place })),
  });
