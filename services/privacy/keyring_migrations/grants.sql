-- A data key can be made, opened and wrapped anew.
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE INSERT, UPDATE ON tombstones, alembic_version, schema_revisions FROM {role};
-- Nobody but who erases deletes one. A tombstone stays.
GRANT DELETE ON data_keys TO {role}_eraser;
GRANT INSERT ON tombstones TO {role}_eraser
