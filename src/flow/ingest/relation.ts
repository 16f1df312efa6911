/** How to read a file: what stands in FROM, and each column with the text that makes it. */
export type Relation = { from: string; columns: { name: string; sql: string }[] };
