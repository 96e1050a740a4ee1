// Does with Wix's own SDK what tests ask for: JSON lines in, JSON lines out, in one process.
//
// node driver.cjs NODE_MODULES < jobs > answers
//
// Nothing leaves this machine: the SDK gets a `fetch` that answers what the job says, and notes the requests.
"use strict";

const { createRequire } = require("node:module");
const path = require("node:path");
const readline = require("node:readline");

const modules = path.resolve(process.argv[2]);
const requireFrom = (folder) => createRequire(path.join(folder, "package.json"));
const sdk = requireFrom(path.dirname(modules))("@wix/sdk");
const known = new Map();
const described = new Map();
let renameAllNestedKeys; // the SDK's own
let told = null; // what the SDK says of its arguments when a call fails
let addresses = []; // all that the last call could have gone to: the SDK takes the first
let ignored = []; // the paths below which it renames nothing

/** Loads a package, once, and lets its helpers take and give values as they travel. */
function load(name) {
  if (!known.has(name)) {
    const folder = path.join(modules, name);
    const requireThere = requireFrom(folder);
    adapt(requireThere);
    known.set(name, requireThere(folder));
  }
  return known.get(name);
}

/** Wraps the helpers of one copy of the SDK's runtime that know arguments and forms of values. */
function adapt(requireThere) {
  const paths = requireThere("@wix/sdk-runtime/transformations/transform-paths");
  if (paths.isAdapted) return;
  paths.isAdapted = true;
  const transformPaths = paths.transformPaths;
  paths.transformPaths = (value, steps) =>
    transformPaths(value, steps.flatMap((step) => adaptedStep(step, requireThere)));
  const renames = requireThere("@wix/sdk-runtime/rename-all-nested-keys");
  renameAllNestedKeys = renames.renameAllNestedKeys;
  const renameArguments = renames.renameKeysFromSDKRequestToRESTRequest;
  renames.renameKeysFromSDKRequestToRESTRequest = (payload, paths = []) => {
    ignored = paths;
    return renameArguments(payload, paths);
  };
  const rest = requireThere("@wix/sdk-runtime/rest-modules");
  const resolveUrl = rest.resolveUrl;
  rest.resolveUrl = (opts) => {
    const mappings = opts.domainToMappings[opts.host] ?? [];
    const alone = (mapping) => resolveUrl({ ...opts, domainToMappings: { [opts.host]: [mapping] } });
    const fits = (mapping) => opts.protoPath.startsWith(mapping.destPath);
    addresses = mappings.filter(fits).map(alone);
    return resolveUrl(opts);
  };
  const errors = requireThere("@wix/sdk-runtime/transform-error");
  const transformError = errors.transformError;
  errors.transformError = (error, places, names) => {
    told = { places, names };
    return transformError(error, places, names);
  };
}

const KEPT_IN_ANSWERS = /^transformREST(Timestamp|Float|FieldMask)To/;
const TAKEN_FROM_WIRE = /^transformSDK(Timestamp|Float|FieldMask|Duration)To/;

/** A step that changes values' form: the SDK's short forms of media, addresses and pages are left aside. */
function adaptedStep(step, requireThere) {
  const name = step.transformFn.name;
  if (KEPT_IN_ANSWERS.test(name)) return [step];
  const kind = TAKEN_FROM_WIRE.exec(name)?.[1];
  if (!kind) return [];
  const file = { FieldMask: "field-mask" }[kind] ?? kind.toLowerCase();
  const forms = requireThere(`@wix/sdk-runtime/transformations/${file}`);
  const fromWire = forms[`transformREST${kind}ToSDK${kind}`];
  const isText = (value) => typeof value === "string";
  return [{ ...step, transformFn: (value) => (isText(value) ? step.transformFn(fromWire(value)) : value) }];
}

/** A value as JSON that keeps what JSON has no word for. */
function plain(value) {
  if (value instanceof Date) return { $date: Number.isNaN(+value) ? null : value.toISOString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

/** The strategy that a job names; by default an API key's. */
function strategyOf({ strategy = ["ApiKeyStrategy", { apiKey: "test-key", siteId: "test-site" }] }) {
  const [name, options] = strategy;
  return sdk[name](options);
}

/** A client that answers one job's calls, and the requests that it saw: those for tokens, too. */
function clientOf(job) {
  const requests = [];
  let answers = job.answers && [...job.answers];
  const fetch = async (url, init = {}) => {
    const headers = Object.fromEntries(new Headers(init.headers).entries());
    requests.push({ verb: init.method, url: String(url), headers, body: init.body ?? null });
    answers ??= [...job.answersByStyle[styleOf(requests[0])]];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    const { status = 200, text, json = {}, headers: sent = {}, reason = "" } = answer ?? {};
    const body = [204, 304].includes(status) ? null : (text ?? JSON.stringify(json));
    return new Response(body, { status, statusText: reason, headers: sent });
  };
  globalThis.fetch = fetch; // strategies ask for tokens with it
  return { client: sdk.createClient({ auth: strategyOf(job), fetch }), requests };
}

/** How a query goes on, by its first request. */
function styleOf({ url, body }) {
  const query = body ?? Buffer.from(new URL(url).searchParams.get(".r") ?? "", "base64url").toString();
  return query.includes("cursorPaging") ? "cursor" : "offset";
}

/** One method of the SDK, bound to a client. */
function methodOf(job, client) {
  const method = load(job.package)[job.method];
  if (method === undefined) throw new Error(`${job.package} has no ${job.method}`);
  return client.use(method);
}

// Arguments that a failing call is tried with until the SDK tells where its arguments go: most informative first.
const TRIALS = [[{ filter: {} }, {}, {}], ["a", {}, {}], [{}, {}, {}], ["a", "b", {}], [["a"], {}, {}], [{}], []];

/** Where the SDK puts each of a method's arguments: it tells when a call fails. */
async function describe(job) {
  const key = `${job.package} ${job.method}`;
  if (described.has(key)) return described.get(key);
  let found;
  for (const trial of TRIALS) {
    told = null;
    ignored = [];
    const { client } = clientOf({ answers: [{ status: 400, json: {} }] });
    try {
      const made = await methodOf(job, client)(...trial);
      if (typeof made?.find === "function") await made.find();
    } catch {
      // it is meant to fail
    }
    if (told) found ??= { ...told, ignored };
    if (told?.names) {
      found = { ...told, ignored };
      break;
    }
  }
  described.set(key, found ?? {});
  return found ?? {};
}

const RENAMED = { id: "_id", createdDate: "_createdDate", updatedDate: "_updatedDate" };

/** Arguments as the SDK's functions take them, from those that travel; and what they have no place for. */
function placed(wire, { places, names, ignored }) {
  const rename = (name) => RENAMED[name] ?? name;
  const tree = renameAllNestedKeys(structuredClone(wire), RENAMED, ignored);
  const args = names.map(() => undefined);
  const put = (path, target, merge) => {
    const steps = path.split(".").map(rename);
    const owner = steps.slice(0, -1).reduce((value, step) => value?.[step], tree);
    const last = steps.at(-1);
    if (owner === undefined || owner === null || !(last in owner)) return;
    const value = owner[last];
    delete owner[last];
    setAt(args, target, value, merge);
  };
  const explicit = Object.entries(places.explicitPathsToArguments);
  const deepFirst = explicit.sort(([a], [b]) => b.split(".").length - a.split(".").length);
  for (const [path, target] of deepFirst) put(path, target, false);
  for (const [path, target] of Object.entries(places.spreadPathsToArguments)) put(path, target, true);
  if (places.singleArgumentUnchanged) {
    args[0] = { ...tree };
    Object.keys(tree).forEach((name) => delete tree[name]);
  }
  const options = names.indexOf("options");
  if (options >= 0 && names[0] === "query" && Object.keys(tree).length) {
    args[options] = { ...args[options], ...tree };
    Object.keys(tree).forEach((name) => delete tree[name]);
  }
  if (options >= 0) args[options] ??= {};
  return { args, unplaced: leaves(tree) };
}

/** Puts a value where `$[0].a.b` says; objects are put together. */
function setAt(args, target, value, merge) {
  const [, index, rest] = /^\$\[(\d+)\]\.?(.*)$/.exec(target);
  const steps = [Number(index), ...(rest ? rest.split(".") : [])];
  let owner = args;
  for (const step of steps.slice(0, -1)) owner = owner[step] ??= {};
  const last = steps.at(-1);
  owner[last] = merge && owner[last] ? { ...value, ...owner[last] } : value;
}

/** Paths of what is left of arguments, empty objects aside. */
function leaves(value, path = "") {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, part]) => leaves(part, path ? `${path}.${name}` : name));
}

/** One call: what was sent, and what was handed back. */
async function call(job) {
  const where = await describe(job);
  if (!where.names) return { skipped: "builder" };
  const { args, unplaced } = placed(job.wire, where);
  const { client, requests } = clientOf(job);
  let result, error;
  try {
    result = plain(await methodOf(job, client)(...args));
  } catch (raised) {
    error = errorOf(raised);
  }
  return { unplaced, requests, addresses, result, error };
}

/** Two calls of a method without arguments, with a strategy: the requests, those for tokens included. */
async function authorize(job) {
  const { client, requests } = clientOf(job);
  const method = methodOf(job, client);
  await method();
  await method();
  return { requests };
}

/** All pages of a query that the SDK builds: the requests, and the items. */
async function pages(job) {
  const { client, requests } = clientOf(job);
  let query = await methodOf(job, client)(...job.args);
  if (typeof query?.find !== "function") return { skipped: "no builder" };
  if (job.equals) query = query.eq(...job.equals);
  if (job.ascending) query = query.ascending(job.ascending);
  const items = [];
  let page = await query.limit(job.limit).find();
  for (;;) {
    items.push(...page.items);
    if (!page.hasNext() || requests.length >= job.most) break;
    page = await page.next();
  }
  return { requests, addresses, style: styleOf(requests[0]), items: plain(items) };
}

const events = new Map();

/** The SDK's definition of an event, by the event's type. */
function eventOf(job) {
  if (!events.has(job.package)) {
    const found = Object.values(load(job.package)).filter((one) => one?.__type === "event-definition");
    events.set(job.package, new Map(found.map((one) => [one.type, one])));
  }
  return events.get(job.package).get(job.event);
}

/** What a handler of the SDK gets of a delivery; `process` alone hands back what it was called for. */
async function deliver(job) {
  const auth = sdk.AppStrategy({ appId: "test-app", appSecret: "test-secret", publicKey: job.key });
  const client = sdk.createClient({ auth });
  const event = eventOf(job);
  if (event === undefined) return { skipped: "no such event" };
  let handled;
  client.use(event)((envelope) => {
    handled = plain(envelope);
  });
  try {
    await client.webhooks.process(job.token);
    return { handled };
  } catch (error) {
    return { handled, error: String(error?.message ?? error) };
  }
}

/** What an error of the SDK tells. */
function errorOf(error) {
  return {
    message: error?.message,
    details: plain(error?.details),
    code: error?.code,
    requestId: error?.requestId,
    stack: error?.details || error?.code || error?.requestId ? undefined : error?.stack,
    cause: error?.runtimeError?.stack,
  };
}

const JOBS = { authorize, call, deliver, pages };

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const job = JSON.parse(line);
    let answer;
    try {
      answer = await JOBS[job.kind](job);
    } catch (error) {
      answer = { failed: String(error?.stack ?? error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

main();
