-- Says what this is to whoever finds it on a shared server.
-- up
COMMENT ON TABLE earshot_migrations IS 'Steps of the tables that Earshot keeps here; earshot store status lists them';
-- down
COMMENT ON TABLE earshot_migrations IS NULL;
