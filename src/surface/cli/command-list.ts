/** Made from the commands by scripts/command-list.ts; `npm test` holds it against them. */
export const commandList: readonly { name: string; summary: string }[] = [
  {
    name: "demo",
    summary: "Makes a company's data, runs everything over it and shows the result.",
  },
  {
    name: "init",
    summary:
      "Looks at your files, says what each seems to be, and writes earshot.yaml to read them.",
  },
  { name: "plan", summary: "Says what a run would do and why, and changes nothing." },
  {
    name: "run",
    summary: "Brings the lake up to date: lands new files, then computes what is behind.",
  },
  { name: "sql", summary: "Answers a SELECT over the lake's tables, or maintains them." },
  {
    name: "report",
    summary: "Writes what customers said in the last days: main issues, trends, recommendations.",
  },
  {
    name: "catalog",
    summary: "Lists tables and columns: what they mean, what is personal, where they come from.",
  },
  {
    name: "mask",
    summary: "Takes personal data out of text, CSV, JSON and NDJSON; or tells where it stands.",
  },
  {
    name: "privacy",
    summary: "Tells how well personal data is found, and which key pseudonyms are made with.",
  },
  {
    name: "label",
    summary: "Gives out the texts most worth a label, and takes people's labels back.",
  },
  { name: "train", summary: "Trains a model on your own labelled texts." },
  { name: "evaluate", summary: "Tells how good a model is on labelled texts." },
  {
    name: "models",
    summary: "Lists versions of models; promotes them, goes back, and tells who did so.",
  },
  { name: "promote", summary: "Makes a version of a model the one that is used." },
  {
    name: "doctor",
    summary:
      "Checks the installation, the settings and the data folder, and says how to mend each.",
  },
  { name: "config", summary: "Shows every setting, its value and where that came from." },
  {
    name: "optimize",
    summary: "Puts a table's small files together, or clusters its rows by columns.",
  },
  { name: "vacuum", summary: "Deletes files of tables that no version of the last week needs." },
  { name: "generate", summary: "Writes the records of a made-up company, to try things on." },
  { name: "classify", summary: "Gives texts the label that fits them best." },
  {
    name: "llm",
    summary:
      "Tells what the language model cost and may cost still; tries it; forgets its answers.",
  },
  {
    name: "store",
    summary: "Tells how the store of answers, budgets and calls stands, and migrates its tables.",
  },
  { name: "summarize", summary: "Says in a few words what texts are about." },
];
