import { describe, expect, it } from "vitest";

import { readCodes } from "./code-text.ts";
import { cueAfter, cueAt, cueBefore, endsInSecretName, numberKinds } from "./cues.ts";

describe("cueBefore", () => {
  it.each([
    ["my account number is 1", "account", 0],
    ["Meine Bestellnr.: 1", "order", 0],
    ["Nº de pedido: 1", "order", 0],
    ["call me after six on 1", "phone", 3],
    ["What is your phone number? 1", "phone", 0],
    ["phone:\n1", "phone", 0],
    ["I lost my phone. The weather is 1", "none", 0],
    ["I lost my phone\n1", "none", 0],
    ["phone 2 or 1", "none", 0],
    ["invoice 1", "other", 0],
    ["the orderly 1", "none", 0],
    ["Bottpass 1", "none", 0],
    ["1", "none", 0],
  ])("reads %j as %s at distance %i", (text, kind, distance) => {
    const at = text.lastIndexOf("1");
    expect(cueBefore(readCodes(text), at, numberKinds)).toMatchObject({ kind, distance });
  });
});

describe("cueAfter", () => {
  it.each([
    ["1 is my account number", "account"],
    ["1 é o número do meu pedido", "order"],
    ["1 (passport)", "passport"],
    ["1 times my account", "none"],
    ["1 account", "none"],
    ["1", "none"],
  ])("reads %j as %s", (text, kind) => {
    expect(cueAfter(readCodes(text), 1, numberKinds).kind).toBe(kind);
  });
});

describe("cueAt", () => {
  it.each([
    ["Fax", "phone"],
    ["téléphone", "phone"],
    ["", "none"],
  ])("reads %j as %s", (text, kind) => {
    expect(cueAt(readCodes(text), 0)).toBe(kind);
  });
});

describe("endsInSecretName", () => {
  it.each([
    "password",
    "API key",
    "api_key",
    "apiKey",
    "client-secret",
    "Contraseña",
    "dbPassword",
  ])("knows %j", (name) => {
    expect(endsInSecretName(readCodes(`the ${name}`), name.length + 4)).toBe(true);
  });

  it.each(["key", "monkey", "pass word of", "", "12"])("does not know %j", (name) => {
    expect(endsInSecretName(readCodes(name), name.length)).toBe(false);
  });
});
