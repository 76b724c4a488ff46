-- Who looked stays as it was written.
REVOKE UPDATE, DELETE ON access_log FROM {role}
