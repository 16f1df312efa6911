-- The last run that succeeded
SELECT run_id, as_of, ended_at FROM ops.run WHERE state = 'SUCCEEDED' ORDER BY ended_at DESC, run_id DESC LIMIT 1
