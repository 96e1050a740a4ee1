// Creates, gets, updates, pages through and deletes entities of five resources with Wix's own JavaScript SDK, gets an
// app's token and takes webhooks; prints what it saw as JSON. Reads WIX_* variables as `wixgen serve` prints them.
import { createServer } from "node:http";
import { ApiKeyStrategy, AppStrategy, createClient } from "@wix/sdk";
import * as resources from "@wix/auto_sdk_bookings_resources";
import * as tasks from "@wix/auto_sdk_crm_tasks";
import * as policies from "@wix/auto_sdk_events_policies";
import * as categories from "@wix/auto_sdk_faq_category";
import * as rewards from "@wix/auto_sdk_loyalty_rewards";

const env = process.env;
const key = createClient({
  auth: ApiKeyStrategy({ apiKey: env.WIX_API_KEY, siteId: env.WIX_SITE_ID }),
  modules: { resources, tasks, policies, categories, rewards },
});
const appAuth = AppStrategy({
  appId: env.WIX_APP_ID,
  appSecret: env.WIX_APP_SECRET,
  publicKey: env.WIX_PUBLIC_KEY,
  instanceId: env.WIX_INSTANCE_ID,
});
const app = createClient({ auth: appAuth, modules: { resources, tasks, policies, categories, rewards } });

const event = "1a8f3ee1-9f6b-4b0a-8f5e-0d1d5d2b7a31";
const cases = {
  "bookings.resources": {
    create: (name) => key.resources.createResource({ name }),
    get: key.resources.getResource,
    update: (id, revision, name) => key.resources.updateResource(id, { name, revision }),
    query: () => key.resources.queryResources(),
    remove: (id) => key.resources.deleteResource(id),
    name: "name",
    events: [resources.onResourceCreated, resources.onResourceUpdated, resources.onResourceDeleted],
  },
  "crm.tasks": {
    create: (title) => key.tasks.createTask({ title }),
    get: key.tasks.getTask,
    update: (id, revision, title) => key.tasks.updateTask(id, { title, revision }),
    query: () => key.tasks.queryTasks(),
    remove: (id) => key.tasks.deleteTask(id),
    name: "title",
    events: [tasks.onTaskCreated, tasks.onTaskUpdated, tasks.onTaskDeleted],
  },
  "events.policies": {
    create: (name) => key.policies.createPolicy({ name, body: "Be kind.", eventId: event }),
    get: key.policies.getPolicy,
    update: (id, revision, name) =>
      key.policies.updatePolicy(id, { name, revision, body: "Be kind.", eventId: event }),
    query: () => key.policies.queryPolicies(),
    remove: (id) => key.policies.deletePolicy(id),
    name: "name",
    events: [policies.onPolicyCreated, policies.onPolicyUpdated, policies.onPolicyDeleted],
  },
  "faq.category": {
    create: (title) => key.categories.createCategory({ title }),
    get: key.categories.getCategory,
    update: (id, revision, title) => key.categories.updateCategory(id, { title, revision }),
    query: () => key.categories.queryCategories(),
    remove: (id) => key.categories.deleteCategory(id),
    name: "title",
    events: [categories.onCategoryCreated, categories.onCategoryUpdated, categories.onCategoryDeleted],
  },
  "loyalty.rewards": {
    create: (name) => key.rewards.createReward({ name }),
    get: key.rewards.getReward,
    update: async (id, revision, name) => (await key.rewards.updateReward(id, { name, revision })).reward,
    query: null, // it takes the query itself: pages by hand
    remove: (id, revision) => key.rewards.deleteReward(id, revision),
    name: "name",
    events: [rewards.onRewardCreated, rewards.onRewardUpdated, rewards.onRewardDeleted],
  },
};

async function failure(call) {
  try {
    await call();
    return null;
  } catch (error) {
    return error?.details?.applicationError?.code ?? error?.code ?? String(error);
  }
}

async function pages(one) {
  const found = [];
  if (one.query) {
    let page = await one.query().limit(2).find();
    found.push(page.items.length);
    while (page.hasNext()) {
      page = await page.next();
      found.push(page.items.length);
    }
    return found;
  }
  let cursorPaging = { limit: 2 };
  for (;;) {
    const page = await key.rewards.queryRewards({ cursorPaging });
    found.push(page.rewards.length);
    const cursor = page.pagingMetadata?.cursors?.next;
    if (!cursor) return found;
    cursorPaging = { limit: 2, cursor };
  }
}

async function walk(one) {
  const made = [];
  for (const name of ["one", "two", "three", "four", "five"]) made.push(await one.create(name));
  const first = made[0];
  const got = await one.get(first._id);
  const updated = await one.update(first._id, first.revision, "changed");
  const seen = {
    created: got[one.name],
    sameId: got._id === first._id,
    datesAreDates: got._createdDate instanceof Date,
    revision: first.revision,
    updated: updated[one.name],
    updatedRevision: updated.revision,
    stale: await failure(() => one.update(first._id, first.revision, "too late")),
    pages: await pages(one),
  };
  await one.remove(first._id, updated.revision);
  seen.gone = await failure(() => one.get(first._id));
  return seen;
}

const received = {};
for (const [name, one] of Object.entries(cases)) {
  received[name] = [];
  for (const on of one.events) {
    app.webhooks; // the same client takes all
    const register = app.use(on);
    register((envelope) => {
      received[name].push([
        envelope.metadata.eventType ?? envelope.metadata.slug,
        envelope.metadata.entityId === (envelope.entity?._id ?? envelope.metadata.entityId),
      ]);
    });
  }
}
const faults = [];
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", async () => {
    try {
      await app.webhooks.process(body);
      response.writeHead(200).end();
    } catch (error) {
      faults.push(String(error));
      response.writeHead(500).end();
    }
  });
});
await new Promise((resolve) => server.listen(Number(env.WEBHOOK_PORT), "127.0.0.1", resolve));

const seen = {};
for (const [name, one] of Object.entries(cases)) {
  try {
    seen[name] = await walk(one);
  } catch (error) {
    seen[name] = { failed: error?.stack ?? String(error), details: error?.details };
  }
}
const token = (await appAuth.getAuthHeaders()).headers.Authorization;
const byApp = await app.tasks.createTask({ title: "by the app" });
const deadline = Date.now() + 20_000;
const wanted = Number(env.WEBHOOK_COUNT);
const count = () => Object.values(received).reduce((sum, list) => sum + list.length, 0);
while (count() < wanted && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
server.close();
const own = await fetch("/own").catch(() => "left alone");
console.log(JSON.stringify({ seen, hasToken: token.length > 10, byApp: byApp.title, own, received, faults }));
