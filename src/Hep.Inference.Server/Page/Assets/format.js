// How figures, sizes and times are written.

export const number = value =>
  value === null || value === undefined || Number.isNaN(value)
    ? "–"
    : typeof value === "bigint" || Number.isInteger(value)
      ? value.toLocaleString("en")
      : String(Number(value.toPrecision(4)));

export function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (count >= 999.5 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  return `${unit === 0 ? count : count.toPrecision(3)} ${units[unit]}`;
}

/** Day and minute of a moment, in the reader's time. */
export function time(text) {
  const at = new Date(text);
  const two = part => String(part).padStart(2, "0");
  return Number.isNaN(at.getTime())
    ? "–"
    : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** [?, 42], [3], or nothing for a single number. */
export const shape = sizes => (!sizes || sizes.length === 0 ? "" : `[${sizes.map(s => (s < 0 ? "?" : s)).join(", ")}]`);

export const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
