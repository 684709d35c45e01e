// Calls of the service, relative to where this page came from, with the token of this tab.

const ROOT = new URL("../", import.meta.url);
const KEY = "hep.token";

export const token = () => sessionStorage.getItem(KEY);
export const keepToken = text => (text ? sessionStorage.setItem(KEY, text) : sessionStorage.removeItem(KEY));

/** Where a route is, as a whole address. */
export const address = path => new URL(path, ROOT).href;

export const pathOf = (...parts) => parts.map(encodeURIComponent).join("/");

/** Path of a model of the repository, or of one of its versions. */
export const modelPath = (name, version) => `v2/repository/models/${pathOf(name)}${version ? `/versions/${pathOf(version)}` : ""}`;

/** Path of a version as it is served: what it takes and gives, and below it predictions. */
export const servedPath = (name, version) => `v2/${pathOf("models", name, "versions", version)}`;

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const headers = type => ({
  ...(token() ? { Authorization: `Bearer ${token()}` } : {}),
  ...(type ? { "Content-Type": type } : {}),
});

/** What is answered as JSON. @throws {Refusal} with what the service says is wrong. */
export const call = async (method, path, body, signal) =>
  read(await exchange(method, path, body === undefined ? undefined : JSON.stringify(body), signal));

/** An integer of which this browser does not tell all digits: it is near a number. */
export class Rounded {
  constructor(near) {
    this.near = near;
  }
}

/**
 * The answer to a request for a prediction, a body of JSON; integers that a number cannot hold are BigInts, or Rounded where the browser
 * tells no text of numbers.
 */
export const predictionOf = async (path, body, signal) => read(await exchange("POST", path, body, signal), exact);

const exact = (_, value, place) => {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  if (place === undefined) return new Rounded(value);
  return /^-?\d+$/.test(place.source) ? BigInt(place.source) : value;
};

async function exchange(method, path, body, signal) {
  try {
    const answer = await fetch(address(path), { method, signal, headers: headers(body === undefined ? null : "application/json"), body });
    return { status: answer.status, text: await answer.text() };
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Refusal(0, "The service cannot be reached.");
  }
}

/** What is asked only where it is there. */
export const get = (path, signal) => call("GET", path, undefined, signal);

/** A version says nothing of training where its file has no card. */
export const hasCard = facts => facts.engine !== "" || facts.task !== "" || Object.keys(facts.metrics).length > 0;

/** Sends a file with progress, a share of 1. */
export function send(path, file, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path));
    for (const [name, value] of Object.entries(headers("application/octet-stream"))) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", e => onProgress(e.lengthComputable ? e.loaded / e.total : null));
    request.addEventListener("load", () => {
      try {
        resolve(read({ status: request.status, text: request.responseText }));
      } catch (failure) {
        reject(failure);
      }
    });
    request.addEventListener("error", () =>
      reject(new Refusal(0, "The connection was cut. A service closes it early where the file is larger than it takes.")),
    );
    request.addEventListener("abort", () => reject(new DOMException("Stopped.", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function read({ status, text }, revive) {
  let answer = {};
  try {
    answer = text ? JSON.parse(text, revive) : {};
  } catch {
    throw new Refusal(status, `The service answered with status ${status} and something that is no JSON.`);
  }
  if (status >= 400) throw new Refusal(status, answer.error ?? `The service answered with status ${status}.`);
  return answer;
}
