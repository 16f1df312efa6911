/** What was looked at, what was found, and what to do about it. */
export type Check = {
  name: string;
  state: "ok" | "warning" | "failed";
  found: string;
  mend?: string;
};
