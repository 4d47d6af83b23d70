// The fixtures of the contract, as they are run in Node.js and in a page: each call, and what must come out, byte for byte.

/** Runs one fixture: its folder and its files as texts by name. Says what differs. */
export function differs(rationale, RationaleError, name, files) {
  const faults = [];
  const same = (what, found) => {
    if (found !== files[what]) faults.push(`${name}: ${what} is\n${found}`);
  };
  const ended = (run) => {
    try {
      return ['ok', run()];
    } catch (error) {
      if (!(error instanceof RationaleError)) throw error;
      return [error.code, error.json];
    }
  };
  let engine;
  const [code, text] = ended(() => {
    engine = rationale.load(files['load.json']);
    return engine.diagnosticsText;
  });
  if (engine === undefined) {
    if (code !== files.code.trim()) faults.push(`${name}: load ends with ${code}`);
    same('answer.json', text);
    return faults;
  }
  same('diagnostics.json', text);
  // Twice: nothing of a case may stay in the engine.
  for (let round = 0; round < 2; round += 1) {
    const [how, answer] = ended(() => engine.evaluateText(files['case.json'] ?? '', files['options.json'] ?? ''));
    if (how !== files.code.trim()) faults.push(`${name}: evaluate ends with ${how}`);
    same('answer.json', answer);
  }
  engine.free();
  return faults;
}
