// nlp.js, for `script/bench nlu`: node run.js PHRASES_FOLDER MESSAGES_JSON OUTPUT_JSON
"use strict";
const fs = require("fs");
const path = require("path");
const { dockStart } = require("@nlpjs/basic");

const [folder, messages, output] = process.argv.slice(2);

function addPhrases(manager) {
  for (const file of fs.readdirSync(folder).sort()) {
    let topic = null;
    for (const line of fs.readFileSync(path.join(folder, file), "utf8").split("\n")) {
      const intent = line.match(/^- intent: (\S+)/);
      const example = line.match(/^ {4}- (.+)$/);
      if (intent) topic = intent[1];
      else if (example && topic) manager.addDocument("fr", example[1], topic);
    }
  }
}

async function main() {
  const dock = await dockStart({ settings: { nlp: { languages: ["fr"], forceNER: false, autoSave: false, nlu: { log: false } } }, use: ["Basic", "LangFr"] });
  const manager = dock.get("nlp");
  addPhrases(manager);
  const began = process.hrtime.bigint();
  await manager.train();
  const training = Number(process.hrtime.bigint() - began) / 1e9;
  const model = manager.export(true);
  const answers = [];
  const times = [];
  for (const text of JSON.parse(fs.readFileSync(messages, "utf8"))) {
    const start = process.hrtime.bigint();
    const result = await manager.process("fr", text);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    const known = (result.classifications || []).filter((row) => row.intent !== "None");
    answers.push({ ranking: result.intent === "None" ? known.slice(0, 5).map((r) => [r.intent, Math.min(r.score, 0.49)]) : known.slice(0, 5).map((r) => [r.intent, r.score]) });
  }
  const memory = process.memoryUsage().rss / 1e6;
  fs.writeFileSync(output, JSON.stringify({ answers, training_s: training, parse_ms: times, model_bytes: Buffer.byteLength(model), memory_mb: memory }));
}

main();
