import type { LoadedSettings } from "../../core/config/read-settings.ts";
import { environmentName, settingPaths } from "../../core/config/setting-paths.ts";

/** One setting as it stands. */
export type ListedSetting = {
  path: string;
  value: unknown;
  origin: string;
  variable: string;
  doc: string;
};

/** Every setting outside of the sources, with its value (of a secret: whether it is set) and where that came from. */
export function listSettings({ settings, origins }: LoadedSettings): ListedSetting[] {
  return settingPaths().map(({ path, doc, isSecret }) => {
    const value = path.reduce<unknown>(
      (tree, key) => (tree as Record<string, unknown>)[key],
      settings,
    );
    const dotted = path.join(".");
    return {
      path: dotted,
      value: isSecret && value !== undefined ? "(set)" : (value ?? null),
      origin: origins.get(dotted) ?? "default",
      variable: environmentName(path),
      doc,
    };
  });
}
