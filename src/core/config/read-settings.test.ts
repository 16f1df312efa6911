import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { readSettings, type LoadedSettings } from "./read-settings.ts";
import { environmentName, settingPaths } from "./setting-paths.ts";
import { promisedVariables, Settings } from "./settings.ts";
import type { SettingsError } from "./settings-error.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "earshot-settings-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

type Given = {
  file?: string;
  dotEnv?: string;
  environment?: Record<string, string>;
  flags?: Record<string, unknown>;
};

function read({ file, dotEnv, environment = {}, flags = {} }: Given): LoadedSettings {
  if (file !== undefined) writeFileSync(join(folder, "earshot.yaml"), file);
  if (dotEnv !== undefined) writeFileSync(join(folder, ".env"), dotEnv);
  return readSettings({ folder, environment, flags });
}

function failure(given: Given): string {
  try {
    read(given);
    return "";
  } catch (error) {
    const { code, message } = error as SettingsError; // anything else has no such code
    return code === "SETTINGS_INVALID" ? message.replaceAll(`${folder}/`, "") : String(error);
  }
}

describe("readSettings", () => {
  it("takes the strongest: flag, environment, .env, file, default", () => {
    const file = "sla: { low_hours: 2, high_hours: 2 }\nworkers: 2\ndata: from-file\n";
    const dotEnv = "EARSHOT_SLA_LOW_HOURS=3\nEARSHOT_WORKERS=3\nEARSHOT_LIMITS_SQL_ROWS=3\n";
    const environment = { EARSHOT_SLA_LOW_HOURS: "4", EARSHOT_WORKERS: "4" };
    const { settings, origins } = read({ file, dotEnv, environment, flags: { workers: 5 } });
    expect(settings).toMatchObject({
      workers: 5,
      sla: { low_hours: 4, high_hours: 2, medium_hours: 24 },
      limits: { sql_rows: 3 },
      data: "from-file",
    });
    expect(Object.fromEntries(origins)).toEqual({
      workers: "flag",
      "sla.low_hours": "environment",
      "limits.sql_rows": ".env",
      "sla.high_hours": "file",
      data: "file",
    });
  });

  it("takes MAX_WORKERS for the calls at a time, weaker than its own name, stronger than the file", () => {
    const file = "llm:\n  workers: 2\n";
    expect(read({ file, environment: { MAX_WORKERS: "3" } }).settings.llm.workers).toBe(3);
    expect(
      read({ environment: { MAX_WORKERS: "3", EARSHOT_LLM_WORKERS: "4" } }).settings.llm.workers,
    ).toBe(4);
    expect(
      read({ dotEnv: "EARSHOT_LLM_WORKERS=5", environment: { MAX_WORKERS: "3" } }).settings.llm
        .workers,
    ).toBe(3);
    for (const setting of Object.values(promisedVariables))
      expect(settingPaths().map(({ path }) => path.join("."))).toContain(setting);
  });

  it("takes every setting from the environment", () => {
    const defaults = Settings.parse({}) as Record<string, unknown>;
    const samples: Readonly<Record<string, string>> = {
      as_of: "2026-01-31T15:00:00Z",
      workers: "7",
      time_zone: "America/Sao_Paulo",
      "llm.provider": "openai",
      "llm.fallback.provider": "azure-language",
      "llm.tasks": "summary",
      "llm.budget.period": "day",
      "llm.budget.tokens": "100000",
      "llm.price.input_usd": "0.5",
      "llm.price.output_usd": "2",
      "llm.fallback.price.input_usd": "0.5",
      "llm.fallback.price.output_usd": "2",
      "llm.on_failure": "stop",
      "privacy.key_file": "keys.yaml",
      "privacy.key_command": "vault read keys",
      "privacy.keys": "pseudonym_key=x",
      "privacy.country": "BR",
      "privacy.language": "pt",
      "enrichment.tags": "CARD_READING,CHARGEBACK",
      "enrichment.tag_confidence": "0.75",
      "enrichment.scope_similarity": "0.25",
      "enrichment.languages": "pt,en",
      "privacy.allow": "Acme",
      "privacy.organisations": "Acme,Acme Bank",
      "privacy.deny": "Falcon",
    };
    for (const { path, doc } of settingPaths()) {
      const dotted = path.join(".");
      const standard = path.reduce<unknown>(
        (node, key) => (node as Record<string, unknown>)?.[key],
        defaults,
      );
      const text = samples[dotted] ?? String(standard);
      const { settings, origins } = readSettings({
        folder,
        environment: { [environmentName(path)]: text },
      });
      const value = path.reduce<unknown>(
        (node, key) => (node as Record<string, unknown>)?.[key],
        settings,
      );
      expect(String(value), dotted).toBe(text);
      expect(Object.fromEntries(origins)).toEqual({ [dotted]: "environment" });
      expect(doc, dotted).toMatch(/^[A-Z].{10,}/);
    }
  });

  it.each<[string, Given, string | undefined, string | undefined]>([
    ["a provider's own variable", { environment: { OPENAI_API_KEY: "a" } }, "a", "environment"],
    [
      "the setting's before it",
      { environment: { OPENAI_API_KEY: "a", EARSHOT_LLM_API_KEY: "b" } },
      "b",
      "environment",
    ],
    [
      "the setting's of .env too",
      { environment: { OPENAI_API_KEY: "a" }, dotEnv: "EARSHOT_LLM_API_KEY=b" },
      "b",
      ".env",
    ],
    [
      "the environment's before that of .env",
      { environment: { OPENAI_API_KEY: "a" }, dotEnv: "OPENAI_API_KEY=b" },
      "a",
      "environment",
    ],
    ["that of .env", { dotEnv: "OPENAI_API_KEY=b" }, "b", ".env"],
    ["no other provider's", { environment: { ANTHROPIC_API_KEY: "a" } }, undefined, undefined],
    ["no empty one", { environment: { OPENAI_API_KEY: "" } }, undefined, undefined],
  ])("takes for the key of a provider that is set %s", (_, given, key, origin) => {
    const { settings, origins } = read({ file: "llm: { provider: openai }\n", ...given });
    expect([settings.llm.api_key, origins.get("llm.api_key")]).toEqual([key, origin]);
  });

  it("takes the key of a second provider too, and sends nobody another's", () => {
    const environment = {
      OPENAI_API_KEY: "a",
      AZURE_LANGUAGE_KEY: "b",
      EARSHOT_LLM_FALLBACK_PROVIDER: "azure-language",
    };
    const { llm } = read({ environment, file: "llm: { provider: openai-compatible }\n" }).settings;
    expect([llm.api_key, llm.fallback.api_key]).toEqual([undefined, "b"]);
  });

  it("turns no language model on by a key alone", () => {
    const environment = { OPENAI_API_KEY: "a", ANTHROPIC_API_KEY: "b", AZURE_OPENAI_API_KEY: "c" };
    const { settings, origins } = read({ environment });
    expect(settings.llm).toEqual(Settings.parse({}).llm);
    expect(origins.size).toBe(0);
  });

  it("reads true and false from a variable, and says what else is none", () => {
    const privacy = (text: string) => read({ environment: { EARSHOT_PRIVACY_PEOPLE: text } });
    expect(privacy("false").settings.privacy.people).toBe(false);
    expect(privacy("TRUE").settings.privacy.people).toBe(true);
    expect(failure({ environment: { EARSHOT_PRIVACY_PEOPLE: "maybe" } })).toContain(
      '"maybe" stands where true or false is wanted',
    );
  });

  it("reads a list from a variable, and an empty variable as none", () => {
    const list = { EARSHOT_VALUE_TIER_INDUSTRIES: "RETAIL, FOOD ,", EARSHOT_WORKERS: "" };
    const { settings } = read({ file: "workers: 2\n", environment: list });
    expect(settings.value_tier.industries).toEqual(["RETAIL", "FOOD"]);
    expect(settings.workers).toBe(2);
  });

  it("minds no variable that an orchestrator sets for a service of this name", () => {
    const environment = { EARSHOT_PORT: "tcp://10.0.0.1:80", EARSHOT_SERVICE_HOST: "10.0.0.1" };
    expect(read({ environment }).origins.size).toBe(0);
  });

  it("finds the file and takes its folder for paths", () => {
    expect(read({})).toMatchObject({
      file: undefined,
      folder,
      settings: { data: "./earshot-data" },
    });
    writeFileSync(join(folder, "other.yaml"), "data: x\n");
    const loaded = readSettings({ file: "other.yaml", folder, environment: {} });
    expect(loaded).toMatchObject({ file: join(folder, "other.yaml"), folder });
    expect(() => readSettings({ file: "none.yaml", folder, environment: {} })).toThrow(
      "there is no settings file none.yaml",
    );
    expect(() => readSettings({ file: ".", folder, environment: {} })).toThrow("can't be read");
  });

  it.each(["", "# nothing\n", "---\n", "sla:\nsources:\n", "sla:\n  low_hours:\n", "\ufeff\r\n"])(
    "takes %j for no settings at all",
    (file) => {
      const { settings, origins } = read({ file });
      expect(settings).toEqual(Settings.parse({}));
      expect(origins.size).toBe(0);
    },
  );

  it("reads sources, also by YAML's merge, and gives them their defaults", () => {
    const file = `
sources:
  a: &a { path: a.csv, entity: ticket, columns: { ticket_id: id }, values: { priority: { 1: LOW } } }
  b: { <<: *a, path: [b.csv, "c*.json"], messages: { body: 1, author: speaker } }
`;
    const { a, b } = read({ file }).settings.sources;
    expect(a).toEqual({
      kind: "file",
      path: "a.csv",
      entity: "ticket",
      columns: { ticket_id: "id" },
      values: { priority: { "1": "LOW" } },
      dates: "dmy",
      decimal: ".",
      header: true,
    });
    expect(b).toMatchObject({
      entity: "ticket",
      path: ["b.csv", "c*.json"],
      messages: { body: 1 },
    });
  });

  it.each<[string, string]>([
    ["sorces: {}\n", "earshot.yaml:1: sorces: there is no such setting; did you mean sources?"],
    [
      "data: x\nsla:\n  lw_hours: 3\n",
      "earshot.yaml:3: sla.lw_hours: there is no such setting; did you mean low_hours?",
    ],
    [
      "sources:\n  t:\n    path: a\n    colums: {}\n",
      "earshot.yaml:4: sources.t.colums: there is no such setting; did you mean columns?",
    ],
    [
      "sources:\n  t:\n    path: a\n    messages: { body: x, autor: y }\n",
      "earshot.yaml:4: sources.t.messages.autor: there is no such setting; did you mean author?",
    ],
    [
      "zzzzzzzzzzzz: 1\n",
      "earshot.yaml:1: zzzzzzzzzzzz: there is no such setting; known here: data, as_of,",
    ],
    [
      "sources:\n  t: { entity: ticket }\n",
      "earshot.yaml:2: sources.t.path: it is missing, and it has no default",
    ],
    [
      "sources:\n  t:\n",
      "earshot.yaml:2: sources.t: nothing stands where a list of `key: value` lines is wanted",
    ],
    ["sources: 5\n", "earshot.yaml:1: sources: 5 stands where a list of `name: …` lines is wanted"],
    [
      "sources:\n  t: { path: 5 }\n",
      "earshot.yaml:2: sources.t.path: 5 is no text, nor a list of texts",
    ],
    [
      "sources:\n  T x: { path: a }\n",
      "earshot.yaml:2: sources.T x: this name can't be used; lower-case letters, digits and _",
    ],
    [
      "sources:\n  t: { path: a, format: xls }\n",
      'earshot.yaml:2: sources.t.format: "xls": invalid option',
    ],
    [
      "sources:\n  t: { path: a, time_zone: X/Y }\n",
      'earshot.yaml:2: sources.t.time_zone: "X/Y": no time zone of that name',
    ],
    [
      "sources:\n  t: { path: a, encoding: cp9999 }\n",
      'earshot.yaml:2: sources.t.encoding: "cp9999": no encoding of that name',
    ],
    ["\nworkers: 1.5\n", "earshot.yaml:2: workers: 1.5 stands where a whole number is wanted"],
    [
      "sla:\n  low_hours: many\n",
      'earshot.yaml:2: sla.low_hours: "many" stands where a number is wanted',
    ],
    ["sla:\n  low_hours: -1\n", "earshot.yaml:2: sla.low_hours: -1: too small"],
    [
      "time_zone: Mars/Base\n",
      'earshot.yaml:1: time_zone: "Mars/Base": no time zone of that name; such as America/Sao_Paulo',
    ],
    ["as_of: yesterday\n", 'earshot.yaml:1: as_of: "yesterday": an instant with its zone, such as'],
    ["as_of: 2026-01-31T15:00:00\n", "an instant with its zone"],
    ["limits: { memory: lots }\n", 'earshot.yaml:1: limits.memory: "lots": a size such as 2GB'],
    [
      "privacy: { country: brazil }\n",
      'earshot.yaml:1: privacy.country: "brazil": two capital letters (ISO 3166), such as BR',
    ],
    [
      "privacy:\n  patterns:\n    BADGE: '('\n",
      'earshot.yaml:3: privacy.patterns.BADGE: "(": no regular expression of JavaScript',
    ],
    [
      "privacy:\n  patterns: { badge: 'B\\d' }\n",
      "earshot.yaml:2: privacy.patterns.badge: this name can't be used; upper-case letters",
    ],
    [
      "privacy:\n  patterns: { BADGE: 5 }\n",
      "earshot.yaml:2: privacy.patterns.BADGE: 5: a regular expression is wanted, or pattern and flags",
    ],
    [
      "privacy:\n  deny: [{ text: x }]\n",
      "earshot.yaml:2: privacy.deny.0: what stands here: a text is wanted, or type and text",
    ],
    [
      "privacy: { key_command: 'cat a | b' }\n",
      'privacy.key_command: "cat a | b": plain words with spaces between; write it as a list',
    ],
    ["data: a\ndata: b\n", "earshot.yaml:2: Map keys must be unique"],
    ["sla:\n  low_hours: 1\n  low_hours: 2\n", "earshot.yaml:3: Map keys must be unique"],
    ["sla:\n\tlow_hours: 3\n", "earshot.yaml:2: Tabs are not allowed as indentation"],
    ["data: [a\n", "earshot.yaml:2: Flow sequence"],
    ["- a\n", "earshot.yaml:1: settings are `key: value` lines; this is something else"],
    ["hello\n", "earshot.yaml:1: settings are `key: value` lines"],
    ["data: a\n---\ndata: b\n", "earshot.yaml:2: Source contains multiple documents"],
    ["data: *x\n", "earshot.yaml: Unresolved alias"],
    ["data: !!js/function x\n", "earshot.yaml:1: Unresolved tag"],
    ["__proto__: { x: 1 }\n", "earshot.yaml:1: __proto__: there is no such setting"],
  ])("says of %j: %s", (file, message) => {
    expect(failure({ file })).toContain(message);
  });

  it("says all that is wrong at once, each on a line", () => {
    const lines = failure({ file: "wrkers: 1\nsla: { low_hours: x }\n" }).split("\n");
    expect(lines).toHaveLength(2);
  });

  it.each<[Given, string]>([
    [
      { environment: { EARSHOT_WORKERS: "many" } },
      'environment variable EARSHOT_WORKERS: "many" stands where',
    ],
    [{ environment: { MAX_WORKERS: "0" } }, "environment variable MAX_WORKERS: 0: too small"],
    [
      { environment: { EARSHOT_LIMITS_MEMROY: "1GB" } },
      "environment variable EARSHOT_LIMITS_MEMROY: there is no such setting; did you mean EARSHOT_LIMITS_MEMORY?",
    ],
    [{ dotEnv: "Earshot_workers=3" }, "did you mean EARSHOT_WORKERS?"],
    [{ environment: { EARSHOT_ZZZZZZZZZ: "x" } }, "`earshot config show` lists them"],
    [{ dotEnv: "EARSHOT_TIME_ZONE=X/Y" }, '.env variable EARSHOT_TIME_ZONE: "X/Y": no time zone'],
    [{ flags: { as_of: "x" } }, 'flag for as_of: "x": an instant with its zone'],
  ])("says what gave a wrong value: %j", (given, message) => {
    expect(failure(given)).toContain(message);
  });

  it.each([
    ["llm:\n  api_key: hunter2\n", 2, "llm.api_key", "EARSHOT_LLM_API_KEY"],
    ["llm:\n  api_key: 4711\n", 2, "llm.api_key", "EARSHOT_LLM_API_KEY"],
    ["database_url: postgresql://a:hunter2@b/c\n", 1, "database_url", "EARSHOT_DATABASE_URL"],
    ["privacy: { keys: hunter2 }\n", 1, "privacy.keys", "EARSHOT_PRIVACY_KEYS"],
  ])("takes no secret from the file, and does not tell it: %j", (file, line, name, variable) => {
    const message = failure({ file, environment: { [variable]: "own" } });
    expect(message).toContain(
      `earshot.yaml:${line}: ${name}: it is secret and may not stand in the settings file; set ${variable}`,
    );
    expect(message).not.toMatch(/hunter2|4711/);
  });

  it("repeats no long text, which may be a secret", () => {
    const secret = "s".repeat(50);
    expect(failure({ environment: { EARSHOT_WORKERS: secret } })).not.toContain(secret);
  });

  it("does not let YAML's aliases blow up", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (const letter of "bcdefg") {
      const before = String.fromCharCode(letter.charCodeAt(0) - 1);
      bomb.push(`${letter}: &${letter} [${Array.from({ length: 9 }, () => `*${before}`).join()}]`);
    }
    expect(failure({ file: bomb.join("\n") })).toContain("Excessive alias count");
  });
});
