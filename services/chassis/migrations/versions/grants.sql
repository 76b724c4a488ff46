-- What a running part may do with its tables: read, add, change, delete; never make, alter, drop or empty one.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE INSERT, UPDATE, DELETE ON alembic_version, schema_revisions FROM {role};
-- What happened stays as it was written.
REVOKE UPDATE, DELETE ON event_log FROM {role}
