// Observation for acute heart failure for json-rules-engine. Rules there hold or do not: one rule asks whether all surely holds,
// a second whether all could. Facts are numbers, or null where nothing tells.

const HOUR = 3_600_000;

const ask = (fact, params, operator, value) => ({ fact, params, operator, value });

const conditions = (sure) => {
  const compare = (operator) => (sure ? operator : `${operator}OrUnknown`);
  return {
    all: [
      ask("age", {}, compare("greaterThanInclusive"), 18),
      ask("heartFailure", {}, compare("equal"), true),
      {
        any: [
          ask("hypoxemia", {}, compare("equal"), true),
          ask("highest", { code: "9279-1", hours: 12 }, compare("greaterThan"), 24),
        ],
      },
      ask("given", { fact: "iv_loop_diuretic", hours: 24 }, compare("equal"), true),
      ask("latest", { code: "8480-6", hours: 12 }, compare("greaterThanInclusive"), 90),
    ],
  };
};

const within = async (almanac, { code, hours }) => {
  const [records, asOf] = [await almanac.factValue("records"), await almanac.factValue("asOf")];
  return records.filter((record) => {
    const before = asOf - record.at;
    return record.status !== "entered_in_error" && before >= 0 && before <= hours * HOUR
      && record.codes?.some((one) => one.code === code && one.system === "loinc");
  });
};
const numbers = (records) => records.map((record) => record.value.number);
const least = (list) => (list.length === 0 ? null : Math.min(...list));
const most = (list) => (list.length === 0 ? null : Math.max(...list));

export function build({ Engine }) {
  const engine = new Engine();
  for (const [name, holds] of [
    ["equal", (a, b) => a === b],
    ["greaterThan", (a, b) => a > b],
    ["greaterThanInclusive", (a, b) => a >= b],
  ]) {
    engine.addOperator(`${name}OrUnknown`, (a, b) => a === null || holds(a, b));
  }
  // A null is no number: without this it would count as nought.
  for (const [name, holds] of [["greaterThan", (a, b) => a > b], ["greaterThanInclusive", (a, b) => a >= b]]) {
    engine.addOperator(name, (a, b) => a !== null && holds(a, b));
  }
  engine.addFact("highest", async (params, almanac) => most(numbers(await within(almanac, params))));
  engine.addFact("latest", async (params, almanac) => {
    const found = await within(almanac, params);
    return found.length === 0 ? null : found.reduce((one, other) => (other.at > one.at ? other : one)).value.number;
  });
  engine.addFact("hypoxemia", async (_, almanac) => {
    const found = await within(almanac, { code: "59408-5", hours: 24 });
    const by = (test) => least(numbers(found.filter((record) => test(record.parts?.oxygen_delivery))));
    const [sure, possible] = [by((word) => word === "room_air"), by((word) => word === undefined)];
    if (sure === null) return null;
    if (sure < 90) return true;
    return possible !== null && possible < 90 ? null : false;
  });
  engine.addFact("given", async (params, almanac) => {
    const [records, asOf] = [await almanac.factValue("records"), await almanac.factValue("asOf")];
    const there = records.some((record) => {
      const before = asOf - record.at;
      return record.fact === params.fact && record.status !== "entered_in_error" && before >= 0 && before <= params.hours * HOUR;
    });
    return there || ((await almanac.factValue("supplied")) ? false : null);
  });
  engine.addFact("heartFailure", async (_, almanac) => {
    const found = (await almanac.factValue("records")).filter(
      (record) => record.fact === "principal_diagnosis" && record.status !== "entered_in_error");
    if (found.length === 0) return null;
    const { system, code } = found.at(-1).value;
    return system === "icd10cm" && (code.startsWith("I50") || ["I11.0", "I13.0", "I13.2"].includes(code));
  });
  engine.addFact("age", async (_, almanac) => {
    const [on, birth] = [await almanac.factValue("admission"), await almanac.factValue("birth")];
    return on.slice(0, 4) - birth.slice(0, 4) - (on.slice(5, 10) < birth.slice(5, 10) ? 1 : 0);
  });
  engine.addRule({ name: "surely", conditions: conditions(true), event: { type: "surely" } });
  engine.addRule({ name: "possibly", conditions: conditions(false), event: { type: "possibly" } });
  return engine;
}

// What the engine takes of a case.
export function input(one) {
  return {
    records: one.records.map((record) => ({ ...record, at: Date.parse(record.at) })),
    asOf: Date.parse(one.as_of),
    admission: one.anchors.admission,
    birth: one.patient.birth_date,
    supplied: one.supply !== undefined,
    applies: one.request.item.system === "hcpcs" && ["G0378", "G0379"].includes(one.request.item.code),
  };
}
