// Where the layers of a graph stand: each below all that it reads, near the middle of them.

/**
 * @returns { boxes: [{ key, row, column, kind, … }], edges: [[from, to]], rows, columns }
 */
export function arrange(graph) {
  const boxes = new Map();
  const edges = [];
  graph.inputs.forEach((input, i) => boxes.set(`i${i}`, { key: `i${i}`, kind: "input", item: input, row: 0, reads: [] }));
  graph.layers.forEach((layer, i) => {
    const reads = [...layer.layers.map(l => `l${l}`), ...layer.inputs.map(l => `i${l}`)].filter(key => boxes.has(key));
    boxes.set(`l${i}`, { key: `l${i}`, kind: "layer", item: layer, reads, row: below(boxes, reads) });
  });
  graph.outputs.forEach((output, i) => {
    const reads = boxes.has(`l${output.layer}`) ? [`l${output.layer}`] : [];
    boxes.set(`o${i}`, { key: `o${i}`, kind: "output", item: output, reads, row: below(boxes, reads) });
  });
  for (const box of boxes.values()) for (const from of box.reads) edges.push([boxes.get(from), box]);

  const rows = [];
  for (const box of boxes.values()) (rows[box.row] ??= []).push(box);
  const columns = Math.max(1, ...rows.map(r => r?.length ?? 0));
  for (const row of rows) if (row) settle(row, boxes, columns);
  return { boxes: [...boxes.values()], edges, rows: rows.length, columns };
}

const below = (boxes, reads) => Math.max(0, ...reads.map(key => boxes.get(key).row + 1));

/** Orders a row by the middle of what each box reads, and spreads it around the row's own middle. */
function settle(row, boxes, columns) {
  const middle = (columns - 1) / 2;
  for (const box of row) {
    const above = box.reads.map(key => boxes.get(key).column);
    box.wish = above.length === 0 ? middle : above.reduce((sum, c) => sum + c, 0) / above.length;
  }
  row.sort((a, b) => a.wish - b.wish);
  const mean = row.reduce((sum, box) => sum + box.wish, 0) / row.length;
  const first = Math.min(Math.max(0, mean - (row.length - 1) / 2), columns - row.length);
  row.forEach((box, i) => {
    box.column = first + i;
  });
}
