/** How to read a file: what stands in FROM, and each column with the text that makes it. */
export type Relation = {
  from: string;
  columns: { name: string; sql: string }[];
  /** What gives a row's number in the file; default: rows are counted. */
  row?: string;
};
