-- What language models answered, what each call cost, and what was spent a day.
-- up
CREATE TABLE llm_calls (
  call_id          TEXT PRIMARY KEY,
  run_id           TEXT NOT NULL,
  prompt           TEXT NOT NULL,
  prompt_version   INTEGER NOT NULL,
  provider         TEXT NOT NULL,
  model            TEXT NOT NULL,
  model_answered   TEXT,
  text_count       INTEGER NOT NULL,
  answered_count   INTEGER NOT NULL DEFAULT 0,
  state            TEXT NOT NULL CHECK (state IN ('reserved', 'done', 'failed', 'lost')),
  counted_in       BIGINT NOT NULL,
  likely_out       BIGINT NOT NULL,
  tokens_in        BIGINT NOT NULL DEFAULT 0,
  tokens_out       BIGINT NOT NULL DEFAULT 0,
  spent_tokens     BIGINT,
  cost_nanousd     BIGINT,
  reserved_nanousd BIGINT NOT NULL,
  reserved_tokens  BIGINT NOT NULL,
  latency_ms       BIGINT NOT NULL DEFAULT 0,
  attempts         INTEGER NOT NULL DEFAULT 0,
  error_code       TEXT,
  day              DATE NOT NULL,
  holder           TEXT NOT NULL,
  started_at       TIMESTAMPTZ NOT NULL,
  expires_at       TIMESTAMPTZ NOT NULL,
  finished_at      TIMESTAMPTZ
);
CREATE INDEX llm_calls_by_run ON llm_calls (run_id, started_at);
CREATE INDEX llm_calls_by_prompt ON llm_calls (provider, model, prompt, prompt_version, started_at DESC);
CREATE INDEX llm_calls_reserved ON llm_calls (started_at) WHERE state = 'reserved';

CREATE TABLE llm_spending (
  day     DATE PRIMARY KEY,
  nanousd BIGINT NOT NULL,
  tokens  BIGINT NOT NULL
);

CREATE TABLE llm_answers (
  answer_key     TEXT PRIMARY KEY,
  answer         JSONB,
  failure        TEXT CHECK (failure IN ('rejected', 'invalid')),
  provider       TEXT NOT NULL,
  model          TEXT NOT NULL,
  prompt         TEXT NOT NULL,
  prompt_version INTEGER NOT NULL,
  tokens_in      BIGINT NOT NULL,
  tokens_out     BIGINT NOT NULL,
  cost_nanousd   BIGINT NOT NULL,
  call_id        TEXT NOT NULL,
  created_at     TIMESTAMPTZ NOT NULL
);
CREATE INDEX llm_answers_by_prompt ON llm_answers (provider, model, prompt, prompt_version);

CREATE TABLE llm_vectors (
  vector_key TEXT PRIMARY KEY,
  provider   TEXT NOT NULL,
  model      TEXT NOT NULL,
  vector     BYTEA NOT NULL,
  call_id    TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX llm_vectors_by_model ON llm_vectors (provider, model);
-- down
DROP TABLE llm_vectors, llm_answers, llm_spending, llm_calls;
