// json-rules-engine and cql-execution on the cases of a file, each case held against the expected outcome before any time is
// taken. usage: node measure.mjs CASES.ndjson EXPECTED.json POLICIES_FOLDER ROUNDS
// Prints one line of JSON for each engine: { name, version, parse, evaluate }, microseconds of the processor for one case.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [cases, expected, policies, rounds] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const version = (name) => JSON.parse(readFileSync(join(process.cwd(), "node_modules", name, "package.json"), "utf8")).version;
const lines = readFileSync(cases, "utf8").split("\n").filter((line) => line !== "");
const outcomes = JSON.parse(readFileSync(expected, "utf8"));

async function rules() {
  const name = "json-rules-engine";
  const { build, input } = await import(pathToFileURL(join(policies, "observation.rules.mjs")).href);
  const engine = build(require(name));
  return {
    name, version: version(name),
    parse: (line) => input(JSON.parse(line)),
    async evaluate(given) {
      if (!given.applies) return null;
      const { events } = await engine.run(given);
      const types = events.map((event) => event.type);
      return types.includes("surely") ? 2 : types.includes("possibly") ? 1 : 0;
    },
  };
}

async function cql() {
  const name = "cql-execution";
  const translation = (part) => import(pathToFileURL(join(process.cwd(), `node_modules/@cqframework/cql/${part}.mjs`)).href);
  const { CqlTranslator, LibraryManager, ModelManager, createUcumService } = await translation("cql-to-elm");
  const { SystemModelInfoProvider } = await translation("cql");
  const models = new ModelManager();
  models.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
  // Hours alone stand in the policy; no unit is converted.
  const none = () => { throw new Error("no unit is converted"); };
  const units = createUcumService(none, () => null, none, none);
  const text = readFileSync(join(policies, "observation.cql"), "utf8");
  const translator = CqlTranslator.fromText(text, new LibraryManager(models, undefined, undefined, units));
  const elm = JSON.parse(translator.toJson());
  const faults = (elm.library.annotation ?? []).filter((one) => one.errorSeverity === "error");
  if (faults.length > 0) throw new Error(faults.map((one) => `${one.startLine}: ${one.message}`).join("\n"));
  const { default: engine } = await load(name);
  const { Library, Executor, DateTime, Date: CqlDate, Tuple } = engine;
  const library = new Library(elm);
  const time = (text) => (text === undefined ? null : DateTime.parse(text));
  return {
    name, version: version(name),
    parse(line) {
      const one = JSON.parse(line);
      return {
        Asked: one.request.item,
        AsOf: time(one.as_of),
        Admission: time(one.anchors.admission),
        Birth: CqlDate.parse(one.patient.birth_date),
        Supplied: one.supply !== undefined,
        Records: one.records.filter((record) => record.status !== "entered_in_error").map((record) => ({
          fact: record.fact ?? null,
          code: record.codes?.[0]?.code ?? null,
          at: time(record.at),
          number: record.value?.number ?? null,
          word: record.value?.code === undefined ? null : `${record.value.system} ${record.value.code}`,
          breathing: record.parts?.oxygen_delivery ?? null,
        })),
      };
    },
    async evaluate(given) {
      const results = await new Executor(library, null, given).exec({ currentPatient: () => undefined, nextPatient: () => undefined });
      const { Applies, Status } = results.unfilteredResults;
      return Applies ? (Status === null ? 1 : Status ? 2 : 0) : null;
    },
  };
}

const processor = () => { const { user, system } = process.cpuUsage(); return user + system; };

async function timed(items, run) {
  let best = Infinity;
  for (let round = 0; round < Number(rounds); round += 1) {
    const began = processor();
    let times = 0;
    while (times === 0 || processor() - began < 200_000) {
      for (const item of items) await run(item);
      times += 1;
    }
    best = Math.min(best, (processor() - began) / times / items.length);
  }
  return best;
}

for (const make of [rules, cql]) {
  const peer = await make();
  const given = lines.map(peer.parse);
  for (const [at, one] of given.entries()) {
    const outcome = await peer.evaluate(one);
    if (outcome !== outcomes[at]) throw new Error(`${peer.name}: case ${at} is ${outcome}, expected ${outcomes[at]}`);
  }
  const [parse, evaluate] = [await timed(lines, peer.parse), await timed(given, peer.evaluate)];
  console.log(JSON.stringify({ name: peer.name, version: peer.version, parse, evaluate }));
}
