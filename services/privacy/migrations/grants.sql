-- Who looked stays as it was written, and who was erased stays so.
REVOKE UPDATE, DELETE ON access_log, erased FROM {role}
