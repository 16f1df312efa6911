// Installs what the tests need from outside. Tests install what they lack themselves; this is to
// have it done, and its time told, before they start.
import { deltaRsEnv, mlflowEnv, onnxEnv, presidioEnv, sqlglotEnv } from "./python-env.ts";
import { findPostgres, findPostgresWithVectors } from "./postgres.ts";
import { sparkEnv } from "./spark-env.ts";
import { findStrace } from "./strace.ts";

await deltaRsEnv();
await sqlglotEnv();
await presidioEnv();
await mlflowEnv();
await onnxEnv();
await sparkEnv();
await findStrace();
await findPostgres();
await findPostgresWithVectors();
