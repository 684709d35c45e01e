// Tags and labels as they are typed in.

export const words = text => text.split(/\s+/).filter(word => word);

/** @throws {Error} A word is no key=value. */
export const pairs = text =>
  Object.fromEntries(
    words(text).map(word => {
      const at = word.indexOf("=");
      if (at <= 0) throw new Error(`'${word}' is no label: campaign=2024 is one.`);
      return [word.slice(0, at), word.slice(at + 1)];
    }),
  );
