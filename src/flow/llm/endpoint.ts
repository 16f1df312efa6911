import {
  llmKeyVariables,
  type LlmProviderName,
  type LlmSettings,
} from "../../core/config/llm-settings.ts";
import { environmentName } from "../../core/config/setting-paths.ts";
import { SettingsError } from "../../core/config/settings-error.ts";
import type { Endpoint, Provider } from "./provider.ts";

/** What the settings say of one endpoint. */
export type EndpointSettings = Pick<
  LlmSettings,
  "base_url" | "api_key" | "model" | "deployment" | "api_version"
>;

/**
 * An endpoint that can be asked, from its settings.
 *
 * @throws SettingsError when something is missing or wrong, before anything is asked.
 */
export function endpointOf(
  provider: Provider,
  settings: EndpointSettings,
  section: Endpoint["section"],
): Endpoint {
  const keyVariables = keyVariablesOf(provider.name, section);
  const { name, needs } = provider;
  if (needs.model && settings.model === undefined && settings.deployment === undefined) {
    throw new SettingsError(
      `${section}.model is missing: ${name} must be told which model to ask, such as gpt-4o-mini`,
    );
  }
  const baseUrl = baseUrlOf(provider, settings.base_url, section);
  if (needs.key && settings.api_key === undefined) {
    throw new SettingsError(
      `${section}.api_key is missing: ${name} wants a key; set ${keyVariables.join(" or ")} in the environment or in .env`,
    );
  }
  if (settings.api_key !== undefined && !/^[\x21-\x7e]+$/.test(settings.api_key)) {
    throw new SettingsError(
      `${section}.api_key holds spaces, line ends or letters that no key has; see ${keyVariables.join(" or ")}`,
    );
  }
  return {
    provider: name,
    section,
    baseUrl,
    apiKey: settings.api_key,
    keyVariables,
    model: settings.model ?? settings.deployment ?? "",
    deployment: settings.deployment,
    apiVersion: settings.api_version,
  };
}

function keyVariablesOf(name: LlmProviderName, section: Endpoint["section"]): string[] {
  const own = environmentName([...section.split("."), "api_key"]);
  const usual = llmKeyVariables[name];
  return usual === undefined ? [own] : [own, usual];
}

function baseUrlOf(
  { name, baseUrl, baseUrlExample }: Provider,
  given: string | undefined,
  section: Endpoint["section"],
): string {
  const setting = `${section}.base_url`;
  const address = given ?? baseUrl;
  if (address === undefined) {
    throw new SettingsError(
      `${setting} is missing: ${name} has no address of its own; such as ${baseUrlExample}`,
    );
  }
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw new SettingsError(`${setting} is no http or https address, such as ${baseUrlExample}`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "") {
    throw new SettingsError(
      `${setting} holds a user, a password or a query, which would be shown with it; ` +
        `set ${environmentName([...section.split("."), "api_key"])} instead`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
